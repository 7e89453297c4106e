"""What can be done with accounts, sessions, tokens and the audit log."""

from formbuilder import audit
from formbuilder.accounts import passwords, people, sessions, signed_in, store, tokens
from formbuilder.accounts.models import AccountRow, TokenRow
from formbuilder.accounts.people import Account, Department, Scope, Token
from formbuilder.catalogue.store import present
from formbuilder.db import database
from formbuilder.permissions import Actor, Role, Verb
from formbuilder.problems import (
    FaultyForm,
    LastAdministrator,
    NotThere,
    UnknownSystem,
    UsernameTaken,
    WrongExpiry,
)
from formbuilder.use_case import use_case
from metadata.problems import Fault
from metadata.stamps import Instant

PAGE = 50


@use_case(Verb.SEE_ACCOUNTS)
def accounts(actor: Actor, after: str = "", limit: int = PAGE) -> list[Account]:
    """Accounts by name, after one that was seen already; one more than `limit` if there are more."""
    return [people.account_from(row) for row in store.accounts(after, limit + 1)]


@use_case(Verb.SEE_ACCOUNTS)
def account(actor: Actor, username: str) -> Account:
    """One account; NotThere."""
    return people.account_from(_row(username))


@use_case(Verb.SEE_ACCOUNTS)
def departments(actor: Actor) -> list[Department]:
    """The departments that an account may belong to, as the instance's code list has them."""
    found = present().codelists.get("department")
    return [Department(code.code, code.label) for code in found.active] if found else []


@use_case(Verb.MANAGE_ACCOUNTS)
def add(actor: Actor, username: str, scope: Scope, password: str, *, now: Instant) -> Account:
    """A new account; FaultyForm with every fault at its field, or UsernameTaken."""
    username = username.strip().lower()
    faults = [*people.username_fault(username), *scope.faults(), *_password_faults(password, scope, username)]
    if faults:
        raise FaultyForm(faults)
    if store.account(username) is not None:
        raise FaultyForm([Fault("username", UsernameTaken(username=username))])
    row = AccountRow(
        username=username,
        name=scope.name,
        password_hash=passwords.hash_of(password),
        role=scope.role.value,
        department=scope.department,
        area_code=scope.area,
        created=now,
    )
    database.session.add(row)
    database.session.flush()
    audit.remember(subject=f"user:{username}", deed="add", role=scope.role.value)
    return people.account_from(row)


@use_case(Verb.MANAGE_ACCOUNTS)
def change(actor: Actor, username: str, scope: Scope) -> Account:
    """Another name, role, department or area; where rights change, the account is signed out everywhere."""
    row = _row(username)
    if faults := scope.faults():
        raise FaultyForm(faults)
    before = people.account_from(row)
    if before.role is Role.ADMINISTRATOR and scope.role is not Role.ADMINISTRATOR:
        _keep_one_administrator(row)
    row.name, row.role, row.department, row.area_code = scope.name, scope.role.value, scope.department, scope.area
    database.session.flush()
    if (before.role, before.department, before.area) != (scope.role, scope.department, scope.area):
        _sign_out(row)
    audit.remember(subject=f"user:{username}", deed="change", role=scope.role.value)
    return people.account_from(row)


@use_case(Verb.MANAGE_ACCOUNTS)
def disable(actor: Actor, username: str, *, now: Instant) -> Account:
    """It may not sign in any more; its sessions end and its tokens open nothing. LastAdministrator."""
    row = _row(username)
    if row.role == Role.ADMINISTRATOR:
        _keep_one_administrator(row)
    row.disabled = row.disabled or now
    database.session.flush()
    _sign_out(row)
    audit.remember(subject=f"user:{username}", deed="disable")
    return people.account_from(row)


@use_case(Verb.MANAGE_ACCOUNTS)
def enable(actor: Actor, username: str) -> Account:
    """It may sign in again, with the password it had."""
    row = _row(username)
    row.disabled = None
    database.session.flush()
    audit.remember(subject=f"user:{username}", deed="enable")
    return people.account_from(row)


@use_case(Verb.MANAGE_ACCOUNTS)
def reset_password(actor: Actor, username: str, password: str) -> Account:
    """A new password from an administrator; the account is signed out everywhere."""
    row = _row(username)
    scope = Scope(row.name, Role(row.role))
    if faults := _password_faults(password, scope, username):
        raise FaultyForm(faults)
    row.password_hash = passwords.hash_of(password)
    database.session.flush()
    _sign_out(row)
    audit.remember(subject=f"user:{username}", deed="reset password")
    return people.account_from(row)


@use_case(Verb.SIGN_IN)
def begin_session(actor: Actor, language: str, *, now: Instant) -> str:
    """A new session of one whose password was right just now; returns the secret for the cookie."""
    audit.remember(subject=actor.who)
    return sessions.begin(actor.account, language, now)


@use_case(Verb.SIGN_OUT)
def end_session(actor: Actor, digest: str) -> None:
    """Sign out this browser."""
    store.end_session.run(digest=digest)
    signed_in.forget()
    audit.remember(subject=actor.who)


@use_case(Verb.SIGN_OUT)
def end_other_sessions(actor: Actor, digest: str) -> int:
    """Sign out everywhere but here; how many that were."""
    count = store.end_sessions_of.run(account=actor.account, but=digest)
    signed_in.forget()
    audit.remember(subject=actor.who, others=count)
    return count


@use_case(Verb.CHANGE_PASSWORD)
def keep_password(actor: Actor, kept: str, digest: str) -> None:
    """Keep the hash of a new password of one's own; signed out everywhere but here."""
    store.keep_hash.run(id=actor.account, hash=kept)
    store.end_sessions_of.run(account=actor.account, but=digest)
    signed_in.forget()
    audit.remember(subject=actor.who)


@use_case(Verb.SEE_TOKENS)
def list_tokens(actor: Actor) -> list[Token]:
    """All tokens, the newest first."""
    return [people.token_from(row, name) for row, name in store.tokens()]


@use_case(Verb.MANAGE_TOKENS)
def add_token(
    actor: Actor, *, system: str = "", username: str = "", days: int = tokens.DEFAULT_DAYS, now: Instant
) -> tuple[str, Token]:
    """A new token for one system or one account: the token itself, told only now, and what is kept of it.

    :raises Problem: FaultyForm at `system`, `username` or `days`
    """
    if bool(system) == bool(username):
        raise FaultyForm([Fault("system", UnknownSystem(system=system or username))])
    if not 1 <= days <= tokens.LONGEST_DAYS:
        raise FaultyForm([Fault("days", WrongExpiry(limit=tokens.LONGEST_DAYS))])
    holder = store.account(username) if username else None
    if username and (holder is None or holder.disabled is not None):
        raise FaultyForm([Fault("username", NotThere())])
    if system and store.system(system) is None:
        raise FaultyForm([Fault("system", UnknownSystem(system=system))])
    token = tokens.make()
    row = TokenRow(
        digest=sessions.digest_of(token),
        prefix=token[: tokens.SHOWN],
        account_id=holder.id if holder is not None else None,
        system=system,
        created=now,
        expires=now + days * tokens.DAY,
    )
    database.session.add(row)
    database.session.flush()
    acts_for = f"system:{system}" if system else f"user:{username}"
    audit.remember(subject=acts_for, deed="add", token=row.id, prefix=row.prefix, days=days)
    return token, people.token_from(row, system or username)


@use_case(Verb.MANAGE_TOKENS)
def revoke_token(actor: Actor, token_id: int, *, now: Instant) -> None:
    """It opens nothing any more; NotThere."""
    row = store.token(token_id)
    if row is None:
        raise NotThere()
    row.revoked = row.revoked or now
    database.session.flush()
    signed_in.forget()
    audit.remember(subject=f"token:{row.id}", deed="revoke", prefix=row.prefix)


@use_case(Verb.SEE_AUDIT)
def read_audit(actor: Actor, before: int = 0, limit: int = PAGE) -> list[audit.AuditRow]:
    """Lines of the audit log, the newest first, before one that was seen; one more than `limit` if there are more."""
    return store.audit_lines(before, limit + 1)


def _row(username: str) -> AccountRow:
    row = store.account(username)
    if row is None:
        raise NotThere()
    return row


def _password_faults(password: str, scope: Scope, username: str) -> list[Fault]:
    problem = passwords.check(password, scope.role, (username, scope.name))
    return [Fault("password", problem)] if problem is not None else []


def _keep_one_administrator(row: AccountRow) -> None:
    if not store.others_of_role(Role.ADMINISTRATOR, row.id):
        raise LastAdministrator()


def _sign_out(row: AccountRow) -> None:
    store.end_sessions_of.run(account=row.id, but="")
    signed_in.forget()
