"""What departments and areas of accounts are called: people do not read codes."""

from collections.abc import Iterable

from formbuilder.areas import store as areas
from formbuilder.catalogue import store as catalogues
from formbuilder.db import transaction
from formbuilder.language import language
from renderer.show import department


def names_of(departments: Iterable[str], places: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The short names of departments, and the names of areas from their community down, by code; '' has none."""
    tongue = language()
    with transaction(writing=False):
        catalogue = catalogues.present()
        return (
            {code: department(code, catalogue, tongue) for code in set(departments) if code},
            {code: "·".join(areas.path_of(code, tongue)[-2:]) for code in set(places) if code},
        )


def labels() -> dict[str, str]:
    """What fields and departments are called, by code."""
    tongue = language()
    with transaction(writing=False):
        catalogue = catalogues.present()
        found = {code: field.label.get(tongue) for code, field in catalogue.fields.items()}
        departments = catalogue.codelists.get("department")  # none before the standard is imported
        codes = departments.codes.values() if departments is not None else ()
        return found | {code.code: code.label.get(tongue) for code in codes}
