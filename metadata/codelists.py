"""Code lists: value domains whose codes have labels, possibly a tree, with the standard that they come from."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from metadata.fields import Label
from metadata.values import JSONObject


@dataclass(frozen=True, slots=True)
class Code:
    """One permissible value. `parent`: the code that it rolls up to; `successor`: what a retired one became."""

    code: str
    label: Label
    parent: str = ""
    aliases: tuple[str, ...] = ()
    retired: bool = False
    successor: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)  # other codes of the same thing: alpha, alpha2, numeric
    source: str = ""
    local: bool = False  # ours, inside a list that is a standard's


@dataclass(frozen=True)
class CodeList:
    """A value domain. `kind`: standard or local; `verified` and `notes` say how far its codes can be trusted."""

    code: str
    label: Label
    codes: Mapping[str, Code]
    standard: str = ""
    kind: str = "local"
    verified: str = ""
    notes: str = ""

    @cached_property
    def active(self) -> tuple[Code, ...]:
        """The options of today, in the list's order."""
        return tuple(code for code in self.codes.values() if not code.retired)

    @cached_property
    def width(self) -> int:
        """Length of every code, where all have the same; else 0."""
        lengths = {len(code) for code in self.codes}
        return lengths.pop() if len(lengths) == 1 else 0

    def label_of(self, code: str, language: str = "zh") -> str:
        """The label of a code, retired ones too; a code that the list does not have is its own label."""
        found = self.codes.get(code)
        return found.label.get(language) if found else code

    def ancestors(self, code: str) -> tuple[str, ...]:
        """The classes that a code rolls up to, the nearest first."""
        above: list[str] = []
        found = self.codes.get(code)
        while found and found.parent and found.parent not in above:
            above.append(found.parent)
            found = self.codes.get(found.parent)
        return tuple(above)

    def find(self, written: str) -> Code | None:
        """The code that somebody wrote: as code (zeros lost by a spreadsheet put back), label, alias or other mark.

        A retired code with exactly one successor is carried over (R1). None where nothing or no single code fits.
        """
        text = plain(written)
        found = self._by_name.get(text)
        if found is None and self.width and text.isdecimal() and len(text) < self.width:
            found = self._by_name.get(text.zfill(self.width))
        if found and found.retired and found.successor:
            return self.codes.get(found.successor, found)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, Code]:
        """Every way to write a code. Codes win over labels, labels over aliases; what names two codes names none."""
        names: dict[str, Code] = {}
        for ways in (_codes, _labels, _inexact):
            fresh: dict[str, Code | None] = {}
            for code in self.codes.values():
                for way in filter(None, map(plain, ways(code))):
                    known = fresh.setdefault(way, code)
                    if known is not None and known.code != code.code:
                        fresh[way] = known if code.retired else code if known.retired else None
            names |= {way: code for way, code in fresh.items() if code is not None and way not in names}
        return names


def plain(text: str) -> str:
    """Text as it is compared: NFKC, without blanks, case or the outer shape of brackets.

    >>> plain("外国人 出入境证（ＡＢ）")
    '外国人出入境证(ab)'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _codes(code: Code) -> Iterable[str]:
    return (code.code,)


def _labels(code: Code) -> Iterable[str]:
    return (code.label.zh, code.label.en)


def _inexact(code: Code) -> Iterable[str]:
    """Aliases, other marks, the label without its bracket ('迁出(搬离)' → 迁出), 汉 for 汉族."""
    yield from code.aliases
    yield from code.marks.values()
    label = unicodedata.normalize("NFKC", code.label.zh)
    head, bracket, _ = label.partition("(")
    if bracket:
        yield head
    if label.endswith("族"):
        yield label.removesuffix("族")


def from_document(document: JSONObject) -> CodeList:
    """A code list from its JSON file (see `standard/README.md`)."""
    source = document.get("source", "")
    codes = {
        item["code"]: Code(
            code=item["code"],
            label=Label(item["zh"], item.get("en", "")),
            parent=item.get("parent", ""),
            aliases=tuple(item.get("aliases", ())),
            retired=item.get("status") == "retired",
            successor=item.get("successor", ""),
            marks={mark: item[mark] for mark in ("alpha", "alpha2", "numeric") if item.get(mark)},
            source=item.get("source", source),
            local=bool(item.get("local")),
        )
        for item in document["items"]
    }
    return CodeList(
        code=document["id"],
        label=Label(document["name_zh"], document.get("name_en", "")),
        codes=codes,
        standard=document.get("standard", ""),
        kind=document.get("kind", "local"),
        verified=document.get("verified", ""),
        notes=document.get("notes", ""),
    )


def to_document(codelist: CodeList) -> JSONObject:
    """The JSON file of a code list; `from_document` reads it back to an equal list."""
    items: list[JSONObject] = []
    for code in codelist.codes.values():
        item: JSONObject = {"code": code.code, "zh": code.label.zh, "en": code.label.en}
        item |= {"parent": code.parent} if code.parent else {}
        item |= {"aliases": list(code.aliases)} if code.aliases else {}
        item |= {"status": "retired"} if code.retired else {}
        item |= {"successor": code.successor} if code.successor else {}
        item |= code.marks
        item |= {"source": code.source} if code.source else {}
        items.append(item | ({"local": True} if code.local else {}))
    return {
        "id": codelist.code,
        "name_zh": codelist.label.zh,
        "name_en": codelist.label.en,
        "standard": codelist.standard,
        "kind": codelist.kind,
        "verified": codelist.verified,
        "notes": codelist.notes,
        "items": items,
    }
