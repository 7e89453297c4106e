"""What was kept of a delivery, said again in the reader's language: cells that could not be taken, and why."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from formbuilder import problem_list
from formbuilder.systems.deliveries import ToldRow
from formbuilder.systems.receiving.rows import State
from metadata.fields import Label
from metadata.problems import Param, Phrase, Problem, words_of
from metadata.values import JSONObject


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


#: Rows are counted under these words: each row under one.
STATES = tuple(state.value for state in State)
#: Why a row as a whole was not merged, where no problem says it.
WHY = {
    State.OUTDATED.value: _("The system has sent a newer row of this key before."),
    State.REPEATED.value: _("A row of this key stands further up in this table."),
    State.WAITING.value: _("It resembles a record that is known; a person says whether it is that one."),
}
SLIPPED = _("There are more cells in this row than headings: it has slipped.")


@dataclass(frozen=True, slots=True)
class ToldCell:
    """One thing that is told of a row. `column` and `value` empty: it is about the whole row."""

    column: str
    value: str
    code: str
    sentence: str


def told(row: ToldRow, language: str, translate: Callable[[str], str]) -> Iterator[ToldCell]:
    """All that is told of a row."""
    if "" in row.cells:
        yield ToldCell("", str(row.cells[""]), "row.slipped", translate(SLIPPED))
        return
    whole = WHY.get(row.state)
    if whole:
        yield ToldCell("", "", f"row.{row.state}", translate(whole))
    for said in row.told:
        if said["code"] != "row.alike":
            yield ToldCell(said["column"], said["value"], said["code"], sentence(said, language, translate))


def sentence(said: JSONObject, language: str, translate: Callable[[str], str]) -> str:
    """A problem that was kept, in words. A sentence that has changed since and names something else is said bare."""
    problem = problems().get(said["code"], Problem)
    params = {name: param_of(kept) for name, kept in said["params"].items()}
    try:
        return translate(problem.sentence) % words_of(params, language, translate)
    except (KeyError, TypeError, ValueError):
        return translate(Problem.sentence)


def param_of(kept: Any) -> Param:
    """What a sentence names, as `deliveries.told_of` kept it."""
    if isinstance(kept, dict):
        return Phrase(kept["phrase"]) if "phrase" in kept else Label(kept["zh"], kept["en"])
    return kept if isinstance(kept, int) else str(kept)


@cache
def problems() -> Mapping[str, type[Problem]]:
    """Code → problem, of all that there are: what is told was raised in another process, or long ago."""
    return {problem.code: problem for problem in problem_list.problems()}
