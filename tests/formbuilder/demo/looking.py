"""What several tests look at in the demo: its worker, a record, a system's own table."""

from collections.abc import Mapping

from formbuilder import db
from formbuilder.demo.build import integrator
from formbuilder.permissions import Actor, Role
from formbuilder.records import store as records
from formbuilder.systems import projecting
from metadata.mappings import shipped
from metadata.records import Record


def worker() -> Actor:
    """The account `worker`."""
    with db.transaction(writing=False):
        row = db.Statement("select id from account where username = 'worker'").row()
    assert row is not None
    return Actor(row[0], "worker", "网格员小林", Role.WORKER, area="99010100100101")


def load(record_id: str) -> Record:
    """A record that is there."""
    with db.transaction(writing=False):
        record = records.load(record_id)
    assert record is not None
    return record


def handed_over(system: str) -> dict[str, Mapping[str, str]]:
    """Record → cells of a system's own table, of the rows that it has a key for: new ones get theirs over there."""
    mapping = shipped()[system]
    rows = projecting.hand_over(integrator(system), system)
    return {row.record: row.cells for row in rows if not row.gone and mapping.key_of(row.cells)}
