"""A page as its clients see it: three groups of items, and the words of their verdicts."""

from collections.abc import Sequence
from enum import StrEnum

from metadata.values import JSONObject
from renderer.faults import DialectUnknown
from renderer.outcomes import reasons
from renderer.page import Mode, Page, PageItem
from renderer.show import Reading

#: Beside a value: its verdict, and the reason of an `unknown`.
CHECK, WHY = "__check", "__why"


class Dialect(StrEnum):
    """Who the payload is for."""

    CANONICAL = "canonical"
    JSONFORMS = "jsonforms"
    RJSF = "rjsf"


def dialect_of(name: str) -> Dialect:
    """The dialect of a name; canonical if none is given.

    :raises DialectUnknown: there is none
    """
    try:
        return Dialect(name or "canonical")
    except ValueError:
        raise DialectUnknown(dialect=name[:40]) from None


class Sides:
    """One page in one dialect: what is known, what is verified, what is asked."""

    def __init__(self, page: Page, reading: Reading, dialect: Dialect) -> None:
        self.page, self.reading, self.dialect = page, reading, dialect
        self.canonical = dialect is Dialect.CANONICAL
        self.groups: dict[str, list[PageItem]] = {"known": list(page.known), "verify": [], "ask": []}
        for item in page.items:
            self.groups["verify" if item.mode is Mode.VERIFY else "ask"].append(item)
        self.place = {part.code: name for name, items in self.groups.items() for item in items for part in item.group}

    def choice(self, title: str, options: Sequence[tuple[str, str]]) -> JSONObject:
        """One of few, nothing chosen beforehand: RJSF chooses the first of a `oneOf` by itself."""
        if self.dialect is Dialect.RJSF:
            return {"type": "string", "title": title, "enum": [code for code, _ in options]}
        return {"type": "string", "title": title, "oneOf": [{"const": c, "title": t} for c, t in options]}

    def verdicts(self, item: PageItem) -> JSONObject:
        return self.choice(self.check_title(item), self.verdicts_of(item))

    def verdicts_of(self, item: PageItem) -> list[tuple[str, str]]:
        words = self.reading.words
        found = [("none", words.gettext("There is none"))] if any(p.field.admits_none for p in item.group) else []
        unknown = ("unknown", words.gettext("Cannot tell"))
        if item.mode is not Mode.VERIFY:
            return [*found, unknown]
        return [
            ("confirm", words.gettext("Unchanged")),
            ("change", words.gettext("Changed")),
            *found,
            ("wrong", words.gettext("Wrong, the right one is not known")),
            unknown,
        ]

    def reasons(self) -> JSONObject:
        return self.choice(self.reading.words.gettext("Why can it not be settled?"), reasons(self.reading.words))

    def check_title(self, item: PageItem) -> str:
        label = item.named(self.reading.language)
        if item.mode is Mode.VERIFY:
            return self.reading.words.gettext("%(label)s: still so?") % {"label": label}
        return self.reading.words.gettext("%(label)s: if there is no value") % {"label": label}

    def title(self, name: str) -> str:
        words = self.reading.words
        return {
            "known": words.gettext("Known already, not asked again"),
            "verify": words.gettext("To verify"),
            "ask": words.gettext("To find out"),
        }[name]


def words_in(condition: object) -> frozenset[str]:
    """Every keyword and name in a condition."""
    if isinstance(condition, dict):
        return frozenset(condition) | frozenset[str]().union(*map(words_in, condition.values()))
    if isinstance(condition, list):
        return frozenset[str]().union(*map(words_in, condition))
    return frozenset()


#: Keywords of conditions that the clients' validators (draft-07) do not know.
BEYOND_CLIENTS = frozenset({"formatMinimum", "formatMaximum"})
