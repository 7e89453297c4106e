"""What a visit asked is counted when it is received, in its transaction (R24): one statement more."""

from collections.abc import Mapping, Sequence

from flask import current_app

from formbuilder import clock
from formbuilder.db import Statement, to_json
from formbuilder.dispatch import settle
from formbuilder.systems import store as systems
from metadata import burden
from metadata.answering import Answer
from metadata.burden import Inputs, Kind
from metadata.catalogue import Catalogue
from metadata.delivery import Merged
from metadata.forms import Form
from metadata.stamps import Instant

#: How long a process trusts what it has read of the systems' mappings.
TRUSTED_MS = 60_000
_CACHE = "asking_systems"

# Who writes at the same time counts in another stripe.
_count = Statement(
    "insert into input_tally (kind, day, area_code, served, stripe, asked, typed)"
    " select value ->> 0, :day, :area, value ->> 1, 0, value ->> 2, value ->> 3 from json_each(:rows) where true"
    " on conflict (kind, day, area_code, served, stripe)"
    " do update set asked = asked + excluded.asked, typed = typed + excluded.typed",
    postgresql="insert into input_tally as t (kind, day, area_code, served, stripe, asked, typed)"
    " select v ->> 0, :day, :area, v ->> 1, pg_backend_pid() % 8, cast(v ->> 2 as int), cast(v ->> 3 as int)"
    " from jsonb_array_elements(cast(:rows as jsonb)) v on conflict (kind, day, area_code, served, stripe)"
    " do update set asked = t.asked + excluded.asked, typed = t.typed + excluded.typed",
)


def count_visit(
    merged: Merged,
    answers: Mapping[str, Answer],
    forms: Sequence[Form],
    catalogue: Catalogue,
    *,
    area: str,
    now: Instant,
) -> None:
    """Count what a visit asked, in the area where its record lies.

    :param answers: what was said, of which the parked ones count too
    :param forms: those that stood on the page
    """
    said = {line.claim.field: Answer(line.claim.verdict, line.claim.value) for line in merged.lines if not line.echo}
    said |= {fault.field: answers[fault.field] for fault in merged.parked if fault.field in answers}
    if said:
        found = burden.inputs_of(said, forms, catalogue, asking_systems(catalogue))
        day = clock.day_of(now, settle.zone()).isoformat()
        _count.run(day=day, area=area, rows=to_json(_rows(found)))


def _rows(found: Mapping[tuple[Kind, str], Inputs]) -> list[tuple[str, str, int, int]]:
    """In the order of their keys, always: two who count at the same time do not lock each other out."""
    return sorted((kind.value, served, inputs.asked, inputs.typed) for (kind, served), inputs in found.items())


def asking_systems(catalogue: Catalogue) -> Mapping[str, tuple[str, ...]]:
    """Field → the systems that ask it of people in a column; at most a minute old."""
    now = clock.now()
    kept: tuple[Instant, Mapping[str, tuple[str, ...]]] | None = current_app.extensions.get(_CACHE)
    if kept and now - kept[0] < TRUSTED_MS:
        return kept[1]
    found: dict[str, list[str]] = {}
    for system in systems.all_systems():
        for code in {code for mapped in systems.mapping_of(system, catalogue).asks for code in mapped.fields}:
            found.setdefault(code, []).append(system.code)
    asking = {code: tuple(codes) for code, codes in found.items()}
    current_app.extensions[_CACHE] = (now, asking)
    return asking
