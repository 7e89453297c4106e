"""Whose rows a list may hold: areas, each of them one range on one index."""

from collections.abc import Callable, Sequence

from formbuilder.permissions import Actor, Role, sees_placeless

#: Stands for an area where only what has no place is asked for (R12).
NOWHERE = "none"
#: All that has a place.
EVERYWHERE = ""


def areas_of(actor: Actor, area: str = "") -> tuple[str, ...]:
    """The areas whose records exist for somebody (R25); what is not granted is denied.

    :param area: only inside this one; NOWHERE: only what has no place
    :returns: areas that do not lie in each other, in the order of lists: NOWHERE comes last
    """
    match actor.role:
        case Role.DEPARTMENT_ADMIN | Role.INTEGRATOR:
            return (area,) if area else (EVERYWHERE, NOWHERE)
        case Role.SECRETARY | Role.WORKER if actor.area:
            nowhere = (NOWHERE,) if sees_placeless(actor) and area in (NOWHERE, EVERYWHERE) else ()
            return _common(actor.area, area) + nowhere
        case _:
            return ()


def _common(own: str, asked: str) -> tuple[str, ...]:
    """What lies in both; areas lie in each other or apart."""
    if asked.startswith(own):
        return (asked,)
    return (own,) if own.startswith(asked) else ()


def within(area: str, column: str, put: Callable[[object], str]) -> str:
    """The condition of one of these areas. `put` keeps a value and gives its placeholder."""
    if area == EVERYWHERE:
        return f"{column} > ''"
    if area == NOWHERE:
        return f"{column} = ''"
    return f"{column} >= {put(area)} and {column} < {put(area + '~')}"


def beyond(area: str, end: Sequence[object] | None, columns: Sequence[str], put: Callable[[object], str]) -> str:
    """The condition of what comes in an area after the end of a page: one lower bound, so that one index range is read.

    :param end: what the last row had in these columns, which are in the order of the list, the area's first; None: it
        is the first page
    """
    if end is None or (end[0] and area == NOWHERE) or "" < str(end[0]) < area:
        return within(area, columns[0], put)
    if area == NOWHERE:
        return f"{columns[0]} = '' and ({', '.join(columns[1:])}) > ({', '.join(map(put, end[1:]))})"
    if not end[0]:  # what has a place came before it
        return "1 = 0"
    after = f"({', '.join(columns)}) > ({', '.join(map(put, end))})"
    return after if area == EVERYWHERE else f"{after} and {columns[0]} < {put(area + '~')}"
