"""R1, R3, R25 by service: what departments do with fields."""

import dataclasses

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.catalogue import service, store
from formbuilder.catalogue.problems import HeldBy, NearFields, NothingChanges, NotYourField, ReasonMissing, StillAsked
from formbuilder.db import Statement, from_json, to_json
from formbuilder.permissions import Actor, Role
from formbuilder.problems import FaultyRequest, NotAllowed, Stale
from metadata import documents
from metadata.changes import Class
from metadata.fields import Field, Label, Status
from metadata.problems import CodeTaken, IdentityChanged, SameThing, UnknownField

ADMIN = Actor(1, "admin", "管理员", Role.ADMINISTRATOR)
CIVIL = Actor(2, "mz", "民政", Role.DEPARTMENT_ADMIN, department="mz")
WORKER = Actor(3, "worker", "网格员", Role.WORKER, area="99010100100101")

#: About the office dog: nothing in the standard is like it.
NEW = Field("office_dog_age", "person", "integer", Label("门岗犬龄", "Watchdog age"), "mz", freshness_days=365)


@pytest.fixture
def standard(app: Flask) -> Flask:
    store.load_standard()
    return app


def field(code: str) -> Field:
    return service.see(ADMIN).field(code)


def audit_lines() -> list[tuple[str, str]]:
    with db.transaction(writing=False):
        return [(verb, subject) for verb, subject in Statement("select verb, subject from audit order by seq").rows()]


# --- searching


@pytest.mark.parametrize("words", ["婚姻状况", "marital_status", "HYZK", "婚否", "hyzk", "hunyin"])
def test_a_field_is_found_by_label_code_synonym_and_pinyin(standard: Flask, words: str) -> None:
    found, _more, _count = service.search(CIVIL, words=words, entity="person")
    assert "marital_status" in [one.field.code for one in found]


def test_lists_come_in_pages_that_do_not_overlap(standard: Flask) -> None:
    seen: list[str] = []
    after = ""
    more = True
    while more:
        page, more, count = service.search(ADMIN, after=after, limit=40)
        seen += [found.field.code for found in page]
        after = seen[-1]
    assert len(seen) == len(set(seen)) == count == len(service.see(ADMIN).fields)


# --- defining (R3)


def test_r1_a_new_field_is_there_at_once_with_its_version_and_its_audit_line(standard: Flask) -> None:
    service.define(CIVIL, NEW, now=5)
    opened = service.open_field(CIVIL, NEW.code)
    assert (opened.field, opened.may_change) == (NEW, True)
    assert [(v.change, v.by, v.at) for v in opened.versions] == [("new", "user:mz", 5)]
    assert audit_lines() == [("field.define", "field:office_dog_age")]


@pytest.mark.parametrize(
    "same",
    [{"label": Label("婚姻状况", "")}, {"label": Label("某某", ""), "synonyms": ("婚否",)}],
    ids=["label", "synonym"],
)
def test_r3_the_same_name_is_refused_and_led_to_the_field_that_has_it(standard: Flask, same: dict[str, object]) -> None:
    with pytest.raises(FaultyRequest) as refused:
        service.define(CIVIL, dataclasses.replace(NEW, **same), distinct=True, reason="x", now=5)  # type: ignore[arg-type]
    (problem,) = refused.value.problems
    assert isinstance(problem, SameThing)
    assert problem.params["code"] == "marital_status"
    assert audit_lines() == []


def test_r1_a_code_is_never_used_again(standard: Flask) -> None:
    with pytest.raises(FaultyRequest) as refused:
        service.define(ADMIN, dataclasses.replace(NEW, code="sex"), now=5)
    assert any(isinstance(problem, CodeTaken) for problem in refused.value.problems)


def test_r3_near_ones_stop_it_until_it_is_said_to_be_distinct_with_a_reason(standard: Flask) -> None:
    near = dataclasses.replace(NEW, type="code", codelist="marital_status", label=Label("婚姻状况二", ""))
    with pytest.raises(NearFields) as stopped:
        service.define(CIVIL, near, now=5)
    assert stopped.value.overlaps[0].field.code == "marital_status"
    with pytest.raises(FaultyRequest) as refused:
        service.define(CIVIL, near, distinct=True, reason=" ", now=5)
    assert isinstance(refused.value.problems[0], ReasonMissing)
    service.define(CIVIL, near, distinct=True, reason="第二次婚姻", now=5)
    assert service.open_field(CIVIL, near.code).versions[0].note == "第二次婚姻"


def test_r25_a_department_defines_its_own_fields_only(standard: Flask) -> None:
    with pytest.raises(FaultyRequest) as refused:
        service.define(CIVIL, dataclasses.replace(NEW, owner="ga"), now=5)
    assert isinstance(refused.value.problems[0], NotYourField)
    with pytest.raises(NotAllowed):
        service.define(WORKER, NEW, now=5)


# --- changing (R1)


def hold(record_id: str, code: str, value: object) -> None:
    """A record of a person that holds one value, as the tables have it."""
    fact = [0, 0, None, 0, 0, 0, 1, 1, 0, 0, 1, 1, "mz", "user:x", "v", 0]
    with db.transaction(writing=True):
        Statement(
            "insert into record (id, entity, revision, data, facts, name, place, area_code, ended, merged_into,"
            " created, updated) values (:id, 'person', 1, :data, :facts, '', '', '', :no, '', 0, 0)"
        ).run(id=record_id, data=to_json({code: value}), facts=to_json({code: fact}), no=False)


def marks(code: str) -> dict[str, bool]:
    with db.transaction(writing=False):
        rows = Statement("select id, data, facts from record order by id").rows()
    return {
        record_id: documents.fact_from(from_json(facts)[code], from_json(data)[code]).conforms
        for record_id, data, facts in rows
    }


def test_r1_a_narrowing_first_shows_how_many_values_would_not_conform_and_changes_nothing(standard: Flask) -> None:
    hold("r1", "employer_name", "临江环卫服务有限公司")
    hold("r2", "employer_name", "环卫")
    was = field("employer_name")
    shown = service.preview_change(ADMIN, dataclasses.replace(was, max_length=5), based_on=was.version)
    assert (shown.change.kind, shown.held, shown.unfit) == (Class.NARROWING, 2, 1)
    assert field("employer_name") == was
    assert marks("employer_name") == {"r1": True, "r2": True}


def test_r1_after_a_narrowing_values_stay_and_are_marked_and_a_widening_clears_the_marks(standard: Flask) -> None:
    hold("r1", "employer_name", "临江环卫服务有限公司")
    hold("r2", "employer_name", "环卫")
    was = field("employer_name")
    done = service.change(ADMIN, dataclasses.replace(was, max_length=5), based_on=was.version, now=7)
    assert (done.held, done.unfit, done.now.version) == (2, 1, was.version + 1)
    assert marks("employer_name") == {"r1": False, "r2": True}
    service.change(ADMIN, was, based_on=was.version + 1, now=8)
    assert marks("employer_name") == {"r1": True, "r2": True}


def test_r1_a_new_label_is_cosmetic_and_the_old_version_stays_readable(standard: Flask) -> None:
    was = field("marital_status")
    done = service.change(CIVIL, dataclasses.replace(was, label=Label("婚姻", "Marriage")), based_on=1, now=7)
    assert done.kind == "cosmetic"
    assert service.see(CIVIL).version("marital_status", 1) == was
    assert [v.change for v in service.open_field(CIVIL, "marital_status").versions] == ["cosmetic", "new"]


def test_two_people_who_change_the_same_version_do_not_overwrite_each_other(standard: Flask) -> None:
    was = field("marital_status")
    service.change(CIVIL, dataclasses.replace(was, freshness_days=100), based_on=1, now=7)
    with pytest.raises(Stale):
        service.change(ADMIN, dataclasses.replace(was, freshness_days=200), based_on=1, now=8)


def test_r1_identity_never_changes(standard: Flask) -> None:
    was = field("marital_status")
    with pytest.raises(FaultyRequest) as refused:
        service.change(CIVIL, dataclasses.replace(was, type="text", codelist=""), based_on=1, now=7)
    assert any(isinstance(problem, IdentityChanged) for problem in refused.value.problems)


def test_a_change_that_changes_nothing_is_told_so(standard: Flask) -> None:
    with pytest.raises(NothingChanges):
        service.change(CIVIL, field("marital_status"), based_on=1, now=7)


def test_r25_another_departments_field_is_not_changed(standard: Flask) -> None:
    sex = field("sex")
    assert not service.open_field(CIVIL, "sex").may_change
    for deed in (
        lambda: service.preview_change(CIVIL, dataclasses.replace(sex, freshness_days=9), based_on=1),
        lambda: service.change(CIVIL, dataclasses.replace(sex, freshness_days=9), based_on=1, now=7),
        lambda: service.retire(CIVIL, "sex", based_on=1, now=7),
        lambda: service.hand_over(CIVIL, "sex", "mz", based_on=1, now=7),
    ):
        with pytest.raises(NotYourField):
            deed()


# --- retiring and handing over


def test_r1_a_retired_field_is_not_deleted(standard: Flask) -> None:
    service.define(CIVIL, NEW, now=5)
    service.retire(CIVIL, NEW.code, based_on=1, now=6)
    assert field(NEW.code).status is Status.RETIRED
    assert NEW.code not in [f.code for f in service.see(CIVIL).of("person")]
    assert audit_lines()[-1] == ("field.retire", "field:office_dog_age")


def test_a_field_that_a_running_task_asks_is_not_retired(standard: Flask) -> None:
    publish("residence", ["employer_name"])
    with pytest.raises(StillAsked):
        service.retire(ADMIN, "employer_name", based_on=1, now=6)
    found, _more, _count = service.search(ADMIN, words="employer_name")
    assert (found[0].field.code, found[0].asked) == ("employer_name", 1)


def test_what_an_entity_stands_on_is_not_retired(standard: Flask) -> None:
    with pytest.raises(HeldBy):
        service.retire(ADMIN, "id_number", based_on=1, now=6)


def test_r1_ownership_passes_by_an_audited_handover(standard: Flask) -> None:
    service.hand_over(CIVIL, "marital_status", "ga", based_on=1, note="职能调整", now=6)
    assert field("marital_status").owner == "ga"
    assert audit_lines() == [("field.change", "field:marital_status")]
    with pytest.raises(NotYourField):
        service.hand_over(CIVIL, "marital_status", "mz", based_on=2, now=7)


def test_a_field_that_is_not_there_is_a_named_problem(standard: Flask) -> None:
    with pytest.raises(UnknownField):
        service.open_field(CIVIL, "nothing_at_all")


def publish(title: str, codes: list[str]) -> None:
    """A running task that asks these fields, as the tables have it."""
    form = {
        "id": 1,
        "task": 1,
        "version": 1,
        "title": {"zh": title, "en": title},
        "entity": "person",
        "department": "mz",
        "items": [{"field": code, "required": True} for code in codes],
        "versions": dict.fromkeys(codes, 1),
    }
    with db.transaction(writing=True):
        Statement(
            "insert into task (id, department, entity, title, title_en, state, draft, revision, made_by, created,"
            " updated) values (1, 'mz', 'person', :title, '', 'running', '{}', 1, 'x', 0, 0)"
        ).run(title=title)
        Statement(
            "insert into form (id, task_id, version, document, published, published_by) values (1, 1, 1, :doc, 0, 'x')"
        ).run(doc=to_json({"form": form, "areas": ["990101"], "filter": None, "window": None}))
