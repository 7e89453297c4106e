"""Names and numbers of people and firms that do not exist: valid in form, and of ranges that nobody was given."""

from datetime import date
from random import Random

from metadata.identities import citizens, organisations

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余"
BOYS = "伟强磊军勇涛超明刚平辉健俊峰波斌浩宇轩博文哲志远建国庆光华家豪子涵天佑一鸣"
GIRLS = "芳娜敏静丽艳娟霞秀英桂兰玉梅雪琳欣怡佳慧思雨梦洁婷萍红燕玲诗涵语桐若曦"
#: Characters that a tired hand takes for another: of the same sound, or nearly the same look.
MISTAKEN = {
    **dict(
        zip(
            "伟强军勇明平辉健俊波浩宇博文志远建国华家子天一",
            "玮祥君永鸣萍晖建峻博皓雨搏闻致元健囯桦佳梓田依",
            strict=True,
        )
    ),
    **dict(
        zip(
            "芳娜敏静丽娟霞英兰玉梅雪琳欣怡佳慧雨洁红燕玲语",
            "方那闵婧莉绢侠瑛蓝钰玫雯林新宜嘉惠语杰虹雁灵雨",
            strict=True,
        )
    ),
}
#: Districts of Yunzhou that numbers name: codes that begin with 99 are nobody's.
FIRST_DISTRICT = 990101
GRIDS_A_DISTRICT, BORN_ALIKE = 100, 5
#: 160 0xxx xxxx: a series that no operator has; three numbers for each person of a grid.
NUMBERS_A_PERSON, PEOPLE_A_GRID = 3, 1500
#: The area code 0900 is nobody's either.
LANDLINE = "09002"


def a_name(chance: Random, sex: str, surname: str = "") -> str:
    """A name of two or three characters."""
    pool = BOYS if sex == "1" else GIRLS
    given = "".join(chance.sample(pool, 1 if chance.random() < 0.25 else 2))
    return (surname or chance.choice(SURNAMES)) + given


def mistyped(name: str, chance: Random) -> str:
    """The name with one character taken for another."""
    places = [place for place in range(1, len(name)) if name[place] in MISTAKEN] or [len(name) - 1]
    place = chance.choice(places)
    return name[:place] + MISTAKEN.get(name[place], "一") + name[place + 1 :]


def citizen_number(born: date, sex: str, grid: int, alike: int) -> str:
    """An identity number: unique while no grid has more than five of one birthday and sex.

    :param alike: how many of this birthday and sex the grid has had before
    """
    district = FIRST_DISTRICT + grid // GRIDS_A_DISTRICT
    place = grid % GRIDS_A_DISTRICT * BORN_ALIKE + alike
    first = f"{district}{born:%Y%m%d}{place * 2 + (1 if sex == '1' else 0):03d}"
    return first + citizens.check_digit(first)


def mobile_number(grid: int, person: int, nth: int = 0) -> str:
    """The nth number of a person of a grid."""
    return f"1600{(grid * PEOPLE_A_GRID + person) * NUMBERS_A_PERSON + nth:07d}"


def landline_number(grid: int, household: int) -> str:
    """The number on the wall of a flat; a city has more flats than numbers, and then some share one."""
    return f"{LANDLINE}{(grid * 400 + household) % 1_000_000:06d}"


def credit_code(kind: str, grid: int, serial: int) -> str:
    """A credit code of the invented district. `kind`: the first two characters (91 company, 92 sole trader)."""
    organisation = f"MA{_letters(grid)}{serial:03d}"
    body = organisation + organisations.organisation_check(organisation)
    first = f"{kind}{FIRST_DISTRICT}{body}"
    return first + organisations.check_character(first)


def _letters(number: int) -> str:
    """Three letters of the alphabet of credit codes."""
    letters = "ABCDEFGHJKLMNPQRTUWXY"
    return letters[number // 441] + letters[number // 21 % 21] + letters[number % 21]
