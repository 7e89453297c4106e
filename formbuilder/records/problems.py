"""What can go wrong with records."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class KeyHeld(Problem):
    """R19: a current key is unique; whoever meets it is that record, or waits in review."""

    kind = Kind.CONFLICT
    code = "record.key-held"
    sentence = _("Another record holds this number already. Review decides whether the two are one.")


class ReasonMissing(Problem):
    """R26: a value is revealed by an act with a reason."""

    code = "reveal.reason-missing"
    sentence = _("Say why you need to see this; the reason is kept.")


class NothingToReveal(Problem):
    """None of the fields asked for holds a value that this reader may see."""

    code = "reveal.nothing"
    sentence = _("Choose at least one value that is masked.")


class BadInstant(Problem):
    """A time of 'as it stood then' that cannot be read."""

    kind = Kind.MALFORMED
    code = "record.bad-instant"
    sentence = _("“%(text)s” is no time. Write a day, or a time like 2026-11-24T08:00:00Z.")
