"""SQL of accounts, sessions and tokens; what every request asks runs on the driver itself."""

import sqlalchemy as sa

from formbuilder.accounts.models import AccountRow, TokenRow
from formbuilder.audit import AuditRow
from formbuilder.db import Statement, database
from formbuilder.systems.models import SystemRow

find_session = Statement(
    "select s.account_id, s.csrf, s.language, s.created, s.seen, a.username, a.name, a.role, a.department, a.area_code"
    " from session s join account a on a.id = s.account_id where s.digest = :digest and a.disabled is null"
)
add_session = Statement(
    "insert into session (digest, account_id, csrf, language, created, seen)"
    " values (:digest, :account, :csrf, :language, :now, :now)"
)
move_session = Statement("update session set seen = :now where digest = :digest and seen < :now")
set_language = Statement("update session set language = :language where digest = :digest")
end_session = Statement("delete from session where digest = :digest")
end_sessions_of = Statement("delete from session where account_id = :account and digest <> :but")
#: All sessions that the longest of all limits has ended; they go when somebody signs in.
sweep_sessions = Statement("delete from session where created < :before")
find_token = Statement(
    "select t.id, t.expires, t.revoked, t.used, t.system, s.name, s.department,"
    " a.id, a.username, a.name, a.role, a.department, a.area_code, a.disabled"
    " from api_token t left join account a on a.id = t.account_id left join system s on s.code = t.system"
    " where t.digest = :digest"
)
move_token = Statement("update api_token set used = :now where id = :id")
find_password = Statement(
    "select id, username, name, role, department, area_code, password_hash, disabled from account"
    " where username = :username"
)
keep_hash = Statement("update account set password_hash = :hash where id = :id")


def account(username: str) -> AccountRow | None:
    """The account of a name."""
    return database.session.scalar(sa.select(AccountRow).where(AccountRow.username == username))


def accounts(after: str, limit: int) -> list[AccountRow]:
    """Accounts by name, after one that was seen already."""
    query = sa.select(AccountRow).where(AccountRow.username > after).order_by(AccountRow.username).limit(limit)
    return list(database.session.scalars(query))


def others_of_role(role: str, but: int) -> int:
    """How many other accounts of a role may be used."""
    query = sa.select(sa.func.count()).where(
        AccountRow.role == role, AccountRow.disabled.is_(None), AccountRow.id != but
    )
    return database.session.scalar(query) or 0


def system(code: str) -> SystemRow | None:
    """A system that a token may act for."""
    return database.session.get(SystemRow, code)


def tokens() -> list[tuple[TokenRow, str]]:
    """All tokens with the name that each acts for, the newest first."""
    query = (
        sa.select(TokenRow, sa.func.coalesce(AccountRow.username, TokenRow.system))
        .outerjoin(AccountRow, AccountRow.id == TokenRow.account_id)
        .order_by(TokenRow.id.desc())
    )
    return [(token, name) for token, name in database.session.execute(query)]


def token(token_id: int) -> TokenRow | None:
    """One token."""
    return database.session.get(TokenRow, token_id)


def token_of(prefix: str) -> list[TokenRow]:
    """Tokens that begin like this; a command names one so."""
    return list(database.session.scalars(sa.select(TokenRow).where(TokenRow.prefix == prefix)))


def audit_lines(before: int, limit: int) -> list[AuditRow]:
    """Lines of the audit log, the newest first; `before` a number, 0 from the end."""
    query = sa.select(AuditRow).order_by(AuditRow.seq.desc()).limit(limit)
    return list(database.session.scalars(query.where(AuditRow.seq < before) if before else query))
