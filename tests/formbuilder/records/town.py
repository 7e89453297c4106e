"""A little town for tests of records: areas, a few known addresses, systems, and rows that they send."""

from dataclasses import replace

from formbuilder import db
from formbuilder.areas import store as areas
from formbuilder.areas.store import Address, Area
from formbuilder.catalogue import store as standard
from formbuilder.permissions import Actor, Role
from formbuilder.records import store
from formbuilder.systems import service
from formbuilder.systems import store as systems
from formbuilder.systems.receiving.rows import Outcome, Sent
from metadata.records import Record
from metadata.stamps import Span
from metadata.values import Value
from tests.builders import at, day

GRID = "99010100100101"
OTHER_GRID = "99010100100102"
OTHER_COMMUNITY = "990101001002"
A501, A502 = "9901010010010100000300501", "9901010010010100000300502"
B101 = "9901010010020100000100101"
HOME = {"text": "望江路18号3栋2单元501", "code": A501}
NEXT_DOOR = {"text": "望江路18号3栋2单元502", "code": A502}
FAR = {"text": "松涛路7号1栋101", "code": B101}
NUMBER = "11010519491231002X"
OTHER_NUMBER = "440524188001010014"

#: Beside what the shipped mappings give: what is split over several columns there.
GIVEN_TOO = frozenset({"current_address", "id_type", "marital_status", "health_status", "employment_status"})


def build() -> None:
    """Everything that the tests stand on."""
    standard.load_standard()
    with db.transaction(writing=True):
        areas.put_areas(
            [
                *(
                    Area("99", "示范省"),
                    Area("9901", "云州市"),
                    Area("990101", "临江区"),
                    Area("990101001", "春晖街道"),
                ),
                *(Area("990101001001", "望江社区", "Wangjiang"), Area(OTHER_COMMUNITY, "松涛社区")),
                *(Area(GRID, "第一网格"), Area(OTHER_GRID, "第二网格"), Area("99010100100201", "第一网格")),
            ]
        )
        areas.put_addresses(
            [
                Address(A501, GRID, HOME["text"], "3栋", "2单元", "501"),
                Address(A502, OTHER_GRID, NEXT_DOOR["text"], "3栋", "2单元", "502"),
                Address(B101, "99010100100201", FAR["text"], "1栋", "", "101"),
            ]
        )
        systems.put(replace(system, fields=system.fields | GIVEN_TOO) for system in systems.shipped())


def token(system: str) -> Actor:
    """Who a system's token acts as."""
    return Actor(0, f"token-{system}", system, Role.INTEGRATOR, system=system)


def sends(system: str, dated: float | None = 0, *, key: str = "", entity: str = "", **cells: Value) -> Outcome:
    """One row of a system, true on a day (None: it says nothing of when) and received at once."""
    return row(system, cells, dated, key=key, entity=entity)


def row(system: str, cells: dict[str, Value], dated: float | None = 0, *, key: str = "", entity: str = "") -> Outcome:
    """The same with its cells in a dictionary."""
    observed: Span | None = at(dated) if dated is not None else None
    [outcome] = service.send(token(system), [Sent(cells, observed, key, entity)], now=day(dated or 0) + 1000)
    return outcome


def a_person(
    system: str = "d1", dated: float | None = 0, *, name: str = "周桂兰", number: str = NUMBER, **cells: Value
) -> str:
    """Somebody whom a system has sent, at home in the first grid; the id of the record."""
    said: dict[str, Value] = {"person_name": name, "current_address": dict(HOME)}
    if number:
        said |= {"id_type": "111", "id_number": number}
    return row(system, said | cells, dated).record_id


def read(record_id: str) -> Record:
    """A record as it is kept."""
    with db.transaction(writing=False):
        record = store.load(record_id)
    assert record is not None
    return record
