"""The JSON API of systems: columns, rows in, the table out (`/api/v1/systems`)."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO

import orjson
from flask import Blueprint, Response, request
from werkzeug.wsgi import wrap_file

from formbuilder import clock
from formbuilder.accounts.signed_in import actor
from formbuilder.exchange.answers import json_answer, page_of
from formbuilder.exchange.bodies import body, idempotency_key
from formbuilder.exchange.describe import describe, list_of
from formbuilder.language import gettext, language
from formbuilder.problems import Malformed, WrongMediaType
from formbuilder.systems import projecting, sending, standing
from formbuilder.systems.files import GONE, Table, fit, write_csv
from formbuilder.systems.files.jsonfiles import objects_by_line, objects_of_array
from formbuilder.systems.files.table import Row
from formbuilder.systems.problems import EmptyTable, TooManyRows
from formbuilder.systems.projecting import HandOver
from formbuilder.systems.schemas import (
    COLUMNS,
    ROWS,
    SENT,
    SYSTEM,
    TAKEN,
    columns_document,
    row_document,
    system_document,
    taken_document,
)
from metadata.mappings import SystemMapping

bp = Blueprint("systems_api", __name__, url_prefix="/api/v1")

#: Of one request: bytes, and rows. A larger table is sent in parts, or as a file.
LARGEST, MOST = 8 << 20, 5000
NDJSON, CSV, JSON = "application/x-ndjson", "text/csv", "application/json"
LINES = frozenset({NDJSON, "application/ndjson", "application/jsonl"})
#: A table of which no more than this is held in memory.
HELD = 1 << 20


@bp.get("/systems")
@describe(answers={200: list_of(SYSTEM), 304: None})
def list_systems() -> Response:
    """The systems that the caller may know of: a token of a system only that one."""
    return page_of([system_document(found, language()) for found in standing.every(actor())], None)


@bp.get("/systems/<code>/columns")
@describe(answers={200: COLUMNS, 304: None}, problems=(404,))
def list_columns(code: str) -> Response:
    """A system's columns, and what each of them means: its field, the transform, the direction."""
    return json_answer(columns_document(standing.mapping(actor(), code)))


@bp.post("/systems/<code>/rows")
@describe(
    query={
        "as_at": "the day that the rows show, YYYY-MM-DD; today if not given",
        "area": "code of the area that they are of: names of grids are looked up in it",
    },
    body=SENT,
    answers={201: TAKEN, 200: TAKEN},
    headers=("Idempotency-Key",),
    problems=(400, 404, 409, 413, 415, 422, 428),
)
def send_rows(code: str) -> Response:
    """Rows of the system in its own columns, merged. 201; 200 and the same answer when they were received before.

    A cell that cannot be taken is told, and the rest of its row is merged; a row of which nobody can tell whose it is
    waits in review.
    """
    who, key = actor(), idempotency_key()
    sent = body(LARGEST)
    rows, digest = rows_of(sent), sha256(sent).hexdigest()
    names = dict.fromkeys(name for _number, cells in rows for name in cells)
    fitted = fit(Table("json", tuple(names), len(rows), digest, lambda: iter(rows)), standing.mapping(who, code))
    answer = sending.send(
        who,
        code,
        list(fitted.rows()),
        key=key,
        digest=digest,
        as_at=request.args.get("as_at", ""),
        area=request.args.get("area", ""),
        now=clock.now(),
    )
    document = taken_document(answer, fitted.notes, language(), gettext)
    return json_answer(document, status=201 if answer.first else 200)


def rows_of(sent: bytes) -> list[Row]:
    """The rows of a body, all of them before the first is taken."""
    if request.mimetype not in {JSON, *LINES}:
        raise WrongMediaType(expected=f"{JSON}, {NDJSON}")
    if request.mimetype == JSON and sent.lstrip()[:1] != b"[":
        raise Malformed(reason="it is no JSON array")
    objects = objects_by_line if request.mimetype in LINES else objects_of_array
    rows: list[Row] = []
    for row in objects(BytesIO(sent)):
        rows.append(row)
        if len(rows) > MOST:
            raise TooManyRows(limit=MOST)
    if not rows:
        raise EmptyTable()
    return rows


@bp.get("/systems/<code>/rows")
@describe(
    query={
        "since": "a next_cursor: only what has changed after it, and what has left the table",
        "limit": "at most so many rows; next_cursor then goes on behind them",
    },
    answers={200: ROWS},
    problems=(400, 404),
    media=(JSON, NDJSON, CSV),
)
def list_rows(code: str) -> Response:
    """The system's own table in its own columns and codes: whole, or what has changed since a cursor.

    NDJSON has one item a line; CSV has the columns of the table, and with `since` the column _gone. Both tell the next
    cursor in the header Next-Cursor, and More: 1 where the limit ended them.
    """
    who, since = actor(), request.args.get("since", "")
    handed = projecting.hand_over(who, code, since=since, limit=limit())
    mapping = standing.mapping(who, code)
    kind = request.accept_mimetypes.best_match([JSON, NDJSON, CSV], JSON)
    with ExitStack() as undone:
        file = undone.enter_context(SpooledTemporaryFile(max_size=HELD))
        for piece in pieces(kind, handed, mapping, changes=bool(since)):
            file.write(piece)
        undone.pop_all()  # from here on the answer closes it
    return file_answer(file, kind, handed)


def limit() -> int:
    """How many rows the request wants; 0: all."""
    written = request.args.get("limit", "")
    if written and not (written.isascii() and written.isdigit() and len(written) < 7):
        raise Malformed(reason="limit is a number of rows")
    return int(written or 0)


def pieces(kind: str, handed: HandOver, mapping: SystemMapping, *, changes: bool) -> Iterator[bytes]:
    """The rows in one of the three forms."""
    tongue = language()
    document = partial(row_document, language=tongue, translate=gettext)
    if kind == CSV:
        columns = [mapped.column.name for mapped in mapping.columns]
        cells = ({**row.cells, GONE: "1" if row.gone else ""} for row in handed)
        yield from write_csv(cells, [*columns, GONE] if changes else columns)
    elif kind == NDJSON:
        for row in handed:
            yield orjson.dumps(document(row), option=orjson.OPT_APPEND_NEWLINE)
    else:
        yield b'{"items":['
        yield from commas(orjson.dumps(document(row)) for row in handed)
        yield b"]," + orjson.dumps({"next_cursor": handed.cursor, "more": handed.more})[1:]


def commas(items: Iterable[bytes]) -> Iterator[bytes]:
    """The items of an array."""
    for place, item in enumerate(items):
        yield b"," + item if place else item


def file_answer(file: IO[bytes], kind: str, handed: HandOver) -> Response:
    """A file as an answer that is not kept on its way; it is made whole before, so that its cursor is true."""
    size = file.tell()
    file.seek(0)
    headers = {"Next-Cursor": handed.cursor, "Content-Length": str(size), "Cache-Control": "no-store"}
    if handed.more:
        headers["More"] = "1"
    charset = "; charset=utf-8" if kind == CSV else ""
    return Response(wrap_file(request.environ, file), headers=headers, content_type=kind + charset)
