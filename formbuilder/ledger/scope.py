"""Whose rows a list may hold: areas, each of them one range on one index."""

from collections.abc import Callable

from formbuilder.permissions import Actor, Role, sees_placeless

#: Stands for an area where only what has no place is asked for (R12).
NOWHERE = "none"
EVERYWHERE = ""


def areas_of(actor: Actor, area: str = "") -> tuple[str, ...]:
    """The areas whose records exist for somebody (R25), in the order of their codes; what is not granted is denied.

    :param area: only inside this one; NOWHERE: only what has no place
    :returns: codes of areas that do not lie in each other, or EVERYWHERE alone, or NOWHERE as the first
    """
    match actor.role:
        case Role.DEPARTMENT_ADMIN | Role.INTEGRATOR:
            return (area,)
        case Role.SECRETARY | Role.WORKER if actor.area:
            nowhere = (NOWHERE,) if sees_placeless(actor) and area in (NOWHERE, EVERYWHERE) else ()
            return nowhere + _common(actor.area, area)
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
        return "1 = 1"
    if area == NOWHERE:
        return f"{column} = ''"
    return f"{column} >= {put(area)} and {column} < {put(area + '~')}"
