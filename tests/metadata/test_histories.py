"""Table M on 10,000 seeded histories: who has not seen displaces nothing, sending again changes nothing, replay."""

import pytest

from tests.histories import history, run_pure

CHUNKS, EACH = 8, 1250


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_table_m_keeps_its_promises_on_seeded_histories(chunk: int) -> None:
    """R16, M1–M18: the promises are asserted after every event (`tests/histories.py`)."""
    for seed in range(chunk * EACH, (chunk + 1) * EACH):
        try:
            run_pure(history(seed))
        except AssertionError as broken:
            raise AssertionError(f"history {seed}: {broken}") from broken
