"""Everything that anyone can do is a use case: allowed, all-or-nothing, remembered."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from formbuilder import audit, clock, db
from formbuilder.permissions import Actor, Verb, may
from formbuilder.problems import NotAllowed

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)


class UseCase(Protocol[P, R_co]):
    """A function of a `service.py` with the verb that it carries out."""

    verb: Verb

    def __call__(self, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R_co: ...


#: So often a deed is tried that others have come between. (On SQLite the second time is the last: it is alone then.)
ATTEMPTS = 4


def use_case(
    verb: Verb, *, reads_first: bool = False
) -> Callable[[Callable[Concatenate[Actor, P], R_co]], UseCase[P, R_co]]:
    """Check the permission, hold the one transaction, write the audit line.

    A use case that calls another shares its transaction and its audit line; each checks its own permission.
    Where another one came between (the same key taken at once, a deadlock) nothing was done, and it is done again:
    then it meets what the other left. A refusal is remembered too. Reads leave no line unless they call
    `audit.remember` in a verb that writes.

    :param reads_first: it does what it can before other writers must wait for it, then calls `db.begin_writing`
    """

    def decorate(function: Callable[Concatenate[Actor, P], R_co]) -> UseCase[P, R_co]:
        @wraps(function)
        def carry_out(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R_co:
            if not may(actor, verb):
                refuse(actor, verb)
            if audit._notes.get() is not None:
                return function(actor, *args, **kwargs)
            for attempt in range(ATTEMPTS - 1):
                try:
                    return once(attempt, actor, *args, **kwargs)
                except Exception as error:
                    if not db.collided(error):
                        raise
            return once(ATTEMPTS, actor, *args, **kwargs)

        def once(attempt: int, actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R_co:
            notes = audit.Notes()
            token = audit._notes.set(notes)
            try:
                with db.transaction(writing=verb.writes, reads_first=reads_first, alone=attempt > 0):
                    result = function(actor, *args, **kwargs)
                    if verb.writes and not notes.silent:
                        db.begin_writing()
                        audit.write(
                            at=clock.now(),
                            who=actor.who,
                            verb=verb.code,
                            subject=notes.subject,
                            detail=notes.detail,
                        )
                    return result
            finally:
                audit._notes.reset(token)

        carry_out.verb = verb  # type: ignore[attr-defined]  # what makes it a UseCase
        return cast("UseCase[P, R_co]", carry_out)

    return decorate


def refuse(actor: Actor, verb: Verb) -> None:
    """Remember that it was tried, and say no."""
    if audit._notes.get() is None:
        with db.transaction(writing=True):
            audit.write(at=clock.now(), who=actor.who, verb="denied", subject=verb.code, detail={})
    raise NotAllowed()
