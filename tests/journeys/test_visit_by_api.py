"""The main job through the JSON API, with the demo's tokens, on both databases (issue, 'What must be seen', 3)."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.demonstrated import Demo
from tests.journeys.program import Program
from tests.served import Server


@pytest.fixture
def server(demo: Demo) -> Iterator[Server]:
    server = demo.server()
    server.start()
    yield server
    server.stop()


def programs(demo: Demo, server: Server, *names: str) -> tuple[Program, ...]:
    return tuple(Program(server.url, demo.built.tokens[name]) for name in names)


def asked(form: dict[str, Any]) -> dict[str, str]:
    """Field → mode, of what the page asks."""
    modes = {item["code"]: item["mode"] for item in form["fields"].values()}
    return {code: mode for code, mode in modes.items() if mode in ("ask", "verify")}


def test_from_the_page_to_the_record_and_its_history(demo: Demo, server: Server) -> None:
    worker, secretary = programs(demo, server, "worker", "secretary")
    known = demo.built.examples["known"]
    form = worker.get(f"/api/v1/records/{known}/form").body
    assert asked(form) == {"marital_status": "verify", "employer_name": "verify"}

    key = str(uuid4())
    answers: dict[str, object] = {
        "marital_status": {"verdict": "confirm"},
        "employer_name": {"verdict": "change", "value": "临江新桥小学"},
    }
    received = worker.submit(form["ticket"], answers, key)
    assert received.status == 201
    assert received.body["written"] == ["employer_name"]
    assert received.body["verified"] == ["marital_status"]
    assert {one["department"] for one in received.body["assignments"] if one["state"] == "done"} == {"ga", "rs", "mz"}

    again = worker.submit(form["ticket"], answers, key)
    assert (again.status, again.body["receipt"]) == (200, received.body["receipt"])
    answers["employer_name"] = {"verdict": "change", "value": "别的单位"}
    assert worker.submit(form["ticket"], answers, key).status == 409

    record = secretary.get(f"/api/v1/records/{known}").body
    assert record["data"]["employer_name"] == "临江新桥小学"
    history = secretary.get(f"/api/v1/records/{known}/history").body["items"]
    newest = next(line for line in history if line["field"] == "employer_name")
    assert (newest["by"], newest["through"]) == ("user:worker", "visit")
    assert not asked(worker.get(f"/api/v1/records/{known}/form").body)


def test_of_an_unknown_person_everything_is_asked(demo: Demo, server: Server) -> None:
    (worker,) = programs(demo, server, "worker")
    form = worker.get(f"/api/v1/records/{demo.built.examples['unknown']}/form").body
    assert {"person_name", "id_number", "birth_date", "sex", "marital_status"} <= set(asked(form))


def test_the_second_of_two_workers_is_heard(demo: Demo, server: Server) -> None:
    worker, other, secretary = programs(demo, server, "worker", "worker3", "secretary")
    known = demo.built.examples["known"]
    first, second = (one.get(f"/api/v1/records/{known}/form").body for one in (worker, other))
    worker.submit(first["ticket"], {"employer_name": {"verdict": "change", "value": "甲公司"}})
    late = other.submit(second["ticket"], {"employer_name": {"verdict": "change", "value": "乙公司"}})
    assert (late.status, late.body["open"]) == (201, ["employer_name"])
    claims = secretary.get(f"/api/v1/records/{known}/claims").body
    assert "乙公司" in str(claims)
    waiting = [one for one in secretary.get("/api/v1/review").body["items"] if one["record"] == known]
    assert [one["field"] for one in waiting] == ["employer_name"]
    ruled = secretary.post(f"/api/v1/review/{waiting[0]['id']}", {"ruling": "take", "reason": "电话核实"})
    assert ruled.status == 200
    assert secretary.get(f"/api/v1/records/{known}").body["data"]["employer_name"] == "乙公司"


def test_a_department_makes_splits_and_publishes_a_task(demo: Demo, server: Server) -> None:
    admin, worker = programs(demo, server, "admin", "worker")
    known = demo.built.examples["known"]
    made = admin.post(
        "/api/v1/tasks",
        {
            "title": "技能特长登记",
            "title_en": "Skills",
            "department": "rs",
            "entity": "person",
            "items": [{"field": "skill"}, {"field": "employer_name"}],
            "areas": ["990101001"],
        },
    )
    assert made.status == 201, made.body
    id_ = made.body["id"]
    split = admin.post(f"/api/v1/tasks/{id_}/split", {}).body
    assert split["records"] == split["to_visit"] + split["already_known"]
    published = admin.send("POST", f"/api/v1/tasks/{id_}/publish", {}, {"If-Match": made.headers["etag"]})
    assert published.status == 200, published.body
    assert "skill" in asked(worker.get(f"/api/v1/records/{known}/form").body)


def test_what_a_token_may_not_see_does_not_exist(demo: Demo, server: Server) -> None:
    admin, police = programs(demo, server, "admin", "p1")
    known = demo.built.examples["known"]
    assert admin.get(f"/api/v1/records/{known}").status in (403, 404)
    assert police.get(f"/api/v1/records/{known}/form").status in (403, 404)
    assert Program(server.url, "fb_nobody").get("/api/v1/fields").status == 401


def test_the_description_of_the_api_and_its_health_are_there(demo: Demo, server: Server) -> None:
    (admin,) = programs(demo, server, "admin")
    description = admin.get("/api/v1/openapi.json")
    assert description.body["openapi"].startswith("3.1")
    for path in ("/submissions", "/records/{record_id}/form", "/tasks/{task_id}/publish", "/fields"):
        assert any(found.endswith(path) for found in description.body["paths"]), path
