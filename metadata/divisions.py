"""Administrative divisions to the county, current and abolished: what a six-digit code is called, and was."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Final, NamedTuple

_DEPTH: Final = {"province": 0, "city": 1, "county": 2}

#: The last words of a division's name, longest first; people leave them off.
_ENDINGS: Final = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "省",
    "市",
    "区",
    "县",
    "旗",
    "盟",
)


class Division(NamedTuple):
    """One period of one code's name. `begin`, `end`: first and last edition that lists it, empty where not known.

    `kind`: division; grouping (市辖区, 县: a node without a place of its own); zone (development zone); permit.
    """

    code: str
    name: str
    kind: str
    current: bool
    begin: str
    end: str
    successor: str
    source: str

    @property
    def level(self) -> str:
        """province, city or county, by the zeros at the end."""
        return "province" if self.code.endswith("0000") else "city" if self.code.endswith("00") else "county"


@dataclass(frozen=True)
class Divisions:
    """All periods of all codes, the newest of a code last."""

    periods: Mapping[str, tuple[Division, ...]]

    def get(self, code: str) -> Division | None:
        """What a code means now, or meant last."""
        periods = self.periods.get(code)
        return periods[-1] if periods else None

    def known(self, code: str) -> bool:
        """The code is, or once was, a division."""
        return code in self.periods

    def current(self, code: str) -> bool:
        """The code is a division today."""
        found = self.get(code)
        return found is not None and found.current

    def path(self, code: str) -> tuple[Division, ...]:
        """From the province down to the code itself (six digits, or more), groupings left out.

        >>> [d.name for d in shipped().path("440305007")]
        ['广东省', '深圳市', '南山区']
        """
        steps = dict.fromkeys((code[:2] + "0000", code[:4] + "00", code[:6]))
        found = (self.get(step) for step in steps)
        return tuple(d for d in found if d is not None and d.kind != "grouping")

    def full_name(self, code: str) -> str:
        """The names from the province down, as one text; empty if nothing of the code is known.

        >>> shipped().full_name("110105")
        '北京市朝阳区'
        """
        return "".join(d.name for d in self.path(code))

    def find(self, written: str, within: str = "") -> tuple[Division, ...]:
        """The current divisions that a text names, each step full or short, upper ones may be left out.

        More than one: the text fits several, and nobody should guess. `within`: a code; only what lies inside counts,
        unless the text says the whole path.

        >>> [d.code for d in shipped().find("深圳南山")], len(shipped().find("朝阳区")), shipped().find("乌有市")
        (['440305'], 2, ())
        >>> [d.code for d in shipped().find("朝阳区", within="110000")]
        ['110105']
        """
        text = "".join(written.split())
        inside = within.rstrip("0") if len(within) == 6 else within[:6]
        fits: list[Division] = []
        for length in range(2, min(len(text), 16) + 1):
            for division in self._by_name.get(text[-length:], ()):
                said = self._said(division, text)
                if said and (division.code.startswith(inside) or said == len(self.path(division.code))):
                    fits.append(division)
        full = [d for d in fits if text.endswith(d.name)] or fits
        highest = min((_DEPTH[d.level] for d in full), default=0)
        return tuple(d for d in full if _DEPTH[d.level] == highest)

    def below(self, code: str) -> tuple[Division, ...]:
        """The current divisions directly below a code; below '' the provinces. Groupings are stepped over."""
        return tuple(
            d
            for periods in self.periods.values()
            if (d := periods[-1]).current and d.kind not in ("grouping", "permit") and self._above(d) == code
        )

    def _above(self, division: Division) -> str:
        above = self.path(division.code)[:-1]
        return above[-1].code if above else ""

    def _said(self, division: Division, text: str) -> int:
        """How many steps of its path the text names, the last one among them, and nothing else; else 0."""
        steps = self.path(division.code)
        rest, said = text, 0
        for step in reversed(steps):
            name = next((name for name in (step.name, short(step.name)) if rest.endswith(name)), None)
            if name:
                rest, said = rest.removesuffix(name), said + 1
            elif step is steps[-1]:
                return 0
        return 0 if rest else said

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Division, ...]]:
        names: defaultdict[str, list[Division]] = defaultdict(list)
        for periods in self.periods.values():
            last = periods[-1]
            if last.current and last.kind in ("division", "zone"):
                for name in {last.name, short(last.name)}:
                    names[name].append(last)
        return {name: tuple(found) for name, found in names.items()}


def short(name: str) -> str:
    """A division's name as people say it; names of two characters are said whole.

    >>> short("深圳市"), short("广西壮族自治区"), short("城区")
    ('深圳', '广西壮族', '城区')
    """
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name.removesuffix(ending)
    return name


_KINDS: Final = {"": "division", "g": "grouping", "z": "zone", "p": "permit"}


@cache
def shipped() -> Divisions:
    """The divisions of the standard: 7,318 codes, read at first use (about 20 ms)."""
    text = files("metadata").joinpath("standard/divisions.csv").read_text("utf-8")
    rows = csv.reader(text.splitlines())
    next(rows)
    periods: dict[str, list[Division]] = {}
    for code, name, kind, begin, end, successor, source in rows:
        division = Division(code, name, _KINDS[kind], not end, begin, end.strip("?"), successor, source)
        periods.setdefault(code, []).append(division)
    return Divisions({code: tuple(sorted(of, key=lambda d: (d.current, d.end))) for code, of in periods.items()})
