"""The page as HTML: well-formed, labelled, nothing chosen beforehand, nothing typed lost, nothing told too much."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib  # type: ignore[import-untyped]
import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from metadata import fieldtypes
from metadata.fields import Sensitivity
from metadata.forms import Form, Verification
from metadata.records import Record
from metadata.values import Value
from renderer.answers import Questions, read_answers
from renderer.compose import compose
from renderer.html import Envelope, Place, Renderer
from renderer.page import AT_THE_DOOR, Page, Raw, Viewer, opened_in
from renderer.show import ENGLISH, Phrases, Reading, mask, shown
from tests.renderer.samples import (
    NOW,
    ZONE,
    a_fact,
    a_form,
    a_record,
    an_assignment,
    an_item,
    an_open_claim,
    catalogue,
)

ROOT = Path(__file__).parents[2]
XHTML = "{http://www.w3.org/1999/xhtml}"
RENDERER = Renderer(ROOT / "templates", lambda path: f"/static/{path}")
ENVELOPE = Envelope("/work/1", "TICKET", "KEY", "CSRF", Place("/work", "Today"), "501")


def chinese() -> Phrases:
    """The Chinese words of all parts."""
    words: dict[str, str] = {}
    for part in sorted((ROOT / "formbuilder/translations/parts").glob("*.po")):
        with part.open("rb") as file:
            for message in read_po(file, locale="zh"):
                ids = message.id if isinstance(message.id, tuple) else (message.id,)
                said = message.string[0] if isinstance(message.string, tuple) else message.string
                words.update((str(one), str(said)) for one in ids if one)
    return Phrases(words)


ZH = Reading(catalogue(), "zh", chinese(), ZONE, {"s1": "公安人口库"})
EN = Reading(catalogue(), "en", ENGLISH, ZONE)


def page_of(
    record: Record | None, *forms: Form, viewer: Viewer = AT_THE_DOOR, opened: frozenset[str] = frozenset()
) -> Page:
    """The page as it is composed now."""
    sent = [an_assignment(form) for form in forms]
    return compose(sent, record, catalogue(), viewer=viewer, holder=1, now=NOW, zone=ZONE, opened=opened)


def drawn(page: Page, reading: Reading = ZH) -> str:
    """The whole document."""
    return RENDERER.render_page(page, reading, ENVELOPE)


def sent_back(record: Record | None, form: Form, raw: Raw) -> Page:
    """The page as it comes back to somebody who sent this."""
    page = page_of(record, form, opened=opened_in(raw))
    asks = Questions(page.asked, [form], catalogue(), record, today=date(2026, 11, 24), zone=ZONE)
    return page.with_faults(raw, read_answers(asks, raw)[1])


def parsed(html: str) -> Element:
    """The document, strictly; and what holds for every page."""
    tree: Element = html5lib.HTMLParser(strict=True).parse(html)
    ids = [name for e in tree.iter() if (name := e.get("id"))]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    assert not [e for e in tree.iter() if e.get("style") or any(name.startswith("on") for name in e.attrib)]
    assert not [e for e in tree.iter(f"{XHTML}script") if not e.get("src")]
    assert not list(tree.iter(f"{XHTML}style"))
    labelled = {e.get("for") for e in tree.iter(f"{XHTML}label")}
    inside = {id(control) for label in tree.iter(f"{XHTML}label") for control in label.iter()}
    for control in controls(tree):
        assert control.get("id") in labelled or id(control) in inside, control.attrib
        for about in (control.get("aria-describedby") or "").split():
            assert about in ids, about
    for link in tree.iter(f"{XHTML}a"):
        if (href := link.get("href", "")).startswith("#"):
            assert href[1:] in ids, href
    assert len(list(tree.iter(f"{XHTML}h1"))) == 1
    return tree


def controls(tree: Element) -> Iterator[Element]:
    """Everything that takes an answer."""
    for name in ("input", "select", "textarea"):
        yield from (e for e in tree.iter(XHTML + name) if e.get("type") not in ("hidden",))


def value_at(tree: Element, id: str) -> str:
    """What stands in the control of this id."""
    found = next(e for e in tree.iter() if e.get("id") == id)
    return found.get("value") or "".join(found.itertext())


def everything_of(entity: str) -> Form:
    """A form of all fields of an entity."""
    return a_form(*(field.code for field in catalogue().of(entity)), entity=entity)


FULL = a_record(
    {
        "marital_status": a_fact("10", days_ago=900),
        "mobile_phone": a_fact("13800001276", days_ago=900),
        "health_status": a_fact("1", open=1),
        "id_valid_until": a_fact("2026-08-01", days_ago=900),
    },
    open_claims=[an_open_claim("health_status", "3")],
    person_name="周桂兰",
    id_type="111",
    id_number="11010519491231002X",
    ethnic_group="01",
)


@pytest.mark.parametrize("reading", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("entity", list(catalogue().entities))
def test_all_fields_of_every_entity_make_a_well_formed_page(entity: str, reading: Reading) -> None:
    form = everything_of(entity)
    record = FULL if entity == "person" else a_record(entity=entity)

    blank, held = page_of(None, form), page_of(record, form)

    for page in (blank, held):
        tree = parsed(drawn(page, reading))
        assert [e for e in controls(tree) if e.get("checked") is not None or e.get("selected") is not None] == []


def test_every_type_of_field_has_a_template() -> None:
    assert {path.stem for path in (ROOT / "templates/fields").glob("[!_]*.html")} == set(fieldtypes.names())


def test_r6_there_is_no_default_verdict_anywhere() -> None:
    tree = parsed(drawn(page_of(FULL, everything_of("person"))))

    assert not [e for e in tree.iter() if "checked" in e.attrib or "selected" in e.attrib]


def test_r6b_every_verdict_is_an_input_of_the_page() -> None:
    record = a_record({"employer_name": a_fact("恒达物流", days_ago=900)})
    tree = parsed(drawn(page_of(record, a_form("employer_name"))))

    verdicts = [e.get("value") for e in controls(tree) if e.get("name") == "employer_name"]
    assert verdicts == ["confirm", "change", "unknown", "none", "wrong"]


def test_r6_a_conflict_shows_every_value_with_source_and_day_as_a_choice() -> None:
    html = drawn(page_of(FULL, a_form("health_status")))

    tree = parsed(html)
    choices = [e.get("value") for e in controls(tree) if e.get("name") == "health_status"]
    assert choices == ["confirm", 'take:"3"', "change", "unknown", "wrong"]
    assert "有慢性病" in html
    assert "卫健·2026-11-19" in html
    assert "2 处不一致" in html


def test_r6_the_known_strip_has_value_source_date_and_the_way_to_correct_it() -> None:
    tree = parsed(drawn(page_of(FULL, a_form("person_name", "sex", "id_type", "id_number"))))

    lines = ["".join(div.itertext()).split() for div in tree.iter(f"{XHTML}div") if div.find(f"{XHTML}dt") is not None]
    assert lines[0] == ["姓名周桂兰公安·2026-11-14更正", "姓名"]
    assert lines[1] == ["性别女由证件号码推出"], "what is derived is mended at its inputs"
    assert [b.get("value") for b in tree.iter(f"{XHTML}button") if b.get("name") == "open"] == [
        *("person_name", "id_type", "id_number")
    ]


def test_r9_sensitive_values_are_masked_in_the_strip() -> None:
    html = drawn(page_of(FULL, a_form("id_type", "id_number", "ethnic_group")))

    assert "110105 ******** 002X" in html
    assert "11010519491231002X" not in html
    assert "汉族" not in html


def test_r9_what_may_not_be_seen_is_not_in_the_html() -> None:
    viewer = Viewer(clear=frozenset({Sensitivity.PUBLIC, Sensitivity.INTERNAL}))
    html = drawn(page_of(FULL, a_form("person_name", "marital_status", "hukou_police_station"), viewer=viewer))

    assert "周桂兰" not in html
    assert "person_name" not in html
    assert "marital_status" not in html
    assert "hukou_police_station" in html


def test_r6a_a_blind_item_does_not_tell_its_value() -> None:
    record = a_record({"mobile_phone": a_fact("13800001276", days_ago=900)})
    html = drawn(page_of(record, a_form(an_item("mobile_phone", verification=Verification.BLIND))))

    assert "1276" not in html
    assert "盲核" in html


def test_a_pages_title_never_holds_a_persons_name() -> None:
    tree = parsed(drawn(page_of(FULL, a_form("person_name"))))

    assert "".join(next(tree.iter(f"{XHTML}title")).itertext()) == "走访 · 一张表"


def test_r8_the_page_names_the_departments_that_it_serves() -> None:
    tree = parsed(drawn(page_of(FULL, a_form("marital_status", department="rs"), a_form("sex", id=2, department="ga"))))

    assert [e.text for e in tree.iter(f"{XHTML}span") if e.get("class") == "badge"] == ["人社", "公安"]


def test_r18_what_comes_back_has_lost_nothing_that_was_typed() -> None:
    form = a_form(
        "marital_status", "mobile_phone", "employer_name", "arrival_date", "education_level", "sex", "work_address"
    )
    raw = {
        "marital_status": "unknown",
        "mobile_phone": "change",
        "mobile_phone_value": "138 0000 12",
        "employer_name_value": '<b>"恒达" & 子</b>',
        "arrival_date_value": "2019",
        "arrival_date_value_m": "13",
        "education_level_value": "70",
        "sex_value": "2",
        "work_address_value": "望江路 18 号",
        "note": "下午在家",
    }

    page = sent_back(a_record({c: FULL.facts[c] for c in ("marital_status", "mobile_phone")}), form, raw)
    html = drawn(page)
    tree = parsed(html)

    assert [fault.field for fault in page.faults] == ["marital_status", "mobile_phone", "arrival_date"]
    assert value_at(tree, "mobile_phone-value") == "138 0000 12"
    assert value_at(tree, "employer_name-value") == '<b>"恒达" & 子</b>'
    assert value_at(tree, "arrival_date-value") == "2019"
    assert value_at(tree, "work_address-value") == "望江路 18 号"
    assert value_at(tree, "note") == "下午在家"
    chosen = {(e.get("name"), e.get("value")) for e in controls(tree) if "checked" in e.attrib}
    assert chosen == {("marital_status", "unknown"), ("mobile_phone", "change"), ("sex_value", "2")}
    assert [e.get("value") for e in tree.iter(f"{XHTML}option") if "selected" in e.attrib] == ["70"]
    assert [e.get("aria-invalid") for e in tree.iter() if e.get("id") == "mobile_phone-value"] == ["true"]
    assert "".join(next(tree.iter(f"{XHTML}title")).itertext()).startswith("出错：")
    targets = [a.get("href") for a in tree.iter(f"{XHTML}a") if a.get("href", "").startswith("#")]
    assert targets[1:4] == ["#marital_status-verdict", "#mobile_phone-value", "#arrival_date-value"]


def test_r6_a_known_item_is_opened_with_all_verdicts_but_confirm_and_stays_open() -> None:
    form = a_form("person_name", "marital_status")

    first = parsed(drawn(sent_back(FULL, form, {"open": "person_name", "marital_status": "confirm"})))
    second = parsed(drawn(sent_back(FULL, form, {"opened": "person_name", "person_name": "change"})))

    for tree in (first, second):
        verdicts = [e.get("value") for e in controls(tree) if e.get("name") == "person_name"]
        assert verdicts == ["change", "unknown", "wrong"]
        assert [e.get("value") for e in tree.iter(f"{XHTML}input") if e.get("name") == "opened"] == ["person_name"]
    assert [e.get("name") for e in controls(first) if "checked" in e.attrib] == ["marital_status"]


def test_r7_a_conditional_item_says_on_what_it_depends_where_no_script_runs() -> None:
    form = a_form(
        "marital_status", an_item("employer_name", condition={"properties": {"marital_status": {"const": "20"}}})
    )

    html = drawn(page_of(a_record(), form))

    parsed(html)
    assert "data-conditions" in html
    assert "看“婚姻状况”怎么答" in html


def test_r2a_bound_fields_share_one_verdict() -> None:
    record = a_record({"id_number": a_fact("11010519491231002X", conforms=False)}, id_type="111")

    tree = parsed(drawn(page_of(record, a_form("id_type", "id_number"))))

    names = [e.get("name") for e in controls(tree)]
    assert names.count("id_type") == 4
    assert "id_number" not in names
    assert {"id_type_value", "id_number_value"} <= set(names)


def test_r2a_known_ones_that_are_bound_are_opened_under_one_verdict() -> None:
    tree = parsed(drawn(page_of(FULL, a_form("id_type", "id_number"), opened=frozenset({"id_number"}))))

    names = [e.get("name") for e in controls(tree)]
    assert "id_type" in names
    assert "id_number" not in names
    assert {"id_type_value", "id_number_value"} <= set(names)


def test_r13_the_ends_of_a_visit_are_those_of_the_entity() -> None:
    person = parsed(drawn(page_of(FULL, a_form("person_name"))))
    firm = parsed(drawn(page_of(a_record(entity="enterprise"), a_form("ent_name", entity="enterprise"))))

    def ends(tree: Element) -> set[str | None]:
        return {e.get("value") for e in controls(tree) if e.get("name") == "outcome"} - {""}

    assert ends(person) - ends(firm) == {"deceased"}
    assert ends(firm) - ends(person) == {"closed"}


def test_a_compiled_page_and_one_drawn_item_by_item_are_the_same() -> None:
    page = page_of(FULL, everything_of("person"))
    fresh = Renderer(ROOT / "templates", lambda path: f"/static/{path}")

    assert fresh.render_page(page, ZH, ENVELOPE) == RENDERER.render_page(page, ZH, ENVELOPE) == drawn(page)
    assert plain(fresh.render_page(page.with_faults({}, ()), ZH, ENVELOPE)) == plain(drawn(page))


def plain(html: str) -> str:
    """HTML without what differs between two ways of escaping nothing."""
    return re.sub(r"\s+", " ", html.replace("&#39;", "'"))


@settings(max_examples=100, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(max_size=20))
def test_no_value_and_no_name_breaks_out_of_its_place(value: str, about: str) -> None:
    text = "".join(c for c in value if c.isprintable() and not 0xD800 <= ord(c) <= 0xDFFF) or "%(held)s"
    hostile = f'{text}"><script>alert(1)</script>%(held0)s'
    record = a_record({"employer_name": a_fact(hostile, days_ago=900, source=hostile)}, former_name=hostile)
    form = a_form(an_item("employer_name", label=hostile), "former_name")

    html = RENDERER.render_page(
        page_of(record, form), ZH, Envelope("/", "T", "K", "C", Place("/work", hostile), hostile)
    )

    assert "<script>alert" not in html
    assert html.count("%(held0)s") == hostile.count("%(held0)s") * html.count("alert(1)")


@pytest.mark.parametrize(
    ("code", "value", "text", "masked"),
    [
        ("id_number", "11010519491231002X", "110105194912310 02X", "110105 ******** 002X"),
        ("mobile_phone", "13800001276", "13800001276", "138****1276"),
        ("ethnic_group", "01", "汉族", "****"),
        ("bank_account", "6222020200011223344", "6222020200011223344", "62****3344"),
        ("person_name", "周桂兰", "周桂兰", "****"),
    ],
)
def test_values_are_grouped_for_the_eye_and_masked_from_it(code: str, value: Value, text: str, masked: str) -> None:
    field = catalogue().field(code)
    seen = re.sub(r"<[^>]+>", "", str(shown(value, field, ZH)))

    assert seen == text.replace(" ", "")
    assert mask(value, field) == masked


@pytest.mark.parametrize("reading", [ZH, EN])
@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("floor_area", "88.50", "88.50 m²"),
        ("longitude", "113.94000000", "113.94000000°"),
        ("built_year", 2005, "2005"),
    ],
)
def test_a_unit_stands_once_behind_its_number(code: str, value: Value, text: str, reading: Reading) -> None:
    assert shown(value, catalogue().field(code), reading) == text
