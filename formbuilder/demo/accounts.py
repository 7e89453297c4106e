"""Who works in the demo: one account for each role, and two workers who meet at the same doors."""

import secrets
from dataclasses import dataclass

from formbuilder.accounts.people import Scope
from formbuilder.permissions import Role

#: Letters and digits that nobody mixes up when reading them from a screen.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS, GROUP_LENGTH = 4, 5


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who works here: how they sign in, and for whom."""

    username: str
    scope: Scope


STAFF = (
    Staff("admin", Scope("系统管理员", Role.ADMINISTRATOR)),
    Staff("ga", Scope("公安分局管理员", Role.DEPARTMENT_ADMIN, department="ga")),
    Staff("mz", Scope("民政局管理员", Role.DEPARTMENT_ADMIN, department="mz")),
    Staff("rs", Scope("人社局管理员", Role.DEPARTMENT_ADMIN, department="rs")),
    Staff("jd", Scope("街道办事处管理员", Role.DEPARTMENT_ADMIN, department="jd")),
    Staff("secretary", Scope("望江社区书记", Role.SECRETARY, area="990101001001")),
    Staff("worker", Scope("网格员小林", Role.WORKER, area="99010100100101")),
    Staff("worker2", Scope("网格员小许", Role.WORKER, area="99010100100102")),
    Staff("worker3", Scope("网格员小谢", Role.WORKER, area="99010100100101")),
)
#: Accounts that have an API token of the same name.
WITH_TOKEN = ("admin", "worker", "worker3", "secretary")


def a_password() -> str:
    """A password that is long, random and easy to type: abcde-fghjk-…"""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP_LENGTH)) for _ in range(PASSWORD_GROUPS))
    return "-".join(groups)
