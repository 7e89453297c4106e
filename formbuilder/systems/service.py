"""What people do with the systems of departments: see which there are, and bring in those of the standard."""

from collections.abc import Sequence

from formbuilder import audit
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.problems import NotThere
from formbuilder.systems import store
from formbuilder.systems.store import System
from formbuilder.use_case import use_case


@use_case(Verb.SEE_SYSTEMS)
def every(actor: Actor) -> list[System]:
    """All systems that the actor may know of: a token only its own, everyone else all."""
    found = store.all_systems()
    return [s for s in found if s.code == actor.system] if actor.role is Role.INTEGRATOR else found


@use_case(Verb.SEE_SYSTEMS)
def see(actor: Actor, code: str) -> System:
    """One system.

    :raises NotThere: there is none, or the token is another system's
    """
    found = store.find(code)
    if found is None or (actor.role is Role.INTEGRATOR and code != actor.system):
        raise NotThere()
    return found


@use_case(Verb.MANAGE_SYSTEMS)
def load_shipped(actor: Actor) -> int:
    """Fill the table with the systems of the standard; those that are there stay as they are. How many are shipped."""
    store.put(store.shipped())
    audit.remember(subject="systems", count=len(store.shipped()))
    return len(store.shipped())


@use_case(Verb.MANAGE_SYSTEMS)
def add(actor: Actor, systems: Sequence[System]) -> None:
    """Systems as values, for a demo that has its own; those that are there stay as they are."""
    store.put(systems)
    audit.remember(subject="systems", count=len(systems))
