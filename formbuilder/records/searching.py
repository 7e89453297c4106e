"""Names of records as search finds them: whoever changes a name or a place says so here, many at once."""

from collections.abc import Sequence


def index(rows: Sequence[tuple[str, str, str, str]]) -> None:
    """Make records findable by what they are called now; what they were called before finds them no longer.

    :param rows: id, entity, area and name of records that are new, or whose name or area has changed
    """
