"""The sixty fields of a person that the bench asks, and what is held of each: the shipped standard has them all."""

from collections.abc import Mapping

from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.identities import citizens
from metadata.values import Value

COUNT = 60
#: The eight that are due, in the order of the page; the first five change with every submission. Nothing depends on
#: them, so a submission leaves nothing due and closes its assignment.
CHANGED = ("mobile_phone", "guardian_phone", "emergency_contact_phone", "skill", "job_intention")
CONFIRMED = ("marital_status", "employment_status", "education_level")
#: Derived from others, or of a kind that no text box is for: not among the sixty.
LEFT_OUT = frozenset(
    {
        *("sex", "birth_date", "disability_category", "disability_level", "disability_cert_no"),
        *("photo", "household", "dwelling", "death_date"),
    }
)
#: What a submission puts in place of `@`, eight digits that are new each time.
NEW = {
    "mobile_phone": "138@",
    "guardian_phone": "139@",
    "emergency_contact_phone": "137@",
    "skill": "第@类",
    "job_intention": "第@种工作",
}
_VALUES: dict[str, Value] = {
    "person_name": "王芳",
    "id_type": "111",
    "hukou_division": "110101",
    "native_place": "110101",
    "nationality": "CHN",
    "email": "wangfang@example.com",
    "bank_account": "6200000000000000",
    "residence_permit_no": "990101202001",
    "person_status": "1",
    "living_alone": "0",
    "id_valid_until": "9999-12-31",
    "residence_permit_until": "9999-12-31",
}


def fields(catalogue: Catalogue) -> list[Field]:
    """Sixty fields of a person, the eight that are due among them."""
    usable = [f for f in catalogue.of("person") if f.code not in LEFT_OUT]
    due = [f for f in usable if f.code in CHANGED + CONFIRMED]
    others = [f for f in usable if f.code not in CHANGED + CONFIRMED]
    return [*others[: COUNT - len(due)], *due]


def number(serial: int) -> str:
    """An identity number that nobody else has: valid in form."""
    year, month, order = 1950 + serial // 500 % 50, 1 + serial // 25_000 % 12, serial % 500 * 2
    first = f"990101{year}{month:02d}01{order:03d}"
    return first + citizens.check_digit(first)


def values(catalogue: Catalogue, serial: int, address: str) -> dict[str, Value]:
    """What is held of one person; only name and number differ between two."""
    held: dict[str, Value] = {field.code: value_of(field, catalogue) for field in fields(catalogue)}
    return held | {"id_number": number(serial), "current_address": {"text": address}}


def value_of(field: Field, catalogue: Catalogue) -> Value:
    """A value that the field's type takes."""
    if field.code == "id_number":
        return number(0)
    if field.code in _VALUES:
        return _VALUES[field.code]
    by_type: Mapping[str, Value] = {
        "text": "某某某",
        "long_text": "某某某",
        "integer": 2,
        "decimal": "2.00",
        "money": "2000.00",
        "date": "2020-05-17",
        "phone": "13800001000" if "landline" not in field.format else "01080001000",
        "address": {"text": "云州市临江区春晖街道望江路18号3栋2单元501"},
    }
    if field.type == "code":
        return next(iter(catalogue.codelist(field.codelist).codes))
    return by_type[field.type]
