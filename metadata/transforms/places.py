"""Names of areas and divisions, looked up: the instance's own areas, and the country's divisions to the county."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from metadata import divisions
from metadata.memo import Memo
from metadata.writing import narrow

#: Digits of an area's code by the level that a mapping names.
LENGTHS: Final = {"county": 6, "community": 12, "grid": 14}
_STEPS: Final = (2, 4, 6, 9, 12, 14)
#: What a community's office is called, behind or instead of the last word of its name.
_OFFICES: Final = ("居民委员会", "村民委员会", "居委会", "村委会")
_LAST: Final = ("社区", "村", "嘎查")
_REMEMBERED: Final = 20_000


class KnownPlaces:
    """`Places` over areas that are given: code (2, 4, 6, 9, 12, 14 digits) → name. Made once, then asked often."""

    def __init__(self, names: Mapping[str, str] | None = None) -> None:
        self._names = names or {}
        self._found = Memo[tuple[str, ...]](_REMEMBERED)
        self._full = Memo[str](_REMEMBERED)
        self._by_name: dict[int, defaultdict[str, list[str]]] = {n: defaultdict(list) for n in LENGTHS.values()}
        for code in sorted(self._names):
            if len(code) in self._by_name:
                for said in self._ways(code):
                    self._by_name[len(code)][said].append(code)

    def _ways(self, code: str) -> list[str]:
        """The names that an area can be called: its own, and with those of the areas above it before it."""
        steps = [narrow(self._own(code[:n])) for n in _STEPS if n <= len(code)]
        return list(dict.fromkeys("".join(steps[i:]) for i in range(len(steps)) if steps[-1]))

    def _own(self, code: str) -> str:
        """The last step of a name."""
        if code in self._names:
            return self._names[code]
        division = divisions.shipped().get(code.ljust(6, "0")) if len(code) <= 6 else None
        return division.name if division and division.kind != "grouping" else ""

    def named(self, level: str, name: str, within: str) -> Sequence[str]:
        """The codes of what has this name, current ones before abolished ones; of a community also by its office's.

        :param level: county, community or grid
        :param within: an area's code: only what lies in it; a county's name from the province down counts anywhere
        """
        return self._found.get((level, name, within), lambda: tuple(self._look_up(level, name, within)))

    def full_name(self, code: str) -> str:
        """Of a county and what is above it: from the province down; of what is below: its own name; or empty."""
        return self._full.get(code, lambda: self._name_of(code))

    def _name_of(self, code: str) -> str:
        if len(code) > 6:
            return self._names.get(code, "")
        short = code
        while short.endswith("00") and short not in self._names:
            short = short[:-2]
        if short and short in self._names and not divisions.shipped().known(code.ljust(6, "0")):
            return "".join(self._own(short[:n]) for n in (2, 4, 6) if n <= len(short))
        return divisions.shipped().full_name(code) if len(code) == 6 and divisions.shipped().known(code) else ""

    def _look_up(self, level: str, name: str, within: str) -> Sequence[str]:
        if level == "county":
            return self._counties(name, within)
        by_name = self._by_name[LENGTHS[level]]
        text = narrow(name)
        for said in (text, *_community_names(text)) if level == "community" else (text,):
            if found := [code for code in by_name.get(said, ()) if _inside(code, within)]:
                return found
        return ()

    def _counties(self, name: str, within: str) -> Sequence[str]:
        text = narrow(name)
        known = divisions.shipped()
        if text.isascii() and text.isdecimal():
            return (text,) if len(text) == 6 and self.full_name(text) else ()
        if own := [code for code in self._by_name[6].get(text, ()) if not known.known(code)]:
            return own
        inside = [found.code for found in known.find(text, within[:6].ljust(6, "0"))] if within else []
        current = inside or [found.code for found in known.find(text)]
        return current or _abolished().get(text, ())


def _inside(code: str, within: str) -> bool:
    """It lies in that area, or is it, or the area lies in it."""
    return not within or code.startswith(within) or within.startswith(code)


def _community_names(text: str) -> list[str]:
    """What a community is called whose office has this name: 科技园社区居委会 → 科技园社区, 科技园村 …

    >>> _community_names("科技园社区居委会"), _community_names("大湖村委会")
    (['科技园社区', '科技园村', '科技园嘎查'], ['大湖', '大湖社区', '大湖村', '大湖嘎查'])
    """
    plain = next((text.removesuffix(office) for office in _OFFICES if text.endswith(office)), text)
    stem = next((plain.removesuffix(last) for last in _LAST if plain.endswith(last) and plain != last), plain)
    names = [plain, *(stem + last for last in _LAST)]
    return [name for name in dict.fromkeys(names) if name]


@cache
def _abolished() -> Mapping[str, tuple[str, ...]]:
    """Names from the province down of divisions that are no more."""
    known = divisions.shipped()
    found: defaultdict[str, list[str]] = defaultdict(list)
    for code, periods in known.periods.items():
        if not periods[-1].current and periods[-1].kind in ("division", "zone"):
            found[known.full_name(code)].append(code)
    return {name: tuple(codes) for name, codes in found.items()}
