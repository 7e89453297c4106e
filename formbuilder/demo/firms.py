"""The shops and firms of the demo's street."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formbuilder.areas.store import Address
from formbuilder.demo import names
from formbuilder.demo.people import Household
from formbuilder.demo.street import Building

#: name, first characters of the credit code (91 company, 92 sole trader, 52 non-profit), type, industry, people, scope.
KINDS = (
    ("云州市春晖便民超市", "92", "92", "F", 3, "日用百货、预包装食品零售"),
    ("云州市望江酒家", "92", "92", "H", 12, "餐饮服务"),
    ("云州安心家政服务有限公司", "91", "91", "O", 25, "家政服务"),
    ("云州云帆软件有限公司", "91", "91", "I", 40, "软件开发"),
    ("临江区松涛早点铺", "92", "92", "H", 2, "小吃店"),
    ("云州市松林药房", "91", "91", "F", 5, "药品零售"),
    ("春晖物业服务有限公司", "91", "91", "K", 18, "物业管理"),
    ("临江区暖心养老服务中心", "52", "52", "Q", 9, "居家养老服务"),
)


@dataclass(frozen=True, slots=True)
class Firm:
    """A place of business on the ground floor of a building."""

    serial: int
    name: str
    uscc: str
    type: str
    industry: str
    employees: int
    scope: str
    address: str
    head: str
    contact: str
    phone: str


def invent(buildings: Sequence[Building], households: Sequence[Household]) -> Iterator[Firm]:
    """Firms in every third building, each led by somebody who lives on the street."""
    for serial, (name, kind, type_, industry, employees, scope) in enumerate(KINDS):
        head, contact = households[serial].head, households[serial + 1].head
        yield Firm(
            serial=serial,
            name=name,
            uscc=names.credit_code(kind, serial),
            type=type_,
            industry=industry,
            employees=employees,
            scope=scope,
            address=f"{buildings[serial * 3].text}{serial + 1}号商铺",
            head=head.name,
            contact=contact.name,
            phone=contact.mobile,
        )


def addresses(buildings: Sequence[Building]) -> Iterator[Address]:
    """The shops on the ground floor, as the address library knows them."""
    for serial in range(len(KINDS)):
        building = buildings[serial * 3]
        number = f"{serial + 1}号商铺"
        yield Address(
            f"{building.code}{90 + serial:06d}", building.grid, f"{building.text}{number}", building.number, "", number
        )
