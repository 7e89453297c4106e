"""What happens to a spreadsheet that many hands type: one row in twenty of the community's list is damaged."""

from collections.abc import Callable
from random import Random

from formbuilder.demo.world import names

#: Share of damaged rows.
DAMAGED = 0.05
Cells = dict[str, str]


def scientific(cells: Cells, chance: Random) -> None:
    """The program took the identity number for a number: its last digits are gone."""
    number = cells["身份证号"]
    cells["身份证号"] = f"{number[0]}.{number[1:6]}E+17"


def zeros_lost(cells: Cells, chance: Random) -> None:
    """The program took a landline for a number: its leading zero is gone."""
    cells["联系电话"] = f"{names.LANDLINE[1:]}{chance.randrange(10**6):06d}"


def two_phones(cells: Cells, chance: Random) -> None:
    """Two mobile numbers in one cell, and nobody knows which is whose."""
    cells["联系电话"] = f"{cells['联系电话']} / {names.mobile_number(9, chance.randrange(1000))}"


def no_year(cells: Cells, chance: Random) -> None:
    """A birthday without the year."""
    cells["出生年月"] = f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"


def typo(cells: Cells, chance: Random) -> None:
    """A character of the name taken for another."""
    cells["居民姓名"] = names.mistyped(cells["居民姓名"], chance)


def unknown_word(cells: Cells, chance: Random) -> None:
    """Words that the list of the column does not have."""
    column, word = chance.choice(
        (
            ("婚姻", "再婚"),
            ("文化程度", "本科"),
            ("与户主的关系", "姨表亲"),
            ("人员类型", "暂住"),
            ("政治面貌", "积极分子"),
        )
    )
    cells[column] = word


def free_text(cells: Cells, chance: Random) -> None:
    """Somebody told a story where a value belongs."""
    column, text = chance.choice(
        (("走访时间", "上周"), ("房屋情况", "儿子在住,偶尔出租"), ("联系电话", "打不通,找女儿"), ("出生年月", "属马的"))
    )
    cells[column] = text


KINDS: tuple[Callable[[Cells, Random], None], ...] = (
    scientific,
    zeros_lost,
    two_phones,
    no_year,
    typo,
    unknown_word,
    free_text,
)


def damaged(cells: Cells, chance: Random) -> tuple[Cells, str]:
    """A row as it stands in the spreadsheet, and the name of its damage; '' for the nineteen of twenty without."""
    if chance.random() >= DAMAGED:
        return cells, ""
    kind = chance.choice(KINDS)
    broken = dict(cells)
    kind(broken, chance)
    return broken, kind.__name__
