"""What a worker sent: a page's form or JSON, its key, and the digest by which sending again is known (R15)."""

import hashlib
from collections.abc import Mapping, Sequence

import orjson

from metadata.immutable import dataclass
from metadata.values import JSONObject
from renderer.sides import CHECK

#: Inputs of the page that are no answers: they say which page it was and who sent it.
ENVELOPE = frozenset({"csrf", "csrf_token", "ticket", "key", "record", "distinct"})


@dataclass(frozen=True, slots=True)
class Ending:
    """How a visit ended without answers (R13): `again_on` is YYYY-MM-DD or empty."""

    code: str
    note: str = ""
    again_on: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """One sending of a page.

    `form`: what a browser sent, name → texts; `answers`: the same as JSON; `data`: what a form client sent, whichever
    the dialect; one of the three. `page_is_open`: faults go back
    to somebody who sees the page; else they are parked (R18). `number`: given by a phone that counts its own;
    0: in the order received. `record`: the id that was chosen for a new record; empty: none was. `distinct`: its
    likely duplicates were shown, and it is none of them (R19).
    """

    key: str
    ticket: str
    body: JSONObject
    form: Mapping[str, Sequence[str]] | None = None
    answers: Mapping[str, object] | None = None
    data: Mapping[str, object] | None = None
    ending: Ending | None = None
    note: str = ""
    page_is_open: bool = True
    number: int = 0
    phone_time: str = ""
    record: str = ""
    distinct: bool = False

    @property
    def digest(self) -> str:
        """SHA-256 of the body, whatever the order of its names."""
        return hashlib.sha256(orjson.dumps(self.body, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def confirms(self, code: str) -> bool:
        """Whether a field is confirmed, by its own verdict or with all others by one tap."""
        if self.data is not None:
            return confirms_any(self.data)
        if self.answers is not None:
            answer = self.answers.get(code)
            return isinstance(answer, dict) and answer.get("verdict") == "confirm"
        form = self.form or {}
        return "all" in form or "confirm" in form.get(code, ())


def from_form(form: Mapping[str, Sequence[str]], *, record: str = "") -> Submission:
    """What a browser sent from a visit page."""
    answers = {name: list(texts) for name, texts in form.items() if name not in ENVELOPE}
    outcome = first(form, "outcome")
    note = first(form, "note").strip()
    return Submission(
        key=first(form, "key"),
        ticket=first(form, "ticket"),
        body={"ticket": first(form, "ticket"), "form": answers},
        form=answers,
        ending=Ending(outcome, note, first(form, "again_on").strip()) if outcome else None,
        note=note,
        record=record,
        distinct=first(form, "distinct") == "1",
    )


def confirms_any(data: Mapping[str, object]) -> bool:
    """Whether a client's data confirm something; what is bound has one verdict, so a single field cannot tell."""
    verify = data.get("verify")
    return isinstance(verify, dict) and any(
        verdict == "confirm" for name, verdict in verify.items() if name.endswith(CHECK)
    )


def first(form: Mapping[str, Sequence[str]], name: str) -> str:
    """The text that came under a name; empty if none did."""
    texts = form.get(name, ())
    return texts[0] if texts else ""
