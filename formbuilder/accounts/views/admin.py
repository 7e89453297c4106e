"""Pages of accounts, for administrators."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from formbuilder import clock
from formbuilder.accounts import service
from formbuilder.accounts.people import OF_ACCOUNTS, ROLES, Scope
from formbuilder.accounts.signed_in import actor
from formbuilder.accounts.views import bp
from formbuilder.accounts.views.named import names_of
from formbuilder.language import gettext, language
from formbuilder.pages import respond
from formbuilder.permissions import Role
from formbuilder.problems import FaultyForm, LastAdministrator
from metadata.problems import Fault, Problem

#: What each place of the forms is called in a request.
FIELDS = ("username", "name", "role", "department", "area")


@bp.get("/admin/users")
def users() -> Response:
    """Everybody who may sign in, and a form for one more."""
    return page_of_users()


@bp.post("/admin/users")
def add_user() -> Response:
    """One more account."""
    form = request.form
    try:
        made = service.add(actor(), form.get("username", ""), read_scope(), form.get("password", ""), now=clock.now())
    except FaultyForm as wrong:
        return page_of_users(wrong.faults)
    return redirect(f"/admin/users/{made.username}", 303)


@bp.get("/admin/users/<username>")
def user(username: str) -> Response:
    """One account: change it, give it a password, disable it."""
    return page_of_user(username)


@bp.post("/admin/users/<username>")
def change_user(username: str) -> Response:
    """Another name, role, department or area."""
    return after(username, lambda: service.change(actor(), username, read_scope()))


@bp.post("/admin/users/<username>/password")
def reset_password(username: str) -> Response:
    """A new password for somebody who has lost theirs."""
    return after(username, lambda: service.reset_password(actor(), username, request.form.get("password", "")))


@bp.post("/admin/users/<username>/disable")
def disable_user(username: str) -> Response:
    """It may not sign in any more."""
    return after(username, lambda: service.disable(actor(), username, now=clock.now()))


@bp.post("/admin/users/<username>/enable")
def enable_user(username: str) -> Response:
    """It may sign in again."""
    return after(username, lambda: service.enable(actor(), username))


def after(username: str, deed: Callable[[], object]) -> Response:
    """Carry out a deed on an account and show it again, with what was wrong."""
    try:
        deed()
    except FaultyForm as wrong:
        return page_of_user(username, wrong.faults)
    except LastAdministrator as wrong:
        return page_of_user(username, [Fault("", wrong)])
    return redirect(f"/admin/users/{username}", 303)


def read_scope() -> Scope:
    """Name, role, department and area as they were typed; what the role does not have is dropped."""
    form = request.form
    role = Role(form["role"]) if form.get("role") in list(Role) else Role.WORKER
    department = form.get("department", "").strip() if role is Role.DEPARTMENT_ADMIN else ""
    area = form.get("area", "").strip() if role in (Role.SECRETARY, Role.WORKER) else ""
    return Scope(form.get("name", "").strip(), role, department, area)


def page_of_users(faults: list[Fault] | None = None) -> Response:
    """The list from where the request says, with the form as it was typed."""
    found = service.accounts(actor(), request.args.get("after", ""))
    departments, areas = names_of([one.department for one in found], [one.area for one in found])
    return respond(
        "accounts/users.html",
        status=422 if faults else 200,
        accounts=found[: service.PAGE],
        names=departments | areas,
        next=found[service.PAGE - 1].username if len(found) > service.PAGE else "",
        typed={name: request.form.get(name, "") for name in FIELDS},
        **choices(faults),
    )


def page_of_user(username: str, faults: list[Fault] | None = None) -> Response:
    """One account, with its form as it was typed."""
    account = service.account(actor(), username)
    held = {"name": account.name, "role": account.role.value, "department": account.department, "area": account.area}
    typed = held | {name: request.form[name] for name in FIELDS if name in request.form}
    status = faults[0].problem.kind.value if faults else 200
    return respond("accounts/user.html", status=status, account=account, typed=typed, **choices(faults))


def choices(faults: list[Fault] | None) -> dict[str, Any]:
    """What both forms offer, and what was wrong at each of their fields."""
    departments = service.departments(actor())
    return {
        "roles": [(role.value, ROLES[role]) for role in OF_ACCOUNTS],
        "departments": [(found.code, found.label.get(language())) for found in departments],
        "faults": {fault.field: said(fault.problem) for fault in faults or []},
    }


def said(problem: Problem) -> str:
    """A problem's sentence in the reader's language."""
    return problem.say(language(), gettext)
