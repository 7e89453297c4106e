"""Whose a system is: who speaks for it, and who sees into its rows (R25)."""

from formbuilder.permissions import Actor, Role
from formbuilder.problems import NotThere
from formbuilder.systems import store
from formbuilder.systems.store import System


def speaks_for(actor: Actor, system: System) -> bool:
    """Whether an actor brings a system's tables in, takes them out and sees their cells."""
    if actor.role is Role.INTEGRATOR:
        return actor.system == system.code
    return actor.role is Role.DEPARTMENT_ADMIN and actor.department == system.department


def sees_into(actor: Actor, system: System) -> bool:
    """Whether an actor sees more of a system than that it is there: what it brings, and how that went."""
    return actor.role is Role.ADMINISTRATOR or speaks_for(actor, system)


def mine(actor: Actor, code: str) -> System:
    """A system that the actor speaks for.

    :raises NotThere: there is none, or it is another's
    """
    system = store.find(code)
    if system is None or not speaks_for(actor, system):
        raise NotThere()
    return system
