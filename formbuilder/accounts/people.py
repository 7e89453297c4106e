"""Accounts and tokens as values, and the rules of what an account may be (R25)."""

import re
from dataclasses import dataclass

from formbuilder.accounts.models import AccountRow, TokenRow
from formbuilder.permissions import Role
from formbuilder.problems import WrongName, WrongScope, WrongUsername
from metadata.fields import Label
from metadata.problems import Fault
from metadata.stamps import Instant

USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,63}")
#: Two to fourteen digits: a province down to a grid.
AREA = re.compile(r"[0-9]{2,14}")
DEPARTMENT = re.compile(r"[a-z][a-z0-9_]{0,19}")
#: Names under which the service itself stands in the audit log.
OURS = frozenset({"console", "nobody", "system"})


def _(sentence: str) -> str:
    """Mark a sentence for translation; templates translate it."""
    return sentence


#: What a role is called; message ids.
ROLES = {
    Role.ADMINISTRATOR: _("Administrator"),
    Role.DEPARTMENT_ADMIN: _("Department admin"),
    Role.SECRETARY: _("Community secretary"),
    Role.WORKER: _("Grid worker"),
    Role.INTEGRATOR: _("System"),
}
#: The roles that an account may have; a system has a token.
OF_ACCOUNTS = tuple(role for role in Role if role is not Role.INTEGRATOR)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: int
    username: str
    name: str
    role: Role
    department: str = ""
    area: str = ""
    disabled: Instant | None = None

    @property
    def title(self) -> str:
        """What the role is called, as a message id."""
        return ROLES[self.role]


def fits(text: str, shape: re.Pattern[str], *, needed: bool) -> bool:
    """Whether a part is there exactly if it is needed, and then well formed."""
    return bool(shape.fullmatch(text)) if needed else not text


@dataclass(frozen=True, slots=True)
class Scope:
    """What an account is for: its role, and the department or area that bounds it."""

    name: str
    role: Role
    department: str = ""
    area: str = ""

    def faults(self) -> list[Fault]:
        """What does not fit together, each at its field."""
        needs_department = self.role is Role.DEPARTMENT_ADMIN
        needs_area = self.role in (Role.SECRETARY, Role.WORKER)
        found = []
        if not 1 <= len(self.name) <= 50:
            found.append(Fault("name", WrongName()))
        if not fits(self.department, DEPARTMENT, needed=needs_department):
            found.append(Fault("department", WrongScope()))
        if not fits(self.area, AREA, needed=needs_area):
            found.append(Fault("area", WrongScope()))
        if self.role is Role.INTEGRATOR:
            found.append(Fault("role", WrongScope()))
        return found


@dataclass(frozen=True, slots=True)
class Token:
    """An API token as it is listed: never the token itself."""

    id: int
    prefix: str
    acts_for: str
    is_system: bool
    created: Instant
    expires: Instant
    revoked: Instant | None
    used: Instant | None


@dataclass(frozen=True, slots=True)
class Department:
    """A department that an account may belong to."""

    code: str
    label: Label


def account_from(row: AccountRow) -> Account:
    """A row as a value."""
    return Account(row.id, row.username, row.name, Role(row.role), row.department, row.area_code, row.disabled)


def token_from(row: TokenRow, acts_for: str) -> Token:
    """A row as a value."""
    return Token(row.id, row.prefix, acts_for, bool(row.system), row.created, row.expires, row.revoked, row.used)


def username_fault(username: str) -> list[Fault]:
    """Whether a name to sign in with can be one."""
    good = USERNAME.fullmatch(username) and username not in OURS
    return [] if good else [Fault("username", WrongUsername())]
