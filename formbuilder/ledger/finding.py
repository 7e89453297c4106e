"""Records by what they are called: parts of names lead to them, however many there are (`records.searching`)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from formbuilder.db import Statement, is_postgresql, to_json
from formbuilder.dispatch.conditions_sql import Params
from formbuilder.ledger.scope import beyond, within
from formbuilder.ledger.store import COLUMNS, Asked, ListedRow, read, statement
from formbuilder.records.nameparts import folded, sound, spoken

#: More words, or characters of them, say nothing more.
LONGEST = 60
#: A part that leads to more records than this is one of many like it: any of them will do.
COUNTED = 200

_end = Statement("select area_code, no from named where record_id = :id")


@dataclass(frozen=True, slots=True)
class Way:
    """A part that leads to records, of whose names these words must be parts too."""

    part: str
    words: tuple[str, ...] = ()


def named(asked: Asked, text: str, *, after: str = "", count: int) -> list[ListedRow]:
    """Records in whose names every word of a text occurs, or whose sounds begin with it (zw: 张伟).

    By area, and in it as they came: that is the order of their parts, so that a page reads no more than it shows.
    Of names longer than `nameparts.LONG` one character finds nothing.

    :param after: id of the last record of the page before
    """
    end = _end.row(id=after) if after else None
    rows: dict[str, ListedRow] = {}
    for area in asked.areas:
        found = {number: row for way in _ways(asked, area, text) for number, row in _led(way, asked, area, end, count)}
        rows |= {found[place].id: found[place] for place in sorted(found)}
        if len(rows) >= count:
            break
    return list(rows.values())[:count]


def _ways(asked: Asked, area: str, text: str) -> Iterator[Way]:
    words = tuple(folded(text)[:LONGEST].split())
    if not words:
        return
    pairs = [word[i : i + 2] for word in words for i in range(max(1, len(word) - 1))]
    yield Way(pairs[0]) if len(pairs) == 1 else Way(_rarest(asked, area, pairs), words)
    if len(words) == 1 and spoken(words[0]):
        yield Way(sound(words[0]))


def _rarest(asked: Asked, area: str, parts: Sequence[str]) -> str:
    """The part that leads to the fewest records here; looked at only as far as it tells."""
    params = Params()
    parts = sorted(set(parts), key=len, reverse=True)
    inside = within(area, "p.area_code", params.put)
    entity, every = params.put(asked.entity), params.put(to_json(parts))
    few = f"select 1 from name_part p where p.entity = {entity} and p.part = v.value and {inside} limit {COUNTED}"
    source = (
        f"jsonb_array_elements_text(cast({every} as jsonb)) v(value)" if is_postgresql() else f"json_each({every}) v"
    )
    counts = statement(f"select v.value, (select count(*) from ({few}) few) from {source}").rows(**params.values)
    return str(min(counts, key=lambda one: (one[1], -len(one[0])))[0])


def _led(
    way: Way, asked: Asked, area: str, end: tuple[Any, ...] | None, count: int
) -> list[tuple[tuple[str, int], ListedRow]]:
    sql, values = hits_of(way, asked, area, end, count)
    return [((row[0], row[1]), read(row[2:])) for row in statement(sql).rows(**values)]


def hits_of(
    way: Way, asked: Asked, area: str, end: tuple[Any, ...] | None, count: int
) -> tuple[str, dict[str, object]]:
    """The query of a page of hits of one area: a range of the parts, in their order."""
    params = Params()
    parts = [f"p.entity = {params.put(asked.entity)}", f"p.part = {params.put(way.part)}"]
    parts.append(beyond(area, end, ("p.area_code", "p.no"), params.put))
    like = "ilike" if is_postgresql() else "like"  # SQLite's own minds no case of Latin letters
    parts += [f"n.name {like} {params.put(_pattern(word))} escape '!'" for word in way.words]
    return (
        f"select p.area_code, p.no, {COLUMNS} from name_part p join named n on n.no = p.no"
        f" join record r on r.id = n.record_id where {' and '.join([*parts, *asked.conditions(params)])}"
        f" order by p.area_code, p.no limit {count}"
    ), params.values


def _pattern(text: str) -> str:
    for sign in "!%_":
        text = text.replace(sign, "!" + sign)
    return f"%{text}%"
