"""Who may do what: one readable table (R25). Everything is denied unless it stands here.

Whose rows they are is in the query: a row that an actor may not see does not exist.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum

from metadata.fields import Field, Sensitivity


class Role(StrEnum):
    """What an account is for."""

    ADMINISTRATOR = "administrator"
    DEPARTMENT_ADMIN = "department_admin"
    SECRETARY = "secretary"
    WORKER = "worker"
    INTEGRATOR = "integrator"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is doing it: an account, or a system through its token.

    `area` bounds what a secretary or a worker sees; `department` what a department admin may change.
    `system`: the code of the system that a token acts for, else empty. `disabled`: the account may do nothing any more
    but send what it collected before (R18).
    """

    account: int
    username: str
    name: str
    role: Role
    department: str = ""
    area: str = ""
    system: str = ""
    disabled: bool = False

    @property
    def who(self) -> str:
        """As it stands in the audit log and in claims: never a person's name."""
        return f"system:{self.system}" if self.system else f"user:{self.username}"

    @property
    def source(self) -> str:
        """Whom a claim of this actor is from: a system, a department, or the community itself."""
        return self.system or self.department or "community"


A, D, S, W, I = Role.ADMINISTRATOR, Role.DEPARTMENT_ADMIN, Role.SECRETARY, Role.WORKER, Role.INTEGRATOR  # noqa: E741


#: Whoever sits at the command line of the instance.
CONSOLE = Actor(0, "console", "console", Role.ADMINISTRATOR)


class Verb(Enum):
    """A deed: its name in the audit log, whether it writes, and the roles that may do it."""

    SEE_FIELDS = ("fields.see", False, {A, D, S, W, I})
    DRAFT_FIELD = ("field.draft", False, {A, D})
    DEFINE_FIELD = ("field.define", True, {A, D})
    CHANGE_FIELD = ("field.change", True, {A, D})
    RETIRE_FIELD = ("field.retire", True, {A, D})
    IMPORT_FIELDS = ("fields.import", True, {A})
    SEE_AREAS = ("areas.see", False, {A, D, S, W, I})
    IMPORT_AREAS = ("areas.import", True, {A})
    SEE_RECORD = ("record.see", False, {D, S, W, I})
    SEARCH_RECORDS = ("records.search", False, {D, S, W, I})
    REVEAL = ("record.reveal", True, {D, S, W})
    WRITE_ROWS = ("rows.write", True, {I})
    IMPORT_ROWS = ("rows.import", True, {D, I})
    READ_ROWS = ("rows.read-in", False, {D, I})
    SEE_DELIVERIES = ("deliveries.see", False, {D, I})
    HAND_OVER = ("rows.read", True, {I, D})  # it writes down what was given
    CORRECT_RECORD = ("record.correct", True, {S})
    SEE_REVIEW = ("review.see", False, {D, S})
    SETTLE = ("review.settle", True, {D, S})
    # A department only if it keeps the addresses: records of two communities have no secretary in common.
    JOIN_RECORDS = ("records.join", True, {D, S})
    SEE_STATUS = ("status.see", False, {A, D, S})
    SEE_BURDEN = ("burden.see", False, {A, D, S})
    SEE_TASKS = ("tasks.see", False, {A, D, S, I})
    DRAFT_TASK = ("task.draft", False, {A, D})
    DESIGN_TASK = ("task.design", True, {A, D})
    SPLIT_TASK = ("task.split", False, {A, D})
    PUBLISH_TASK = ("task.publish", True, {A, D})
    CLOSE_TASK = ("task.close", True, {A, D})
    SEND_TASK = ("task.send", True, {A, D, S})
    SEE_WORK = ("work.see", False, {W, S})
    OPEN_VISIT = ("visit.open", False, {W, S})
    TAKE_VISIT = ("visit.take", True, {W, S})
    RELEASE_VISIT = ("visit.release", True, {W, S})
    # Whoever was given the ticket, whatever the account is for by now (R18); only W and S are given one.
    SUBMIT_VISIT = ("visit.submit", True, {A, D, S, W})
    SIGN_IN = ("session.begin", True, {A, D, S, W})
    SIGN_OUT = ("session.end", True, {A, D, S, W})
    CHANGE_PASSWORD = ("password.change", True, {A, D, S, W})
    SEE_ACCOUNTS = ("accounts.see", False, {A})
    MANAGE_ACCOUNTS = ("accounts.manage", True, {A})
    SEE_TOKENS = ("tokens.see", False, {A})
    MANAGE_TOKENS = ("tokens.manage", True, {A})
    SEE_AUDIT = ("audit.see", False, {A})
    MANAGE_SYSTEMS = ("systems.manage", True, {A, D})
    SEE_SYSTEMS = ("systems.see", False, {A, D, S, I})

    def __init__(self, code: str, writes: bool, roles: set[Role]) -> None:
        self.code = code
        self.writes = writes
        self.roles = frozenset(roles)


def may(actor: Actor, verb: Verb) -> bool:
    """Whether an actor's role allows a deed at all. A disabled account's queue is received, and nothing else (R18)."""
    return actor.role in verb.roles and (not actor.disabled or verb is Verb.SUBMIT_VISIT)


#: The department that keeps addresses, and the digits of a street's code: they look after what has no place (R12).
ADDRESSES, STREET = "jd", 9


def may_join(actor: Actor) -> bool:
    """Whether somebody rules over two records (R19a): secretaries in their area, and whoever keeps the addresses."""
    if actor.role is Role.DEPARTMENT_ADMIN:
        return actor.department == ADDRESSES
    return may(actor, Verb.JOIN_RECORDS)


def sees_placeless(actor: Actor) -> bool:
    """Whether records without a place are on an actor's list: of the streets' department, and of secretaries of a
    street or more. No community has them, so no community's secretary does.
    """
    if actor.role is Role.DEPARTMENT_ADMIN:
        return actor.department == ADDRESSES
    return actor.role is Role.SECRETARY and 0 < len(actor.area) <= STREET


class Sight(StrEnum):
    """How an actor sees a value."""

    CLEAR = "clear"
    MASKED = "masked"
    NOT = "not"


def sees(actor: Actor, field: Field, *, on_page: bool = False, mapped: frozenset[str] = frozenset()) -> Sight:
    """How an actor sees a field's values (R25, R26).

    :param on_page: the value stands on the page of a record in the worker's own grid, to be verified there
    :param mapped: of an integrator: the fields that its system's columns mean
    """
    match actor.role:
        case Role.ADMINISTRATOR:
            return Sight.NOT
        case Role.INTEGRATOR:
            return Sight.CLEAR if field.code in mapped else Sight.NOT
        case Role.DEPARTMENT_ADMIN:
            if field.owner == actor.department or field.sensitivity in (
                Sensitivity.PUBLIC,
                Sensitivity.INTERNAL,
            ):
                return Sight.CLEAR
            return Sight.MASKED
        case Role.SECRETARY:
            return Sight.MASKED if field.mask or field.sensitivity is Sensitivity.SENSITIVE else Sight.CLEAR
        case Role.WORKER:
            if on_page:
                return Sight.CLEAR
            return Sight.MASKED if field.mask or field.sensitivity is Sensitivity.SENSITIVE else Sight.CLEAR
