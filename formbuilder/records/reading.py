"""How records read to somebody: values, sources, people and places by their names in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo

from markupsafe import Markup, escape

from formbuilder.areas import store as areas
from formbuilder.db import Statement, to_json
from formbuilder.language import gettext as _
from formbuilder.language import language
from formbuilder.records.freshness import Freshness, Phase
from formbuilder.records.sights import Look
from formbuilder.visits.reading import reading_of
from metadata.fields import Field
from metadata.records import Through
from renderer import show
from renderer.show import Reading

#: Claims say who as `user:NAME`; a system's claims say the system.
USER = "user:"

_people = Statement(
    "select username, name from account where username in (select value from json_each(:names))",
    postgresql="select username, name from account where username in"
    " (select jsonb_array_elements_text(cast(:names as jsonb)))",
)


@dataclass(frozen=True, slots=True)
class Names:
    """A reading with the names of people who said something."""

    reading: Reading
    people: Mapping[str, str]

    @property
    def zone(self) -> tzinfo:
        return self.reading.zone

    def value(self, field: Field, look: Look) -> Markup:
        """A value, masked or in clear; of one that is not there the word for it."""
        if look.masked:
            return escape(look.masked)
        return show.shown(look.value, field, self.reading)

    def label(self, field: Field) -> str:
        """A field's label."""
        return field.label.get(self.reading.language)

    def owner(self, field: Field) -> str:
        """The short name of a field's owning department."""
        return show.department(field.owner, self.reading.catalogue, self.reading.language)

    def who(self, source: str, by: str, through: Through) -> str:
        """Who said it, and how: 网格员赵倩登门, 民政审核, 公安人口库."""
        name = self.people.get(by.removeprefix(USER), "") if by.startswith(USER) else ""
        return (
            show.said_by(source, through, replace(self.reading, sources={**self.reading.sources, source: name}))
            if name
            else show.said_by(source, through, self.reading)
        )

    def place(self, area: str) -> str:
        """The names from the community down to an area."""
        return "·".join(areas.path_of(area, self.reading.language)[1:]) if area else _("no place")


def names_of(people: Iterable[str] = (), referred: Mapping[str, str] | None = None) -> Names:
    """The reading of this request, in a transaction that is open.

    :param people: who said something (`user:NAME`); `referred`: names of records, as the reader may see them, by id
    """
    reading = reading_of(language())
    wanted = sorted({by.removeprefix(USER) for by in people if by.startswith(USER)})
    known: dict[str, str] = dict(_people.rows(names=to_json(wanted))) if wanted else {}
    if referred:
        reading = replace(reading, names={**reading.names, **referred})
    return Names(reading, known)


def freshness_words(freshness: Freshness) -> str:
    """What stands beside the mark: 还有 9 天, 过期 95 天, 不过期."""
    from formbuilder.language import ngettext

    days = freshness.days
    match freshness.phase, freshness.why:
        case Phase.CONFLICT, _why:
            return ngettext("%(num)s claim against it", "%(num)s claims against it", days or 1) % {"num": days or 1}
        case Phase.UNKNOWN, _why:
            return _("never known")
        case _phase, "derived":
            return _("computed")
        case _phase, "limitless":
            return _("never stale")
        case _phase, "undated":
            return _("nobody knows since when")
        case _phase, "nonconforming":
            return _("no longer conforms")
    if days is None:
        return ""
    if days < 0:
        return ngettext("%(num)s day overdue", "%(num)s days overdue", -days) % {"num": -days}
    return ngettext("%(num)s day left", "%(num)s days left", days) % {"num": days}
