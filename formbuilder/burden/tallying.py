"""What a visit asked is counted when it is received, in its transaction (R24): one statement more."""

from collections.abc import Mapping, Sequence

from flask import current_app

from formbuilder import clock
from formbuilder.db import Statement, to_json
from formbuilder.dispatch import settle
from metadata import burden
from metadata.answering import Answer
from metadata.catalogue import Catalogue
from metadata.delivery import Merged
from metadata.forms import Form
from metadata.memo import Memo
from metadata.stamps import Instant

#: So many patterns of visits, which fields under which forms, are remembered by a process.
PATTERNS = 4096
_CACHE = "visits_counted"

# Who writes at the same time counts in another stripe.
_count = Statement(
    "insert into input_tally (day, area_code, kind, served, stripe, asked, typed)"
    " select :day, :area, value ->> 0, value ->> 1, 0, value ->> 2, value ->> 3 from json_each(:rows) where true"
    " on conflict (day, area_code, kind, served, stripe)"
    " do update set asked = asked + excluded.asked, typed = typed + excluded.typed",
    postgresql="insert into input_tally as t (day, area_code, kind, served, stripe, asked, typed)"
    " select :day, :area, v ->> 0, v ->> 1, pg_backend_pid() % 8, cast(v ->> 2 as int), cast(v ->> 3 as int)"
    " from jsonb_array_elements(cast(:rows as jsonb)) v on conflict (day, area_code, kind, served, stripe)"
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
    said = [(line.claim.field, line.claim.verdict, line.claim.value) for line in merged.lines if not line.echo]
    for fault in merged.parked:
        if answer := answers.get(fault.field):
            said.append((fault.field, answer.verdict, answer.value))
    if said:
        day = clock.day_of(now, settle.zone()).isoformat()
        _count.run(day=day, area=area, rows=_rows(burden.typed_of(said, catalogue), forms))


def _rows(answered: Mapping[str, bool], forms: Sequence[Form]) -> str:
    """What is added, as a document, in the order of its keys, always: two who count at the same time do not lock each
    other out. Visits are alike: each pattern is worked out once.
    """
    name = (*(form.id for form in forms), *sorted(answered.items()))
    kept: Memo[str] = current_app.extensions.setdefault(_CACHE, Memo(PATTERNS))

    def make() -> str:
        found = burden.inputs_of(answered, forms).items()
        return to_json(sorted((kind.value, served, inputs.asked, inputs.typed) for (kind, served), inputs in found))

    return kept.get(name, make)
