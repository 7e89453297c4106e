"""R16 in the real stores: 200 seeded histories keep every promise of table M, and come out as they do in memory."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from flask import Flask

from formbuilder import db
from formbuilder.catalogue import store as standard
from formbuilder.records import store
from metadata.catalogue import Catalogue
from metadata.records import Line, Record
from tests.builders import some_ids
from tests.formbuilder.records.shelf import Shelf
from tests.histories import Ledger, Run, history

#: Ids of records are apart from ids of lines.
FIRST = "01900000-0000-7000-9000-"


class PureLedger(Ledger):
    """The same in memory, under the same id."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._record = Record(f"{FIRST}{seed:012x}", "person", 0)


def played(ledger: Ledger, seed: int, catalogue: Catalogue) -> Ledger:
    """Play one history to its end; the run proves table M's promises after every event."""
    run = Run(ledger, catalogue)
    for event in history(seed):
        run.play(event)
    run.finish()
    return ledger


@pytest.mark.parametrize("part", range(4))
def test_r16_a_history_in_the_stores_makes_the_record_that_it_makes_in_memory(app: Flask, part: int) -> None:
    standard.load_standard()
    for seed in range(part * 50, part * 50 + 50):
        with pytest.raises(EnoughError), db.transaction(writing=True):
            compare(seed)


class EnoughError(Exception):
    """Each history is alone in the world: the same numbers come up in all of them, and a key is unique (R19)."""


def compare(seed: int) -> None:
    """Play one history in the tables and in memory, and compare; then everything is undone."""
    catalogue = standard.present()
    played(Shelf(f"{FIRST}{seed:012x}", some_ids(), catalogue), seed, catalogue)
    pure = played(PureLedger(seed), seed, catalogue)
    stored = store.load(f"{FIRST}{seed:012x}")
    assert stored is not None
    assert same(stored) == same(pure.record()), f"seed {seed}"
    assert named(store.history(stored.id)) == named(pure.lines()), f"seed {seed}"
    assert same(store.replayed(stored, catalogue)) == same(stored), f"seed {seed}"
    raise EnoughError


def named(lines: Sequence[Line]) -> list[Line]:
    """Lines with the ids that something leads to; the others have none that is kept."""
    return [line if line.effect.route is not None or line.closes else replace(line, id="") for line in lines]


def same(record: Record) -> tuple[object, ...]:
    """What must be equal of two records: all but where its place is, which only the service knows."""
    claims = sorted(record.open_claims, key=lambda claim: claim.id)
    keys = sorted(record.keys, key=lambda key: (key.kind, key.normal))
    return (record.id, record.revision, dict(record.facts), claims, keys, record.ended)
