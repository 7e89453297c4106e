"""A ledger whose tables go out: the town with the sixteen mappings, records that people told of, rows that came."""

from collections.abc import Mapping

from formbuilder import clock, db
from formbuilder.catalogue import store as standard
from formbuilder.db import Statement, database, to_json
from formbuilder.permissions import CONSOLE, Actor
from formbuilder.records import saving, store
from formbuilder.records.ids import new_id
from formbuilder.systems import projecting, service
from formbuilder.systems import store as systems
from formbuilder.systems.models import ExchangedRow, SystemRow
from formbuilder.systems.projecting import HandOver, Projected
from metadata import writeback
from metadata.mappings import SystemMapping
from metadata.records import Record, Verdict
from metadata.values import Value
from metadata.writeback import Answer
from tests.formbuilder.records import town
from tests.formbuilder.records.town import token


def build() -> None:
    """The town, and the sixteen systems with their mappings."""
    town.build()
    service.load_shipped(CONSOLE, now=clock.now())


def told(entity: str = "person", record_id: str = "", *, of: Mapping[str, Value] | None = None, **values: Value) -> str:
    """A record as somebody at a desk told of it, or told anew; its id."""
    said: dict[str, Value] = {**(of or {}), **values}
    now = clock.now()
    with db.transaction(writing=True):
        catalogue = standard.present()
        before = store.lock(record_id) if record_id else Record(new_id(), entity, 0)
        assert before is not None
        merged = writeback.correct(
            before,
            {code: Answer(Verdict.NONE if v is None else Verdict.CHANGE, v) for code, v in said.items()},
            shown=before.revision,
            since=now,
            catalogue=catalogue,
            source="community",
            by="user:desk",
            received=now,
            ids=new_id,
        )
        assert not merged.parked, merged.parked
        return saving.save(before, merged, now=now, catalogue=catalogue)[0].id


def came(
    system: str, row_key: str, main: str, cells: Mapping[str, str], parts: Mapping[str, Mapping[str, str]] | None = None
) -> None:
    """A row that the system sent: the cells of its own record, and those of related ones by their ids."""
    with db.transaction(writing=True):
        for record_id, said in {main: cells, **(parts or {})}.items():
            record = store.load(record_id)
            assert record is not None
            database.session.add(
                ExchangedRow(
                    record_id=record_id,
                    system=system,
                    row_key=row_key,
                    entity=record.entity,
                    main=main,
                    cells=dict(said),
                    ours=[],
                    received=clock.now(),
                    delivery=1_000_000,  # long ago
                )
            )


def mapping(system: str) -> SystemMapping:
    """The mapping that holds."""
    with db.transaction(writing=False):
        found = systems.find(system)
        assert found is not None
        return systems.mapping_of(found, standard.present())


def approve(changed: SystemMapping) -> None:
    """Another version of a mapping holds from now on."""
    with db.transaction(writing=True):
        found = systems.find(changed.system)
        assert found is not None
        systems.approve(changed, found, by="user:civil", at=clock.now())


def takes(system: str, since: str = "", *, limit: int = 0, actor: Actor | None = None) -> tuple[list[Projected], str]:
    """Everything that a system is given, and the cursor behind it."""
    handed = hands(system, since, limit=limit, actor=actor)
    rows = list(handed)
    return rows, handed.cursor


def hands(system: str, since: str = "", *, limit: int = 0, actor: Actor | None = None) -> HandOver:
    """A hand-over that has begun."""
    return projecting.hand_over(actor or token(system), system, since=since, limit=limit)


def kept(system: str) -> dict[tuple[str, str], ExchangedRow]:
    """What is remembered of a system's rows: (record, key) → part."""
    with db.transaction(writing=False):
        rows = database.session.query(ExchangedRow).filter_by(system=system).all()
        return {(row.record_id, row.row_key): row for row in rows}


def system_row(system: str) -> SystemRow:
    """A system as its table has it."""
    with db.transaction(writing=False):
        found = database.session.get(SystemRow, system)
        assert found is not None
        return found


_merge = Statement("update record set merged_into = :into where id = :id")
_outbox = Statement(
    "insert into outbox (record_id, revision, fields, at, mark) values (:id, 1, :fields, 0, 0)",
    postgresql="insert into outbox (record_id, revision, fields, at, mark)"
    " values (:id, 1, :fields, 0, cast(cast(pg_current_xact_id() as text) as bigint))",
)


def merge_into(record_id: str, other: str) -> None:
    """One record leads to another one from now on."""
    with db.transaction(writing=True):
        _merge.run(id=record_id, into=other)
        _outbox.run(id=record_id, fields=to_json([]))
