"""One page asks what is due and nothing else, of a worker of its grid alone (R5, R8, R9, R12, R25)."""

import pytest
from flask import Flask

from formbuilder import clock
from formbuilder.problems import NotOpen, NotThere
from formbuilder.visits import service
from tests.formbuilder.conftest import People
from tests.formbuilder.visits.stage import (
    DAY,
    ELSEWHERE,
    KNOWN,
    Visitor,
    a_person,
    build_street,
    count,
    inputs,
    publish,
    sent_to,
)


def test_r8_a_page_asks_the_union_of_all_its_tasks_each_field_once(app: Flask, people: People) -> None:
    build_street()
    person = a_person()
    publish(people["police"], "person_name", "marital_status", "mobile_phone")
    publish(people["civil"], "marital_status", "education_level", department="mz")

    opened = Visitor(people["worker"]).opens(person)

    assert sorted(inputs(opened)) == ["marital_status", "mobile_phone"]
    assert opened.page.departments == ("ga", "mz")


def test_r25_a_record_of_another_grid_does_not_exist(app: Flask, people: People) -> None:
    build_street()
    person = a_person(current_address=ELSEWHERE)
    publish(people["police"], "marital_status")

    with pytest.raises(NotThere):
        Visitor(people["worker"]).opens(person)
    assert inputs(Visitor(people["other_worker"]).opens(person)) == ["marital_status"]
    assert inputs(Visitor(people["secretary"]).opens(person)) == ["marital_status"]
    with pytest.raises(NotThere):
        Visitor(people["other_secretary"]).opens(person)


def test_a_record_that_no_task_was_ever_for_has_no_page(app: Flask, people: People) -> None:
    build_street()
    with pytest.raises(NotOpen):
        Visitor(people["worker"]).opens(a_person())


def test_r12_opening_takes_what_is_free_and_tells_who_has_it(app: Flask, people: People) -> None:
    build_street()
    person = a_person()
    publish(people["police"], "marital_status")
    worker, secretary = people["worker"], people["secretary"]
    assert Visitor(worker).opens(person).free

    assert service.begin(worker, person, now=clock.now()) == 1

    seen = Visitor(secretary).opens(person)
    assert (seen.free, seen.taken_by) == (False, worker.account)
    assert service.begin(secretary, person, now=clock.now()) == 0
    assert service.begin(secretary, person, now=clock.now() + DAY) == 1, "a lease ends"
    assert sent_to(person)[0].taken_by == secretary.account


def test_r9_sensitive_values_shown_to_be_verified_leave_an_audit_line(app: Flask, people: People) -> None:
    build_street()
    child = {code: value for code, value in KNOWN.items() if not code.startswith("id_")}
    person = a_person(child, birth_date="2015-06-01")
    publish(people["police"], "mobile_phone")

    visitor = Visitor(people["worker"])
    opened = visitor.opens(person)
    assert opened.sensitive == ("mobile_phone",), "all of a child under 14 is sensitive"
    revision, now = opened.page.revision, clock.now()
    service.begin(people["worker"], person, sensitive=opened.sensitive, revision=revision, now=now)

    like = '%"shown":["mobile_phone"]%'
    assert count("select count(*) from audit where verb = 'visit.take' and detail like :like", like=like) == 1
    assert service.open(people["worker"], person, now=clock.now()).sensitive == ("mobile_phone",), "each page has one"
    assert Visitor(people["secretary"]).opens(person).sensitive == ("mobile_phone",), "everybody who looks has a line"
