"""Opening a file that somebody sent: what it is, whether it is whole, and what it holds, before any row is taken."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

from formbuilder.systems.files.csvfiles import read_csv
from formbuilder.systems.files.jsonfiles import read_array, read_ndjson
from formbuilder.systems.files.table import MB, MOST_UNPACKED, Table
from formbuilder.systems.problems import EmptyTable, LockedTable, NotATable, OldSpreadsheet, TableTooLarge

#: Of a file as it was sent.
MOST_BYTES = 200 * MB
BLOCK = 1 << 20
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How an encrypted workbook calls its content, inside a compound file.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: What the web and other programs call tables.
MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<workbook", b"%pdf-", b"{\\rtf")


def read_xlsx(path: Path, digest: str) -> Table:
    """A workbook. openpyxl is loaded only where one comes: it would cost every worker 8 MB."""
    from formbuilder.systems.files import sheets

    return sheets.read_xlsx(path, digest)


Reader = Callable[[Path, str], Table]
READERS: Mapping[str, Reader] = {"csv": read_csv, "xlsx": read_xlsx, "ndjson": read_ndjson, "json": read_array}


def open_table(path: Path) -> Table:
    """Look a file through: its kind is told by its content, never by its name.

    :raises TableProblem: it is no table, too large, locked, broken or without rows: one sentence, and nothing was read
    """
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TableTooLarge(limit=MOST_BYTES // MB, unpacked=MOST_UNPACKED // MB)
    if not size:
        raise EmptyTable()
    with path.open("rb") as file:
        head = file.read(BLOCK)
        digest = sha256(head)
        while block := file.read(BLOCK):
            digest.update(block)
    found = READERS[kind_of(head, path)](path, digest.hexdigest())
    if not found.total:
        raise EmptyTable()
    return found


def kind_of(head: bytes, path: Path) -> str:
    """What the first bytes say: csv, xlsx, ndjson or json.

    :raises TableProblem: something else
    """
    if head.startswith(COMPOUND):
        raise LockedTable() if ENCRYPTED in path.read_bytes() else OldSpreadsheet()
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text[:16].lower().startswith(MARKUP):
        raise NotATable()
    return {b"[": "json", b"{": "ndjson"}.get(text[:1], "csv")
