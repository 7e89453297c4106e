"""How a visit page reads to somebody: language, words, names of sources and places; and the renderer that draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from flask import current_app

from formbuilder import clock
from formbuilder.areas import store as areas
from formbuilder.catalogue import store as catalogues
from formbuilder.db import Statement
from formbuilder.dispatch.settle import zone
from formbuilder.language import chinese
from formbuilder.pages import asset
from formbuilder.records import store as records
from formbuilder.systems import store as systems
from metadata import derive
from metadata.catalogue import Catalogue
from renderer.html import Renderer
from renderer.page import Page, PageItem
from renderer.show import Reading, Words

#: For how long a process trusts the names of systems that it has read.
TRUSTED_MS = 60_000


class Chinese:
    """The words of Chinese pages; one object for good, which the renderer knows its templates by."""

    def gettext(self, message: str, /) -> str:
        return chinese().get(message, message)

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        words = chinese()
        return words.get(many) or words.get(one) or many


class English:
    """The words of English pages: the sentences themselves."""

    def gettext(self, message: str, /) -> str:
        return message

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        return one if n == 1 else many


@cache
def words_of(language: str) -> Words:
    """The words of a language."""
    return English() if language == "en" else Chinese()


def renderer() -> Renderer:
    """The one renderer of this process."""
    found: Renderer | None = current_app.extensions.get("renderer")
    if found is None:
        from formbuilder.app import HOME

        found = current_app.extensions["renderer"] = Renderer(HOME / "templates", asset)
    return found


def reading_of(language: str, page: Page | None = None, catalogue: Catalogue | None = None) -> Reading:
    """How a page reads in a language. Needs a transaction; names of records only where the page refers to some."""
    catalogue = catalogue or catalogues.present()
    names = _references(page) if page is not None and page.plan.refers else {}
    if not names:
        return _plain(language, catalogue)
    plain = _plain(language, catalogue)
    return Reading(catalogue, language, plain.words, plain.zone, plain.sources, {**plain.names, **names})


def _plain(language: str, catalogue: Catalogue) -> Reading:
    """The reading without names of records, made anew only when a name or the catalogue has changed."""
    kept: dict[str, tuple[object, Reading]] = current_app.extensions.setdefault("readings", {})
    sources, places = _sources(), areas.names()
    found = kept.get(language)
    key = (id(catalogue), id(sources), id(places))
    if found is not None and found[0] == key:
        return found[1]
    reading = Reading(
        catalogue,
        language,
        words_of(language),
        zone(),
        {code: system.get_name(language) for code, system in sources.items()},
        {code: area.get_name(language) for code, area in places.items()},
    )
    kept[language] = (key, reading)
    return reading


def _sources() -> Mapping[str, systems.System]:
    """The systems by code, at most a minute old."""
    now = clock.now()
    kept: tuple[int, Mapping[str, systems.System]] | None = current_app.extensions.get("system_names")
    if kept is not None and now - kept[0] < TRUSTED_MS:
        return kept[1]
    found = {system.code: system for system in systems.all_systems()}
    current_app.extensions["system_names"] = (now, found)
    return found


@dataclass(frozen=True, slots=True)
class Door:
    """Where a record is, for the head of its page: the building and unit to go back to, the room, and who it is."""

    building: str = ""
    about: str = ""


_door = Statement("select building, unit, room from address where code = :code")


#: What is told of a person beside the name, where the page shows it as known.
_WHO = frozenset({"sex", "birth_date"})


def door_of(page: Page, place: str, reading: Reading) -> Door:
    """Where somebody is before, and a few words about who it is."""
    row = _door.row(code=place) if place else None
    building = f"{row[0]}{row[1]}" if row else ""
    words = [row[2]] if row and row[2] else []
    shown = {item.planned.code: item for item in page.known if item.planned.code in _WHO and not item.masked}
    if sex := shown.get("sex"):
        words.append(label_of(sex, reading))
    if (born := shown.get("birth_date")) and isinstance(born.value, str):
        age = derive.age(born.value, clock.day_of(page.asked.composed, zone()))
        if age is not None:
            words.append(reading.words.ngettext("aged %(num)s", "aged %(num)s", age) % {"num": age})
    return Door(building, "·".join(word for word in words if word))


def label_of(item: PageItem, reading: Reading) -> str:
    """The label of a coded value; empty where nothing is known."""
    codelist = reading.catalogue.codelists.get(item.field.codelist)
    return codelist.label_of(item.value, reading.language) if codelist and isinstance(item.value, str) else ""


def _references(page: Page) -> dict[str, str]:
    """Names of the records that a page's values refer to."""
    wanted = [item.value for item in page.in_sight if item.field.type == "reference" and isinstance(item.value, str)]
    return records.names(wanted) if wanted else {}
