"""Values that conform, drawn at random: for records whose tables must come back as they went out."""

import random
from collections.abc import Iterator

from metadata import fieldtypes, schemas
from metadata.catalogue import Catalogue
from metadata.fields import Field
from metadata.identities import documents
from metadata.values import Value
from tests.formbuilder.records.town import A501, A502, B101, FAR, GRID, HOME, NEXT_DOOR, OTHER_COMMUNITY, OTHER_GRID

WORDS = "望江路十八号王建国周桂兰李Aa0123、；;/-()（）·. "
NAMES = "王建国周桂兰李望江"
PHONES = ("13800138000", "18912345678", "075526000000", "02112345678-8001", "4008001234")
COUNTIES = ("440305", "110105", "330106", "990101")


def values_of(entity: str, catalogue: Catalogue, chance: random.Random, *, share: float = 0.7) -> dict[str, Value]:
    """About so large a share of a kind of record's fields; relations are left out."""
    values: dict[str, Value] = {}
    for field in catalogue.of(entity):
        if field.type in ("reference", "photo") or chance.random() > share:
            continue
        if field.code == "id_number":
            values["id_type"] = "111"
        for value in _drawn(field, catalogue, chance):
            normal = fieldtypes.type_of(field).normal(value, field)
            if not schemas.faults_of(field, normal, catalogue, values):
                values[field.code] = normal
                break
    values.pop("id_type" if "id_number" not in values else "", None)
    return {code: value for code, value in values.items() if _is_whole(catalogue.field(code), values)}


def _is_whole(field: Field, values: dict[str, Value]) -> bool:
    """R2a: of fields that are one, either all are held or none."""
    return all(code in values for code in field.bound_with)


def _drawn(field: Field, catalogue: Catalogue, chance: random.Random) -> Iterator[Value]:
    """Candidates, the first ones the more likely."""
    kind = field.type
    for _ in range(6):
        if kind == "code" and field.codelist:
            yield chance.choice([code.code for code in catalogue.codelist(field.codelist).active])
        elif kind in ("text", "long_text"):
            most = min(field.max_length or 60, 60)
            yield "".join(chance.choices(WORDS, k=chance.randint(1, most))).strip() or "无名"
            yield "".join(chance.choices(NAMES, k=chance.randint(2, min(most, 4))))
            yield "".join(chance.choices("0123456789", k=chance.randint(1, most)))
        elif kind == "integer":
            yield chance.randint(int(field.minimum or 0), int(field.maximum or 400))
        elif kind in ("decimal", "money"):
            places = field.decimals or 0
            yield f"{chance.uniform(float(field.minimum or 0), float(field.maximum or 5000)):.{places}f}"
        elif kind == "date":
            day = f"{chance.randint(1950, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
            yield chance.choice([day, day, day, day[:7], day[:4], "9999-12-31"])
        elif kind == "datetime":
            yield f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}T08:30:00+08:00"
        elif kind == "phone":
            yield chance.choice(PHONES)
        elif kind == "identity":
            yield citizen(chance)
            yield f"{citizen(chance)}{chance.randint(1, 7)}{chance.randint(1, 4)}"
        elif kind == "division":
            yield chance.choice((*COUNTIES, "990101001001", OTHER_COMMUNITY, GRID, OTHER_GRID))
        elif kind == "address":
            place = chance.choice((HOME, NEXT_DOOR, FAR, {"text": f"云州市临江区望江路{chance.randint(1, 99)}号"}))
            yield dict(place)
        elif kind == "email":
            yield "zhou@example.org"
    if field.code in ("address_code", "building_code", "grid_code"):
        yield from {"address_code": (A501, A502, B101), "building_code": (A501[:20],), "grid_code": (GRID,)}[field.code]
    yield from fieldtypes.type_of(field).valid


def citizen(chance: random.Random) -> str:
    """A citizen ID number that may be somebody's."""
    born = f"{chance.randint(1940, 2020)}{chance.randint(1, 12):02d}{chance.randint(1, 28):02d}"
    digits = f"{chance.choice(COUNTIES)}{born}{chance.randint(1, 999):03d}"
    for last in "0123456789X":
        if documents.check("111", digits + last, None).birth_date and _fits(digits + last):
            return digits + last
    raise AssertionError("one of eleven check digits fits")


def _fits(number: str) -> bool:
    weights = [2 ** (17 - place) % 11 for place in range(17)]
    left = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11
    return "10X98765432"[left] == number[-1]
