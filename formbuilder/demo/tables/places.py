"""Names of the invented areas and of the country's divisions, for mappings that write names where we hold codes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from metadata import divisions

#: Digits of the codes of each level.
LENGTHS = {"county": 6, "community": 12, "grid": 14}


class InventedPlaces:
    """What `metadata.transforms.Places` asks for, without a database."""

    def __init__(self, areas: Iterable[tuple[str, str, str]]) -> None:
        self.names = {code: name for code, name, _english in areas}
        self.codes: dict[tuple[int, str], list[str]] = defaultdict(list)
        for code, name in self.names.items():
            self.codes[len(code), name].append(code)

    def named(self, level: str, name: str, within: str) -> Sequence[str]:
        """The codes of what has this name."""
        length = LENGTHS[level]
        found = [code for code in self.codes[length, name] if code.startswith(within)]
        if not found and level == "county":
            found = [code for code in self.names if len(code) == length and self.full_name(code) == name]
        if not found and level == "county":
            found = [one.code for one in divisions.shipped().find(name)]
        return found

    def full_name(self, code: str) -> str:
        """Of a county: from the province down; of a community or grid: its own name."""
        if len(code) > LENGTHS["county"]:
            return self.names.get(code, "")
        own = [self.names[part] for part in (code[:2], code[:4], code) if part in self.names]
        return "".join(own) or divisions.shipped().full_name(code)
