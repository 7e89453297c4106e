"""Names of areas for the cells of systems: the instance's own, and the country's divisions."""

from collections.abc import Mapping

from flask import current_app

from formbuilder.areas import store
from formbuilder.areas.store import Area
from metadata.transforms.places import KnownPlaces

_CACHE = "area_places"


class AreaPlaces(KnownPlaces):
    """`metadata.transforms.Places` over the areas of the instance, read once when it is made: no row costs a statement.

    Make one for a batch, inside its transaction, or take `present()`.
    """

    def __init__(self) -> None:
        super().__init__({code: area.name for code, area in store.names().items()})


def present() -> AreaPlaces:
    """The places of today, kept as long as the names of areas are (`areas.store.names`), with what was looked up."""
    names = store.names()
    cached: tuple[Mapping[str, Area], AreaPlaces] | None = current_app.extensions.get(_CACHE)
    if cached is not None and cached[0] is names:
        return cached[1]
    places = AreaPlaces()
    current_app.extensions[_CACHE] = (names, places)
    return places
