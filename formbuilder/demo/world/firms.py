"""Shops and firms of the world, and the cases that the city's inspectors report."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from formbuilder.demo.world import names
from formbuilder.demo.world.ground import CITY_TEXT, DISTRICT_TEXT, Grid, Shop, buildings_of, shops_of
from formbuilder.demo.world.people import Household, Person
from formbuilder.demo.world.settling import SEED
from formbuilder.demo.world.sizes import Size
from formbuilder.demo.world.timeline import FIVE_YEARS, Timeline, always, since

#: Ending of the name, type by credit code, section, class, scope, most people, kind of small place ('' = none).
KINDS = (
    ("便民超市", "92", "F", "5211", "日用百货、预包装食品零售", 6, "小商店"),
    ("酒家", "92", "H", "6210", "餐饮服务", 20, "小餐饮"),
    ("家政服务有限公司", "91", "O", "8010", "家政服务", 30, ""),
    ("软件有限公司", "91", "I", "6510", "软件开发", 60, ""),
    ("早点铺", "92", "H", "6299", "小吃店", 3, "小餐饮"),
    ("药房", "91", "F", "5251", "药品零售", 6, "小商店"),
    ("理发店", "92", "O", "8051", "美发服务", 5, "小美容洗浴"),
    ("宾馆", "91", "H", "6121", "住宿服务", 15, "小旅馆"),
    ("五金店", "92", "F", "5261", "五金零售", 3, "小商店"),
    ("教育咨询有限公司", "91", "P", "8391", "教育咨询", 12, ""),
)
WORDS = re.findall("..", "春晖望江松涛安心云帆同和福满明德新桥江畔百汇益民顺达康宁鑫源四季")


@dataclass(frozen=True, slots=True)
class Firm:
    """A place of business. `open`: 1 running, 2 shut; `capital` in 10,000 yuan."""

    serial: int
    grid: Grid
    name: str
    uscc: str
    type: str
    industry: str
    industry_class: str
    employees: Timeline[int]
    scope: str
    shop: Shop
    head: Person
    contact: Person
    small_place: str
    open: Timeline[str]
    capital: int
    founded: int  # days ago

    @property
    def luck(self) -> int:
        """A number of this firm alone, from which tables draw what they know."""
        return self.grid.serial * 10_000 + 5_000 + self.serial

    @property
    def address(self) -> str:
        """Where its shop is, from the city down."""
        return f"{CITY_TEXT}{DISTRICT_TEXT}{self.grid.street}{self.shop.text}"


@dataclass(frozen=True, slots=True)
class Case:
    """Something that an inspector saw in the street, or somebody called about. Days ago; closed None: not yet."""

    serial: int
    grid: Grid
    shop: Shop
    category: str
    what: str
    source: str
    department: str
    reported: int
    closed: int | None
    reporter: str

    @property
    def luck(self) -> int:
        """A number of this case alone."""
        return self.grid.serial * 10_000 + 8_000 + self.serial

    def closed_on(self, reported: date) -> date:
        """The day on which it was closed, from the day on which it was reported."""
        return reported + timedelta(days=self.reported - (self.closed or 0))


#: Category, what is wrong, who deals with it.
TROUBLES = (
    ("07", "占道经营", "cg"),
    ("04", "垃圾乱堆放", "cg"),
    ("05", "乱贴小广告", "cg"),
    ("06", "夜间施工噪声", "zj"),
    ("08", "水管爆裂", "jd"),
    ("07", "电动车乱停放", "ga"),
)
INSPECTORS = ("秦风", "陆平", "方瑞")


def firms_of(grid: Grid, homes: Sequence[Household], size: Size) -> Iterator[Firm]:
    """The firms of a grid, each led by somebody who lives there."""
    shops = [shop for building in buildings_of(grid) for shop in shops_of(building)]
    for serial, shop in enumerate(shops[: size.firms]):
        chance = Random(SEED * 10**9 + grid.serial * 10**4 + 5_000 + serial)
        ending, type_, industry, class_, scope, most, small = KINDS[serial % len(KINDS)]
        adults = [home.head for home in homes[:12]]
        now = chance.randint(1, most)
        shut = chance.random() < 0.06
        yield Firm(
            serial=serial,
            grid=grid,
            name=f"云州市{WORDS[(grid.serial + serial // len(KINDS)) % len(WORDS)]}{grid.estate[:2]}{ending}",
            uscc=names.credit_code(type_, grid.serial, serial),
            type=type_,
            industry=industry,
            industry_class=class_,
            employees=since([(chance.randint(30, 900), now)], max(1, now - chance.randint(-2, 3))),
            scope=scope,
            shop=shop,
            head=adults[serial % len(adults)],
            contact=adults[(serial + 1) % len(adults)],
            small_place=small,
            open=since([(chance.randint(20, 400), "2")], "1") if shut else always("1"),
            capital=chance.choice((3, 10, 50, 100, 500)),
            founded=chance.randint(100, FIVE_YEARS * 3),
        )


def cases_of(grid: Grid, size: Size) -> Iterator[Case]:
    """What was reported in a grid within a year."""
    shops = [shop for building in buildings_of(grid) for shop in shops_of(building)]
    for serial in range(size.events):
        chance = Random(SEED * 10**9 + grid.serial * 10**4 + 8_000 + serial)
        category, what, department = chance.choice(TROUBLES)
        reported = chance.randint(1, 360)
        took = chance.randint(1, 12)
        yield Case(
            serial=serial,
            grid=grid,
            shop=chance.choice(shops),
            category=category,
            what=what,
            source=chance.choices(("监督员上报", "公众举报", "视频", "领导交办"), (6, 2, 2, 1))[0],
            department=department,
            reported=reported,
            closed=reported - took if reported > took else None,
            reporter=chance.choice(INSPECTORS),
        )
