"""The tables give back the standard, and every process sees a change as soon as it is kept."""

import dataclasses

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.catalogue import store
from metadata import catalogue
from metadata.catalogue import Catalogue
from metadata.fields import Label


def now_present() -> Catalogue:
    with db.transaction(writing=False):
        return store.present()


def relabel(code: str, label: str, *, fails: bool = False) -> None:
    with db.transaction(writing=True):
        was = store.present().field(code)
        store.save_field(
            dataclasses.replace(was, label=Label(label, "x"), version=was.version + 1), change="cosmetic", by="u", at=5
        )
        assert store.present().field(code).label.zh == label
        if fails:
            raise RuntimeError(label)


def test_r1_the_shipped_standard_comes_back_whole_and_in_order(app: Flask) -> None:
    shipped = catalogue.standard()
    assert store.load_standard() == len(shipped.fields)
    found = now_present()
    assert list(found.fields.values()) == list(shipped.fields.values())
    assert found.codelists == shipped.codelists
    assert found.of("person") == shipped.of("person")


def test_loading_again_adds_nothing_and_keeps_what_was_changed_here(app: Flask) -> None:
    store.load_standard()
    relabel("sex", "性别（户籍）")
    assert store.load_standard() == 0
    assert now_present().field("sex").label.zh == "性别（户籍）"


def test_an_unchanged_catalogue_is_the_same_object(app: Flask) -> None:
    store.load_standard()
    assert now_present() is now_present()


def test_a_change_is_seen_by_a_process_that_has_a_copy(app: Flask) -> None:
    store.load_standard()
    now_present()
    relabel("sex", "性别代码一")
    assert now_present().field("sex").label.zh == "性别代码一"
    assert now_present().version("sex", 1).label.zh == "性别"


def test_a_change_that_failed_is_seen_by_nobody(app: Flask) -> None:
    store.load_standard()
    with pytest.raises(RuntimeError):
        relabel("sex", "没有成", fails=True)
    assert now_present().field("sex").label.zh == "性别"
    relabel("sex", "成了")
    assert now_present().field("sex").label.zh == "成了"


def test_versions_come_newest_first_with_who_and_when(app: Flask) -> None:
    store.load_standard()
    relabel("sex", "性别代码一")
    with db.transaction(writing=False):
        newest, first = store.versions("sex")
    assert (newest.field.version, newest.change, newest.by, newest.at) == (2, "cosmetic", "u", 5)
    assert (first.field.version, first.change, first.by) == (1, "new", "standard")
