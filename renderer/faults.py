"""What can be wrong with the answers on a page, apart from their values."""

from metadata.problems import Kind, Problem, _


class NotAnswered(Problem):
    """Required means a verdict, never an invented value (R6b)."""

    code = "answer.missing"
    sentence = _("“%(label)s” is not answered yet.")
    keyword = "required"


class ReasonMissing(Problem):
    """'Unknown' goes with a reason (R6b)."""

    code = "answer.reason-missing"
    sentence = _("Say why “%(label)s” cannot be settled.")
    keyword = "required"


class AnsweredTwice(Problem):
    """A value, and the word that there is none or that nobody knows."""

    code = "answer.twice"
    sentence = _("“%(label)s” has two answers. Leave one of them.")


class NewValueMissing(Problem):
    """Changed, but into what?"""

    code = "answer.new-value-missing"
    sentence = _("What is “%(label)s” now? Write it, or choose that it is not known.")
    keyword = "required"


class BoundVerdictsDiffer(Problem):
    """R2a: bound fields are answered as one; a page has one verdict for them, JSON one beside each."""

    code = "answer.verdicts-differ"
    sentence = _("“%(label)s” belongs together with “%(other)s”: give both the same verdict.")


class NoVerdict(Problem):
    """Something that is none of the five verdicts."""

    code = "answer.no-verdict"
    sentence = _("“%(verdict)s” is no verdict: confirm, change, none, wrong or unknown.")
    keyword = "enum"


class NotAnInstant(Problem):
    """A time of the phone that cannot be read."""

    code = "answer.not-an-instant"
    sentence = _("“%(value)s” is not an instant like 2026-11-24T08:00:00Z.")
    keyword = "format"


class DialectUnknown(Problem):
    """A dialect that forms are not spoken in."""

    kind = Kind.MALFORMED
    code = "form.dialect-unknown"
    sentence = _("There is no dialect “%(dialect)s”: canonical, jsonforms or rjsf.")
