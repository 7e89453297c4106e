"""What must hold after every crash, read from the tables themselves."""

from formbuilder import audit, db
from formbuilder.app import create_app
from formbuilder.catalogue.store import present
from formbuilder.db import database
from formbuilder.records import store as records
from tests.conftest import settings_for
from tests.demonstrated import Demo

_kept = db.Statement("select key, digest from submission_key")
_counts = db.Statement(
    "select (select count(*) from submission), (select count(*) from submission_key),"
    " (select count(*) from audit where verb = 'visit.submit'),"
    " (select count(*) from submission_key k left join submission s on s.record_id = k.record_id and s.id ="
    " k.submission_id where s.id is null),"
    " (select count(*) from outbox)"
)
_half = db.Statement(
    "select r.id from record r where r.revision <> (select max(h.revision) from history h where h.record_id = r.id)"
    " or r.revision > (select coalesce(max(o.revision), 0) from outbox o where o.record_id = r.id)"
)


def half() -> list[str]:
    """Records of which the history or the outbox knows another revision, in the open transaction."""
    return [f"half: record {row[0]}" for row in _half.rows()]


def wrongs(demo: Demo, acknowledged: dict[str, str], visited: list[str]) -> list[str]:
    """Everything that does not hold: lost receipts, half states, a broken chain, a record unlike its history.

    :param acknowledged: key → digest on the receipt that was handed out
    :param visited: records that were submitted to
    """
    app = create_app(settings_for(demo.database_url, demo.folder))
    found: list[str] = []
    with app.app_context():
        with db.transaction(writing=False):
            kept = dict(_kept.rows())
            found += [f"lost: {key}" for key, digest in acknowledged.items() if kept.get(key) != digest]
            submissions, keys, lines, orphans, _changes = _counts.row() or (0, 0, 0, 0, 0)
            if not submissions == keys == lines or orphans:
                found.append(f"half: {submissions} submissions, {keys} keys, {lines} audit lines, {orphans} orphans")
            found += half()
            found += [f"chain: {link}" for link in audit.broken_links()]
            for id_ in visited:
                record = records.load(id_)
                assert record is not None
                if records.replayed(record, present()).facts != record.facts:
                    found.append(f"replay: {id_}")
        database.session.remove()
        database.engine.dispose()
    return found
