"""Every route is listed here with the verb that it needs; everybody else is turned away (trust.md, B01, B02, D13)."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from formbuilder import db
from formbuilder.catalogue.store import load_standard
from formbuilder.db import database
from formbuilder.models import Base
from formbuilder.permissions import Role, Verb
from formbuilder.security import PUBLIC
from tests.formbuilder.conftest import OF_ROLE, People, bearer, from_our_pages, sign_in

#: endpoint -> the verb that it carries out; None: whoever is signed in.
MATRIX: dict[str, Verb | None] = {
    "accounts.home": None,
    "accounts.account": None,
    "accounts.sign_out": Verb.SIGN_OUT,
    "accounts.end_other_sessions": Verb.SIGN_OUT,
    "accounts.change_password": Verb.CHANGE_PASSWORD,
    "accounts.users": Verb.SEE_ACCOUNTS,
    "accounts.user": Verb.SEE_ACCOUNTS,
    "accounts.add_user": Verb.MANAGE_ACCOUNTS,
    "accounts.change_user": Verb.MANAGE_ACCOUNTS,
    "accounts.reset_password": Verb.MANAGE_ACCOUNTS,
    "accounts.disable_user": Verb.MANAGE_ACCOUNTS,
    "accounts.enable_user": Verb.MANAGE_ACCOUNTS,
    "accounts.tokens": Verb.SEE_TOKENS,
    "accounts.add_token": Verb.MANAGE_TOKENS,
    "accounts.revoke_token": Verb.MANAGE_TOKENS,
    "accounts.log": Verb.SEE_AUDIT,
    "areas_api.list_areas": Verb.SEE_AREAS,
    "areas_api.list_addresses": Verb.SEE_AREAS,
    "areas_api.see_address": Verb.SEE_AREAS,
    "catalogue.list_fields": Verb.SEE_FIELDS,
    "catalogue.open_field": Verb.SEE_FIELDS,
    "catalogue.open_codelist": Verb.SEE_FIELDS,
    "catalogue.open_new_field": Verb.DRAFT_FIELD,
    "catalogue.define_field": Verb.DEFINE_FIELD,
    "catalogue.change_field": Verb.CHANGE_FIELD,
    "catalogue.hand_field_over": Verb.CHANGE_FIELD,
    "catalogue.retire_field": Verb.RETIRE_FIELD,
    "catalogue_api.list_fields": Verb.SEE_FIELDS,
    "catalogue_api.read_field": Verb.SEE_FIELDS,
    "catalogue_api.list_versions": Verb.SEE_FIELDS,
    "catalogue_api.field_schema": Verb.SEE_FIELDS,
    "catalogue_api.list_codelists": Verb.SEE_FIELDS,
    "catalogue_api.read_codelist": Verb.SEE_FIELDS,
    "catalogue_api.list_entities": Verb.SEE_FIELDS,
    "catalogue_api.entity_schema": Verb.SEE_FIELDS,
    "catalogue_api.define_field": Verb.DEFINE_FIELD,
    "catalogue_api.change_field": Verb.CHANGE_FIELD,
    "dispatch.today": Verb.SEE_WORK,
    "dispatch.search": Verb.SEE_WORK,
    "dispatch.take": Verb.TAKE_VISIT,
    "dispatch.release": Verb.RELEASE_VISIT,
    "dispatch.send_again": Verb.SEND_TASK,
    "exchange.description": Verb.SEE_FIELDS,
    "exchange.docs": Verb.SEE_FIELDS,
    "joining.list_same": Verb.SEE_REVIEW,
    "joining.choose": None,  # only shows the way to the comparison
    "joining.compare": Verb.SEE_REVIEW,
    "joining.rule": Verb.JOIN_RECORDS,
    "joining.part": Verb.JOIN_RECORDS,
    "joining_api.list_same": Verb.SEE_REVIEW,
    "joining_api.compare": Verb.SEE_REVIEW,
    "joining_api.join": Verb.JOIN_RECORDS,
    "joining_api.part": Verb.JOIN_RECORDS,
    "joining_api.keep_apart": Verb.JOIN_RECORDS,
    "joining_api.list_joined": Verb.SEE_RECORD,
    "ledger.show": Verb.SEARCH_RECORDS,
    "ledger.search": Verb.SEARCH_RECORDS,
    "records.list_records": None,  # only shows the way to the ledger
    "records.show": Verb.SEE_RECORD,
    "records.reveal": Verb.REVEAL,
    "records.correct": Verb.CORRECT_RECORD,
    "records_api.list_records": Verb.SEARCH_RECORDS,
    "records_api.search_records": Verb.SEARCH_RECORDS,
    "records_api.see_record": Verb.SEE_RECORD,
    "records_api.list_facts": Verb.SEE_RECORD,
    "records_api.list_history": Verb.SEE_RECORD,
    "records_api.list_claims": Verb.SEE_RECORD,
    "records_api.reveal": Verb.REVEAL,
    "review.queue": Verb.SEE_REVIEW,
    "review.settle": Verb.SETTLE,
    "review.dismiss": Verb.SETTLE,
    "review_api.list_review": Verb.SEE_REVIEW,
    "review_api.see_case": Verb.SEE_REVIEW,
    "review_api.settle": Verb.SETTLE,
    "status.show": Verb.SEE_STATUS,
    "status_api.see_status": Verb.SEE_STATUS,
    "systems.browse": Verb.SEE_SYSTEMS,
    "systems.show": Verb.SEE_SYSTEMS,
    "systems.progress": Verb.SEE_SYSTEMS,
    "systems.take_in": Verb.SEE_DELIVERIES,
    "systems.hand_out": Verb.HAND_OVER,
    "systems_api.list_systems": Verb.SEE_SYSTEMS,
    "systems_api.list_columns": Verb.SEE_SYSTEMS,
    "systems_api.send_rows": Verb.WRITE_ROWS,
    "systems_api.list_rows": Verb.HAND_OVER,
    "burden.show": Verb.SEE_BURDEN,
    "burden_api.see_burden": Verb.SEE_BURDEN,
    "tasks.browse": Verb.SEE_TASKS,
    "tasks.design": Verb.SEE_TASKS,
    "tasks.new": Verb.DRAFT_TASK,
    "tasks.make": Verb.DESIGN_TASK,
    "tasks.change": Verb.DESIGN_TASK,
    "tasks.close": Verb.CLOSE_TASK,
    "tasks_api.list_tasks": Verb.SEE_TASKS,
    "tasks_api.see_task": Verb.SEE_TASKS,
    "tasks_api.see_schema": Verb.SEE_TASKS,
    "tasks_api.make_task": Verb.DESIGN_TASK,
    "tasks_api.change_task": Verb.DESIGN_TASK,
    "tasks_api.split_task": Verb.SPLIT_TASK,
    "tasks_api.publish_task": Verb.PUBLISH_TASK,
    "waiting.queue": Verb.SEE_REVIEW,
    "waiting.show": Verb.SEE_REVIEW,
    "waiting.settle": Verb.SETTLE,
    "waiting_api.list_waiting": Verb.SEE_REVIEW,
    "waiting_api.see_row": Verb.SEE_REVIEW,
    "waiting_api.settle_row": Verb.SETTLE,
    "visits_api.form_of_record": Verb.OPEN_VISIT,
    "visits_api.form_of_new": Verb.OPEN_VISIT,
    "visits_api.submit": Verb.SUBMIT_VISIT,
    "visits.show": Verb.OPEN_VISIT,
    "visits.new": Verb.OPEN_VISIT,
    "visits.find": Verb.OPEN_VISIT,
    "visits.receipt": Verb.OPEN_VISIT,
    "visits.submit": Verb.SUBMIT_VISIT,
}
#: What stands in an address where a test must put something.
NOBODY = "01920000-0000-7000-8000-000000000000"
PARTS = {"entity": "person", "username": "nobody.here", "code": "person_name", "filename": "css/base.css"}
#: Kept beside the point: who asked when, and that somebody was refused.
BESIDE = {"audit", "session", "api_token"}
REFUSED_BEFORE_IT_IS_ASKED = {400, 404, 409, 412, 415, 422, 428}


def rules_of(app: Flask) -> list[tuple[Rule, str]]:
    """Every route with each of its methods."""
    return [
        (rule, method)
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def address(app: Flask, rule: Rule) -> str:
    """An address of the route, of things that are not there."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        kind = type(rule._converters[name]).__name__
        values[name] = 987654 if kind == "Number" else NOBODY if kind == "UUIDConverter" else PARTS.get(name, "x")
    with app.test_request_context():
        return app.url_map.bind("localhost").build(rule.endpoint, values)


def state() -> list[object]:
    """Everything that the tables hold, what stands beside the point apart."""
    with db.transaction(writing=False):
        return [
            sorted(map(repr, database.session.execute(sa.select(table)).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in BESIDE
        ]


def test_b01_every_route_is_in_the_matrix(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - set(MATRIX) == PUBLIC
    assert set(MATRIX) <= endpoints


def test_b02_nobody_is_let_in_anywhere(app: Flask, people: People) -> None:
    for rule, method in rules_of(app):
        if rule.endpoint in PUBLIC:
            continue
        client = from_our_pages(app.test_client())
        answer = client.open(address(app, rule), method=method)
        to_sign_in = answer.status_code == 303 and str(answer.location).startswith("/sign-in")
        assert answer.status_code == 401 or to_sign_in, f"{method} {rule.rule}: {answer.status}"


@pytest.fixture
def callers(app: Flask, people: People, token_for: object) -> dict[Role, str]:
    """A token of each role, made once: the API takes nothing else."""
    load_standard()
    return {role: token_for(OF_ROLE.get(role, "some_system")) for role in Role}  # type: ignore[operator]


def call(app: Flask, people: People, tokens: dict[Role, str], role: Role, rule: Rule, method: str) -> int:
    """What a role is answered."""
    way = address(app, rule)
    if way.startswith("/api/v"):
        return app.test_client().open(way, method=method, headers=bearer(tokens[role]), json={}).status_code
    client: FlaskClient = sign_in(app.test_client(), people[role])
    return client.open(way, method=method).status_code


def test_b01_every_role_meets_the_matrix(app: Flask, people: People, callers: dict[Role, str]) -> None:
    for rule, method in rules_of(app):
        if rule.endpoint in PUBLIC:
            continue
        verb, before = MATRIX[rule.endpoint], state()
        for role in Role:
            if role is Role.INTEGRATOR and not rule.rule.startswith("/api/v"):
                continue
            status = call(app, people, callers, role, rule, method)
            what = f"{role} {method} {rule.rule}: {status}"
            assert status < 500, what
            if verb is None or role in verb.roles:
                assert status not in (401, 403), what
            elif method == "GET":
                assert status in (403, 400, 422), what  # 400, 422: the question itself was not understood
            else:
                assert status == 403 or status in REFUSED_BEFORE_IT_IS_ASKED, what
        if method == "GET":
            assert state() == before, f"{rule.rule} changed something when it was only read"


def test_w12_a_token_opens_no_page_and_a_cookie_no_api(app: Flask, people: People, callers: dict[Role, str]) -> None:
    client = sign_in(app.test_client(), people["admin"])
    assert client.get("/api/v1/fields").status_code == 401
    answer = app.test_client().get("/admin/users", headers=bearer(callers[Role.ADMINISTRATOR]))
    assert answer.status_code in (303, 400, 401)
