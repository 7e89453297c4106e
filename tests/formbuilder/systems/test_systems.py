"""Departments' systems: the shipped ones with what their columns mean, and what passed between them and a record."""

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.permissions import Actor, Role
from formbuilder.problems import NotThere
from formbuilder.systems import service, store
from metadata.catalogue import standard
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
    assert service.load_shipped(ADMIN) == service.load_shipped(ADMIN) == 16
    assert [system.code for system in service.every(ADMIN)][:2] == ["c11", "c2"]
    assert service.see(ADMIN, "p1").department == "ga"


def test_r25_a_token_knows_of_its_own_system_only(app: Flask) -> None:
    service.load_shipped(ADMIN)
    assert [system.code for system in service.every(token("p1"))] == ["p1"]
    with pytest.raises(NotThere):
        service.see(token("p1"), "p3")


def test_r22_the_cells_that_last_passed_are_remembered_and_lead_the_row_back(app: Flask) -> None:
    town.build()
    record_id = a_person(mobile_phone="13800138000")
    town.sends("d1", 3, key="9", person_name="周桂兰", id_type="111", id_number=NUMBER, mobile_phone="13900139000")
    with db.transaction(writing=False):
        cells = store.exchanged(record_id, "d1")
        assert cells["mobile_phone"] == {"value": "13900139000"}
        assert cells["current_address"]["value"]["code"] == town.A501
        assert store.linked("d1", "9") == record_id
        assert store.linked("d1", "") == ""
