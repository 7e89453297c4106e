"""Names of areas for the cells of systems: the instance's own, and the country's divisions."""

from collections.abc import Sequence


class AreaPlaces:
    """`metadata.transforms.Places` over the areas of the instance; made once for a batch: no row costs a statement."""

    def named(self, level: str, name: str, within: str) -> Sequence[str]:
        """The codes of what has this name: level county, community or grid."""
        raise NotImplementedError

    def full_name(self, code: str) -> str:
        """Of a county: from the province down; of a community or grid: its own name; empty where it is not known."""
        raise NotImplementedError
