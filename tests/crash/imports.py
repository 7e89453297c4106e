"""Tables that come in although whoever takes them in is killed again and again, and what must hold after each kill."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from formbuilder import db, doctor
from formbuilder.db import Statement, from_json
from formbuilder.systems.batching import BATCH
from formbuilder.systems.receiving.rows import State
from metadata.mappings import shipped
from tests.crash.checks import half
from tests.crash.killed import Watch, kill
from tests.crash.town import File, Town, import_of

_delivery = Statement("select id, rows, state, counts from delivery where system = :system")
_passed = Statement("select row_key from system_row where system = :system and delivery = :delivery")
_kept = Statement("select number, state, record_id from delivery_row where delivery = :delivery")
_deeds = Statement("select detail from audit where verb = 'rows.import'")
_without_record = Statement(
    "select s.record_id from system_row s left join record r on r.id = s.record_id where r.id is null"
)
_without_history = Statement(
    "select d.record_id from delivery_row d where d.delivery = :delivery and d.state = 'merged'"
    " and not exists (select 1 from history h where h.record_id = d.record_id)"
)
_READ = "select rows from delivery where system = :system"


@dataclass
class Report:
    """What came of many kills."""

    kills: int = 0
    in_the_middle: int = 0
    wrong: list[str] = field(default_factory=list)

    def say(self) -> str:
        """One line."""
        return f"{self.kills} kills, {self.in_the_middle} of them in the middle, {len(self.wrong)} wrong"


def import_through_kills(town: Town, files: Sequence[File], times: int, *, seed: int = 1) -> Report:
    """Take the tables in one after the other, with the same command again after each kill until it ends by itself."""
    chance, report, watch = Random(seed), Report(), Watch(town.url)
    for place, file in enumerate(files):
        kills = math.ceil((times - report.kills) / (len(files) - place))
        while kills > 0:
            before = watch.number(_READ, system=file.system)

            def has_begun(system: str = file.system, before: int = before) -> bool:
                return watch.number(_READ, system=system) > before

            if not kill(town.start(*import_of(file)), has_begun, chance, within=0.4):
                break
            kills -= 1
            watch.wait_until_alone()
            report.kills += 1
            report.in_the_middle += 0 < watch.number(_READ, system=file.system) < file.rows[-1][0]
            report.wrong += [f"{file.system}, kill {report.kills}: {wrong}" for wrong in wrongs(town, file)]
        town.run(*import_of(file))
    report.wrong += [f"whole: {wrong}" for file in files for wrong in wrongs(town, file)]
    watch.close()
    return report


def wrongs(town: Town, file: File) -> list[str]:
    """Everything that does not hold: rows before the cursor that are lost, rows behind it that are there, half ones."""
    with town.open(), db.transaction(writing=False):
        found = [f"doctor: {one.name}: {one.found}" for one in doctor.data() if not one.good]
        found += half()
        found += [f"half: no record {row[0]}" for row in _without_record.rows()]
        row = _delivery.row(system=file.system)
        return found + list(of_delivery(file, *row)) if row else found


def of_delivery(file: File, delivery: int, cursor: int, state: str, counted: object) -> Iterator[str]:
    """What does not hold of one delivery, in the open transaction."""
    key_of = shipped()[file.system].key_of
    read = [number for number, _ in file.rows if number <= cursor]
    keys = {key_of(cells) for number, cells in file.rows if number <= cursor}
    passed = {key for (key,) in _passed.rows(system=file.system, delivery=delivery)}
    kept = {number: state for number, state, _ in _kept.rows(delivery=delivery)}
    for number, cells in file.rows:
        key = key_of(cells)
        if number <= cursor and number not in kept and key not in passed:
            yield f"lost: row {number}"
        if number > cursor and (number in kept or (key in passed and key not in keys)):
            yield f"half: row {number} behind the cursor {cursor}"
    for number, what in kept.items():
        if what == State.MERGED and key_of(dict(file.rows)[number]) not in {*passed, ""}:
            yield f"half: row {number} is merged, and did not pass"
    yield from (f"half: {record} has no history" for (record,) in _without_history.rows(delivery=delivery))
    counts = from_json(counted)
    if sum(counts.get(word.value, 0) for word in State) != len(read):
        yield f"counted {counts}, read {len(read)} rows"
    if state == "running" and len(read) % BATCH:
        yield f"half: {len(read)} rows are no whole batches"
    deeds = [from_json(detail) for (detail,) in _deeds.rows()]
    told = sum(deed["rows"] for deed in deeds if deed.get("delivery") == delivery)
    if told != len(read):
        yield f"audit: {told} rows were told, {len(read)} read"
