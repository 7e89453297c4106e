"""Rows and texts of a worksheet's XML in a stream: of the file only one block is in memory, whatever its size."""

import mmap
import re
import tempfile
import weakref
from array import array
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from formbuilder.systems.files.cells import Formats
from formbuilder.systems.files.table import MOST_COLUMNS, MOST_ROWS
from formbuilder.systems.problems import DangerousTable

BLOCK = 1 << 18
#: How OOXML writes a character that XML cannot hold.
_written = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedTexts:
    """The texts that cells share, in a temporary file: there may be millions of them."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as this
        weakref.finalize(self, self._file.close)
        self._ends = array("Q", [0])
        self._map: mmap.mmap | None = None

    def append(self, text: str) -> None:
        """One more text."""
        written = text.encode()
        self._file.write(written)
        self._ends.append(self._ends[-1] + len(written))

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self._ends) - 1:
            raise IndexError(place)
        begin, end = self._ends[place], self._ends[place + 1]
        if begin == end:
            return ""
        if self._map is None:
            self._file.flush()
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        return self._map[begin:end].decode()


def local(name: str) -> str:
    """The name of an element without the prefix of its namespace."""
    return name.rpartition(":")[2]


def unescaped(text: str) -> str:
    """A text with the characters that `_x000D_` and the like stand for."""
    return _written.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def parser() -> expat.XMLParserType:
    """A parser that believes no declarations: no document type, no entities."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.buffer_size = 1 << 16

    def refuse(*_told: Any) -> None:
        raise DangerousTable()

    made.StartDoctypeDeclHandler = refuse
    made.EntityDeclHandler = refuse
    return made


def read_texts(stream: IO[bytes]) -> SharedTexts:
    """The shared texts of a workbook; how characters look and how they are pronounced is left out."""
    texts, parts = SharedTexts(), list[str]()
    made, spoken, taking = parser(), 0, False

    def start(name: str, _attributes: Any) -> None:
        nonlocal spoken, taking
        kind = local(name)
        if kind == "rPh":
            spoken += 1
        taking = kind == "t" and not spoken

    def data(text: str) -> None:
        if taking:
            parts.append(text)

    def end(name: str) -> None:
        nonlocal spoken, taking
        taking = False
        kind = local(name)
        if kind == "rPh":
            spoken -= 1
        elif kind == "si":
            texts.append(unescaped("".join(parts)))
            parts.clear()

    made.StartElementHandler, made.CharacterDataHandler, made.EndElementHandler = start, data, end
    while block := stream.read(BLOCK):
        made.Parse(block, False)
    made.Parse(b"", True)
    return texts


def read_rows(stream: IO[bytes], texts: SharedTexts, formats: Formats) -> Iterator[tuple[int, list[str]]]:
    """The rows that stand in a sheet, with their numbers, each cell as a person sees it.

    Three calls a cell are what the time goes into, so text goes straight to a list, and only while a value is open.

    :raises DangerousTable: it declares entities
    :raises expat.ExpatError: it is not well-formed
    """
    done: list[tuple[int, list[str]]] = []
    cells: list[str] = []
    parts: list[str] = []
    places: dict[str, int] = {}
    kinds: dict[str, str] = {}
    number = place = spoken = 0
    kind, style = "n", "0"
    made = parser()

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal number, place, spoken, kind, style
        what = kinds[name] if name in kinds else kinds.setdefault(name, local(name))
        if what == "c":
            where = attributes.get("r", "").rstrip("0123456789")
            if not where:
                place += 1
            else:
                place = places[where] if where in places else places.setdefault(where, place_of(where))
            kind, style = attributes.get("t", "n"), attributes.get("s", "0")
        elif what == "v" or what == "t":
            if not spoken:
                made.CharacterDataHandler = parts.append
        elif what == "row":
            told = attributes.get("r", "")
            number = max(number + 1, int(told)) if told.isdigit() and len(told) < 9 else number + 1
            if number > MOST_ROWS:
                raise ValueError(number)
            place = 0
        elif what == "rPh":
            spoken += 1

    def end(name: str) -> None:
        nonlocal cells, spoken
        what = kinds[name]
        if what == "v" or what == "t":
            made.CharacterDataHandler = None
        elif what == "c":
            if not parts:
                return
            text = parts[0] if len(parts) == 1 else "".join(parts)
            parts.clear()
            if kind == "s":
                text = texts[int(text)]
            elif kind == "n":
                text = formats.seen(text, style)
            elif kind == "b":
                text = "FALSE" if text == "0" else "TRUE"
            elif "_x" in text:
                text = unescaped(text)
            gap = place - 1 - len(cells)
            if gap:
                cells.extend([""] * gap)
            if gap >= 0:
                cells.append(text)
            else:
                cells[place - 1] = text
        elif what == "row":
            done.append((number, cells))
            cells = []
        elif what == "rPh":
            spoken -= 1

    made.StartElementHandler, made.EndElementHandler = start, end
    while block := stream.read(BLOCK):
        made.Parse(block, False)
        yield from done
        done.clear()
    made.Parse(b"", True)


def place_of(letters: str) -> int:
    """The number of a column, A = 1; those beyond what a table may have count as the one after its last."""
    place = 0
    for letter in letters.upper()[:4]:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        place = place * 26 + ord(letter) - 64
    return min(place, MOST_COLUMNS + 1)
