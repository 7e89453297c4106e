"""In and out, one's own account, and the language."""

from flask import current_app, redirect, request
from werkzeug.wrappers import Response

from formbuilder import clock, pages
from formbuilder.accounts import doors, service, sessions
from formbuilder.accounts.signed_in import actor, forget, signed_in
from formbuilder.accounts.store import set_language as keep_language
from formbuilder.accounts.views import bp
from formbuilder.accounts.views.named import names_of
from formbuilder.accounts.ways import safe_way
from formbuilder.db import transaction
from formbuilder.language import COOKIE, LANGUAGES, gettext, language
from formbuilder.pages import respond
from formbuilder.problems import AccountDisabled, FaultyForm, NotSignedIn, TooMany, WrongPassword
from metadata.problems import Problem

YEAR = 365 * 24 * 3600


@bp.get("/")
def home() -> Response:
    """Everybody's day begins somewhere else."""
    return redirect(pages.home_of(actor()), 303)


@bp.get("/sign-in")
def open_sign_in() -> Response:
    """The page of two fields; who is signed in already goes on."""
    found = signed_in()
    if found is not None:
        return redirect(safe_way(request.args.get("next", "")), 303)
    return page_of_sign_in()


@bp.post("/sign-in")
def sign_in() -> Response:
    """Sign in: a new session in any case, whatever cookie came along."""
    form = request.form
    try:
        entry = doors.sign_in(
            form.get("username", ""),
            form.get("password", ""),
            address=request.remote_addr or "",
            device=request.cookies.get(device_cookie(), ""),
            language=language(),
            now=clock.now(),
        )
    except (WrongPassword, AccountDisabled, TooMany) as problem:
        return page_of_sign_in(problem)
    answer = redirect(safe_way(form.get("next", ""), pages.home_of(entry.actor)), 303)
    set_cookie(answer, current_app.extensions["session_cookie"], entry.secret, sessions.ABSOLUTE // 1000)
    set_cookie(answer, device_cookie(), entry.device, YEAR)
    return answer


@bp.post("/sign-out")
def sign_out() -> Response:
    """End this session."""
    found = signed_in()
    if found is None:
        raise NotSignedIn()
    service.end_session(found.actor, found.digest)
    answer = redirect("/sign-in", 303)
    secure = current_app.extensions["settings"].secure_cookies
    answer.delete_cookie(current_app.extensions["session_cookie"], secure=secure, httponly=True, samesite="Lax")
    return answer


@bp.post("/language")
def set_language() -> Response:
    """Go on in the other language."""
    wanted = request.form.get("language", "")
    wanted = wanted if wanted in LANGUAGES else "zh"
    found = signed_in()
    if found is not None:
        with transaction(writing=True):  # a taste, not a deed: no use case, no line in the log
            keep_language.run(language=wanted, digest=found.digest)
        forget()
    answer = redirect(safe_way(request.form.get("next", "")), 303)
    set_cookie(answer, COOKIE, wanted, YEAR)
    return answer


@bp.get("/account")
def account() -> Response:
    """One's own account."""
    return page_of_account()


@bp.post("/account/password")
def change_password() -> Response:
    """Another password of one's own."""
    found = signed_in()
    if found is None:
        raise NotSignedIn()
    form = request.form
    try:
        doors.change_password(found.actor, form.get("old", ""), form.get("password", ""), found.digest)
    except FaultyForm as wrong:
        return page_of_account({fault.field: fault.problem for fault in wrong.faults}, status=422)
    return page_of_account(done=gettext("Your password is changed. Elsewhere you are signed out."))


@bp.post("/account/sessions")
def end_other_sessions() -> Response:
    """Sign out everywhere but here."""
    found = signed_in()
    if found is None:
        raise NotSignedIn()
    service.end_other_sessions(found.actor, found.digest)
    return page_of_account(done=gettext("You are signed out everywhere else."))


def page_of_sign_in(problem: Problem | None = None) -> Response:
    """The sign-in page, with what went wrong; the name stays typed, the password does not."""
    way = request.values.get("next", "")
    answer = respond(
        "accounts/sign_in.html",
        status=problem.kind.value if problem else 200,
        problem=problem.say(language(), gettext) if problem else "",
        username=request.form.get("username", "")[:64],
        next=way if safe_way(way) == way else "",
    )
    if isinstance(problem, TooMany):
        answer.headers["Retry-After"] = str(problem.params["seconds"])
    return answer


def page_of_account(faults: dict[str, Problem] | None = None, *, done: str = "", status: int = 200) -> Response:
    """The page of one's own account."""
    said = {field: problem.say(language(), gettext) for field, problem in (faults or {}).items()}
    me = actor()
    department, area = names_of([me.department], [me.area])
    return respond(
        "accounts/account.html",
        status=status,
        faults=said,
        done=done,
        department=department.get(me.department, ""),
        area=area.get(me.area, ""),
    )


def device_cookie() -> str:
    """The cookie by which a browser is known again."""
    return "__Host-device" if current_app.extensions["settings"].secure_cookies else "device"


def set_cookie(answer: Response, name: str, value: str, seconds: int) -> None:
    """A cookie that only we read, and only from our own pages."""
    secure = current_app.extensions["settings"].secure_cookies
    answer.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="Lax")
