"""The moon beside a label: why something is asked, in a shape and in words."""

from markupsafe import Markup, escape

from renderer.page import Mark, Why
from renderer.show import Words

_SHAPE = {
    Why.FRESH: "fresh",
    Why.NOTHING_HELD: "unknown",
    Why.CONFLICT: "conflict",
    Why.OVERDUE: "due",
    Why.ALWAYS: "due",
    Why.SOON: "soon",
    Why.NONCONFORMING: "due",
    Why.EXPIRED: "due",
    Why.BLIND: "unknown",
    Why.DUE: "due",
    Why.PROPOSED: "soon",
}


def said(mark: Mark, words: Words) -> str:
    """The mark in words; empty where there is nothing to say."""
    n = {"num": mark.count}
    match mark.why:
        case Why.FRESH:
            return ""
        case Why.NOTHING_HELD:
            return words.gettext("not recorded yet")
        case Why.CONFLICT:
            return words.ngettext("%(num)s source differs", "%(num)s sources differ", mark.count) % n
        case Why.OVERDUE:
            return words.ngettext("%(num)s day overdue", "%(num)s days overdue", mark.count) % n
        case Why.ALWAYS:
            return words.gettext("asked at every visit")
        case Why.SOON:
            return words.ngettext("%(num)s day left", "%(num)s days left", max(mark.count, 0)) % {
                "num": max(mark.count, 0)
            }
        case Why.NONCONFORMING:
            return words.gettext("no longer fits the standard")
        case Why.EXPIRED:
            return words.gettext("has run out")
        case Why.BLIND:
            return words.gettext("blind check, the value is not shown")
        case Why.DUE:
            return words.gettext("to be verified again")
        case Why.PROPOSED:
            return words.gettext("your correction waits for its owner")


def drawn(mark: Mark, words: Words) -> Markup:
    """The mark as HTML."""
    text = said(mark, words)
    return Markup(f'<span class="mark mark-{_SHAPE[mark.why]}">{escape(text)}</span>') if text else Markup("")
