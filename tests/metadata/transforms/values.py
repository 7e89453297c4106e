"""Values of every field that a system's columns mean, drawn: what the property tests write and read back."""

import re
import string
from datetime import date, datetime

from hypothesis import strategies as st

from metadata import fieldtypes, schemas
from metadata.catalogue import Catalogue, standard
from metadata.fields import Field
from metadata.fieldtypes import Context
from metadata.identities.organisations import check_character
from metadata.mappings import SystemMapping
from metadata.problems import Problem
from metadata.transforms.places import KnownPlaces
from metadata.values import Value

CATALOGUE: Catalogue = standard()
NAMES = {
    **{"99": "示范省", "9901": "云州市", "990101": "临江区", "990101001": "春晖街道", "990101001001": "望江社区"},
    **{"990101001002": "松涛社区", "99010100100101": "望江一格", "99010100100102": "望江二格"},
    **{"440305007": "粤海街道", "440305007003": "科技园社区", "44030500700303": "第三网格"},
}
PLACES = KnownPlaces(NAMES)
#: Late enough for every date that is drawn.
AS_AT = date(2199, 12, 30)
COUNTIES = ("440305", "441424", "110105", "990101", "441900", "440300")
TEXTS = "张王李科苑路号栋单元室村社区省市县广东深圳南山0123456789ABCxyz 　、/,;；()-·无"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@st.composite
def citizens(draw: st.DrawFn) -> str:
    """A number of a citizen's ID card, made up."""
    born = draw(st.dates(date(1930, 1, 1), date(2020, 12, 31)))
    body = f"440305{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, _WEIGHTS, strict=True)) % 11]


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    """A credit code, made up."""
    body = f"91440300{draw(st.integers(0, 10**9 - 1)):09}"
    return body + check_character(body)


def phones(kind: str) -> st.SearchStrategy[str]:
    """A telephone number of a kind: mobile, landline, any."""
    mobile = st.integers(0, 10**9 - 1).map(lambda n: f"1{3 + n % 7}{n:09}")
    landline = st.integers(20_000_000, 89_999_999).map(lambda n: f"0755{n}")
    inner = st.integers(20_000_000, 29_999_999).map(lambda n: f"0755{n}-{n % 9999}")
    return mobile if kind == "mobile" else landline | inner if kind == "landline" else mobile | landline


def dates() -> st.SearchStrategy[str]:
    """A date to the day, the month or the year."""
    days = st.dates(date(1900, 1, 1), date(2025, 12, 31))
    return st.tuples(days, st.sampled_from((10, 10, 7, 4))).map(lambda said: said[0].isoformat()[: said[1]])


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """An address as people write them: with its division from the province down, with a part of it, or without."""
    before = draw(st.sampled_from(("", "", "广东省深圳市南山区", "南山区", "广东省梅州市五华县", "示范省云州市临江区")))
    road = draw(st.text(TEXTS, min_size=1, max_size=12))
    return f"{before}{road}{draw(st.integers(1, 99))}号{draw(st.integers(1, 9))}栋{draw(st.integers(101, 999))}"


def written(field: Field) -> st.SearchStrategy[str]:
    """What people write for a field, mostly readable."""
    match field.type:
        case "code":
            return st.sampled_from([code.code for code in CATALOGUE.codelist(field.codelist).active])
        case "date":
            return dates() | st.just("9999-12-31") if field.clock == "value" else dates()
        case "datetime":
            times = st.datetimes(datetime(1990, 1, 1), datetime(2026, 1, 1))  # noqa: DTZ001 - of the instance
            return times.map(lambda at: at.strftime("%Y-%m-%d %H:%M:%S"))
        case "integer":
            return st.integers(int(field.minimum or 0), min(int(field.maximum or 999), 9999)).map(str)
        case "decimal" | "money":
            low = int(float(field.minimum or 0) * 100) + 1
            high = int(float(field.maximum or 10**6) * 100)
            return st.integers(low, high).map(lambda n: f"{n // 100}.{n % 100:02}")
        case "phone":
            return phones(field.format or "any")
        case "uscc":
            return credit_codes()
        case "identity":
            return citizens().map(lambda n: n + "41" if field.format == "kind:217" else n)
        case "division":
            return st.sampled_from([c for c in NAMES if len(c) == 12] if field.format == "digits:12" else COUNTIES)
        case "address":
            return addresses()
    if field.code == "grid_code":
        return st.sampled_from([code for code in NAMES if len(code) == 14])
    if exact := re.fullmatch(r"\^\[0-9\]\{(?:\d+,)?(\d+)\}\$", field.pattern):
        return st.text(string.digits, min_size=int(exact[1]), max_size=int(exact[1]))
    if field.code == "person_name":
        return st.text("张王李科苑欧阳娜 ·", min_size=1, max_size=12)
    return st.text(TEXTS, min_size=1, max_size=40)


@st.composite
def of(draw: st.DrawFn, mapping: SystemMapping) -> dict[str, Value]:
    """Values of some of the fields that a system's columns mean, in normal form and conforming; some are none."""
    values: dict[str, Value] = {}
    if "id_number" in mapping.fields and draw(st.booleans()):
        kinds = st.sampled_from(("111", "111", "111", "414", "P01", "511", "990"))
        values["id_type"] = draw(kinds)
        values["id_number"] = (
            draw(citizens()) if values["id_type"] != "414" else f"E{draw(st.integers(10**7, 10**8 - 1))}"
        )
    chosen = draw(st.sets(st.sampled_from(sorted(mapping.fields - {"id_type", "id_number"}))))
    if {"longitude", "latitude"} & chosen:
        chosen |= {"longitude", "latitude"} & mapping.fields
    for code in sorted(chosen):
        field = CATALOGUE.field(code)
        if field.admits_none and draw(st.integers(0, 9)) == 0:
            values[code] = None
            continue
        try:
            value = fieldtypes.type_of(field).parse(draw(written(field)), field, Context(CATALOGUE, values))
        except Problem:
            continue
        if schemas.faults_of(field, value, CATALOGUE, values, AS_AT) == []:
            values[code] = value
    if "id_number" in values and schemas.faults_of(
        CATALOGUE.field("id_number"), values["id_number"], CATALOGUE, values, AS_AT
    ):
        del values["id_number"], values["id_type"]
    for address in ("current_address", "business_address", "standard_address"):
        if address in values and draw(st.booleans()):
            values[address] = {**values[address], "code": "9901010010010100001000501"}  # type: ignore[dict-item]
    return values
