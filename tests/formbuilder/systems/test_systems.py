"""Departments' systems: the shipped ones with what their columns mean, and what passed between them and a record."""

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.catalogue.store import load_standard
from formbuilder.db import Statement
from formbuilder.permissions import Actor, Role
from formbuilder.problems import NotThere
from formbuilder.systems import service, store
from formbuilder.systems.receiving import exchanged
from metadata.catalogue import standard
from metadata.problems import Problem
from tests.builders import day
from tests.formbuilder.records import town
from tests.formbuilder.records.town import NUMBER, a_person, token

ADMIN = Actor(1, "admin", "", Role.ADMINISTRATOR)


def test_the_standard_ships_sixteen_systems_whose_columns_mean_fields_that_there_are() -> None:
    shipped = store.shipped()
    assert len(shipped) == 16
    fields = standard().fields
    assert all(system.fields and system.fields <= fields.keys() for system in shipped)
    assert {system.entity for system in shipped} <= standard().entities.keys()


def test_loading_them_again_changes_nothing(app: Flask) -> None:
    load_standard()
    assert service.load_shipped(ADMIN, now=day(0)) == service.load_shipped(ADMIN, now=day(1)) == 16
    assert [system.code for system in service.every(ADMIN)][:2] == ["c11", "c2"]
    assert service.see(ADMIN, "p1").department == "ga"


def test_r25_a_token_knows_of_its_own_system_only(app: Flask) -> None:
    load_standard()
    service.load_shipped(ADMIN, now=day(0))
    assert [system.code for system in service.every(token("p1"))] == ["p1"]
    with pytest.raises(NotThere):
        service.see(token("p1"), "p3")


def test_r22_the_cells_that_last_passed_are_remembered_and_lead_the_row_back(app: Flask) -> None:
    town.build()
    record_id = a_person(mobile_phone="13800138000")
    town.sends("d1", 3, key="9", person_name="周桂兰", id_type="111", id_number=NUMBER, mobile_phone="13900139000")
    with db.transaction(writing=False):
        linked = exchanged.linked("d1", ["9", record_id])
    [part] = linked["9"]
    assert part.record == part.main == record_id
    assert part.cells["mobile_phone"] == "13900139000"
    [keyless] = linked[record_id]
    assert keyless.cells["current_address"]["text"] == town.HOME["text"], "without a key it goes by its record"


def test_r21_the_shipped_mappings_hold_from_the_first_day_and_say_who_approved_them(app: Flask) -> None:
    load_standard()
    service.load_shipped(ADMIN, now=day(0))
    with db.transaction(writing=False):
        police = store.find("p1")
        assert police is not None
        assert police.mapping_version == 1
        assert store.mapping_of(police).row_key == ("LDID",)
        assert Statement("select approved_by from mapping where system = 'p1'").rows() == [(ADMIN.who,)]


def test_r21_a_mapping_that_cannot_be_followed_is_not_approved(app: Flask) -> None:
    """Without the standard its columns mean nothing."""
    with pytest.raises(Problem):
        service.load_shipped(ADMIN, now=day(0))
    with db.transaction(writing=False):
        assert Statement("select count(*) from mapping").rows() == [(0,)]
