"""What a visit asked is counted when it is received, in its transaction (R24): one statement more."""

from collections.abc import Mapping, Sequence

from formbuilder import clock
from formbuilder.db import Statement, to_json
from formbuilder.dispatch import settle
from metadata import burden
from metadata.answering import Answer
from metadata.catalogue import Catalogue
from metadata.delivery import Merged
from metadata.forms import Form
from metadata.stamps import Instant

# Who writes at the same time counts in another stripe. Fields come in their order, always: nobody is locked out.
_count = Statement(
    "insert into input_tally (day, area_code, field, tasks, stripe, asked, typed)"
    " select :day, :area, value ->> 0, value ->> 1, 0, value ->> 2, value ->> 3 from json_each(:rows) where true"
    " on conflict (day, area_code, field, tasks, stripe)"
    " do update set asked = asked + excluded.asked, typed = typed + excluded.typed",
    postgresql="insert into input_tally as t (day, area_code, field, tasks, stripe, asked, typed)"
    " select :day, :area, v ->> 0, v ->> 1, pg_backend_pid() % 8, cast(v ->> 2 as int), cast(v ->> 3 as int)"
    " from jsonb_array_elements(cast(:rows as jsonb)) v on conflict (day, area_code, field, tasks, stripe)"
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
        rows = [
            (one.field, text_of(one.tasks), one.inputs.asked, one.inputs.typed)
            for one in burden.count(said, forms, catalogue)
        ]
        _count.run(day=clock.day_of(now, settle.zone()).isoformat(), area=area, rows=to_json(rows))


def text_of(tasks: tuple[int, ...]) -> str:
    """Tasks as the tally names them."""
    return ",".join(map(str, tasks))
