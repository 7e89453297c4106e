"""Everything that can go wrong, in words that a person can act on.

A problem has a kind (what it is to a caller), a stable code (what programs rely on) and a sentence (what people read).
Sentences are the message ids of the catalogue of translations: English here, Chinese in `translations/zh`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from metadata.fields import Label

#: What a sentence may name: text, numbers, or words that exist in both languages.
Param = str | int | Label


class Phrase(str):
    """Words of ours inside a sentence: a message id themselves, translated with it."""


def words_of(params: Mapping[str, Param], language: str, translate: Callable[[str], str]) -> dict[str, str | int]:
    """What a sentence names, in one language."""
    return {
        name: param.get(language)
        if isinstance(param, Label)
        else translate(param)
        if isinstance(param, Phrase)
        else param
        for name, param in params.items()
    }


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class Kind(Enum):
    """What a problem is to the one who asked; the value is the HTTP status."""

    MALFORMED = 400
    UNKNOWN_CALLER = 401
    DENIED = 403
    MISSING = 404
    CONFLICT = 409
    STALE = 412
    TOO_LARGE = 413
    UNSUPPORTED = 415
    INVALID = 422
    UNCONDITIONAL = 428
    TOO_MANY = 429
    UNAVAILABLE = 503


class Problem(Exception):  # noqa: N818 - it is a value as often as it is raised
    """Something that went wrong. Subclasses say what: `kind`, `code`, `sentence`.

    `keyword` is the JSON Schema keyword that a client would have found it by; empty if there is none.
    `at` names the field (or JSON pointer) that it stands at; empty if it is about the whole.
    """

    kind: ClassVar[Kind] = Kind.INVALID
    code: ClassVar[str] = "problem"
    sentence: ClassVar[str] = _("Something went wrong.")
    keyword: ClassVar[str] = ""

    def __init__(self, *, at: str = "", **params: Param) -> None:
        super().__init__(self.code)
        self.at = at
        self.params: Mapping[str, Param] = params

    def say(self, language: str = "en", translate: Callable[[str], str] = str) -> str:
        """The sentence in one language. `translate` turns the English sentence into that language's."""
        words = words_of(self.params, language, translate)
        return translate(self.sentence) % words if words else translate(self.sentence)

    def __str__(self) -> str:
        return self.say()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in self.params.items())})"

    def __reduce__(self) -> tuple[Callable[..., "Problem"], tuple[object, ...]]:
        return _told_again, (type(self), self.at, dict(self.params))  # an exception would be made without its words

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and (other.at, other.params) == (self.at, self.params)

    def __hash__(self) -> int:
        return hash((self.code, self.at))


def _told_again(kind: type[Problem], at: str, params: Mapping[str, Param]) -> Problem:
    return kind(at=at, **params)


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at one field of a page, a row or a request."""

    field: str
    problem: Problem


# --- a value


class Unreadable(Problem):
    """What was typed cannot be read as a value of its field's type."""

    code = "value.unreadable"
    sentence = _("This cannot be read.")
    keyword = "type"


class WrongShape(Problem):
    """A JSON value of another type than the field's."""

    code = "value.wrong-type"
    sentence = _("This is not a value of this kind: %(expected)s is expected.")
    keyword = "type"


class NotAnOption(Problem):
    """A code that its list does not have, or has retired."""

    code = "value.not-an-option"
    sentence = _("“%(value)s” is not one of the options.")
    keyword = "enum"


class RetiredOption(NotAnOption):
    """A code that its list has retired."""

    code = "value.retired-option"
    sentence = _("The option “%(label)s” is no longer in use; choose another.")


class TooLong(Problem):
    """More characters than the field takes."""

    code = "value.too-long"
    sentence = _("This is too long: %(count)s characters, and %(limit)s are allowed.")
    keyword = "maxLength"


class Empty(Problem):
    """Text without a character."""

    code = "value.empty"
    sentence = _("This is empty.")
    keyword = "minLength"


class NotOfPattern(Problem):
    """Text that the field's pattern does not match."""

    code = "value.not-of-pattern"
    sentence = _("“%(label)s” is not written like this. Check every character.")
    keyword = "pattern"


class TooSmall(Problem):
    """A number below the field's minimum."""

    code = "value.too-small"
    sentence = _("%(value)s is too small: at least %(limit)s.")
    keyword = "minimum"


class TooLarge(Problem):
    """A number above the field's maximum."""

    code = "value.too-large"
    sentence = _("%(value)s is too large: at most %(limit)s.")
    keyword = "maximum"


class TooManyDigits(Problem):
    """More digits than the field takes; digits are never cut."""

    code = "value.too-many-digits"
    sentence = _("This number has too many digits: %(limit)s are allowed, %(decimals)s of them after the point.")
    keyword = "maxLength"


class LostDigits(Unreadable):
    """A spreadsheet turned a long number into 4.40305E+17: its last digits are gone."""

    code = "value.lost-digits"
    sentence = _(
        "A spreadsheet has cut this number (%(value)s): its last digits are lost."
        " Set the column to text and enter it again."
    )


class NoneNotAdmitted(Problem):
    """'There is none' where the field must have a value."""

    code = "value.none-not-admitted"
    sentence = _("“%(label)s” always has a value; if nobody knows it, say that it is unknown.")
    keyword = "type"


# --- a field's definition and the catalogue


class UnknownField(Problem):
    """No field has this code."""

    kind = Kind.MISSING
    code = "field.unknown"
    sentence = _("There is no field “%(field)s”.")


class UnknownEntity(Problem):
    """No entity has this code."""

    kind = Kind.MISSING
    code = "entity.unknown"
    sentence = _("There is no kind of record “%(entity)s”.")


class UnknownCodeList(Problem):
    """No code list has this code."""

    kind = Kind.MISSING
    code = "codelist.unknown"
    sentence = _("There is no code list “%(codelist)s”.")


class BadCode(Problem):
    """R1: a code is `^[a-z][a-z0-9_]{0,62}$`."""

    code = "field.bad-code"
    sentence = _(
        "The code “%(code)s” will not do: small letters, digits and _ only, a letter first, at most 63 characters."
    )
    keyword = "pattern"


class ReservedCode(Problem):
    """A code under which the pages of a visit already send something else."""

    code = "field.reserved-code"
    sentence = _("The code “%(code)s” is what pages call something else. Choose another, or another ending.")
    keyword = "not"


class BadDefinition(Problem):
    """A part of a field's definition that is missing, or does not fit the others."""

    code = "field.bad-definition"
    sentence = _("“%(part)s” does not fit: %(value)s.")


class MissingLabel(BadDefinition):
    """A field without a Chinese label."""

    code = "field.no-label"
    sentence = _("A field needs a Chinese label.")


class UnknownType(BadDefinition):
    """A type outside the closed set."""

    code = "field.unknown-type"
    sentence = _("There is no type “%(type)s”. Types: %(types)s.")


class IdentityChanged(Problem):
    """R1: code, entity and type of a field that is used never change."""

    kind = Kind.CONFLICT
    code = "field.identity-changed"
    sentence = _(
        "Code, kind of record and type of “%(label)s” cannot change any more. Retire it, and make a new field instead."
    )


class CodeTaken(Problem):
    """R1: a code is never used again for another meaning."""

    kind = Kind.CONFLICT
    code = "field.code-taken"
    sentence = _("The code “%(code)s” already belongs to “%(label)s”.")


class SameThing(Problem):
    """R3: two active fields of one entity never share a code, a label or a synonym."""

    kind = Kind.CONFLICT
    code = "field.same-thing"
    sentence = _("“%(word)s” already names the field “%(label)s” (%(code)s). Use that one.")


class BadPattern(Problem):
    """R4: a pattern that cannot be matched in linear time, or that is not bounded."""

    code = "pattern.unsupported"
    sentence = _("The pattern cannot be used: %(what)s at “%(where)s”.")
    keyword = "pattern"


class PatternTooLong(BadPattern):
    """R4: a pattern is bounded in length."""

    code = "pattern.too-long"
    sentence = _("The pattern is too long: %(count)s characters, and %(limit)s are allowed.")


class PatternTooLarge(BadPattern):
    """R4: a short pattern can stand for a huge machine, as (a{1,1000}){1,1000} does."""

    code = "pattern.too-large"
    sentence = _("The pattern is too complicated: its repetitions multiply. Make them smaller.")


class BadFile(Problem):
    """A file of fields that cannot be read."""

    kind = Kind.MALFORMED
    code = "fields.bad-file"
    sentence = _("The file cannot be read as a table of fields: %(why)s.")


# --- answers, tickets, open claims, conditions (the core)


class TicketUnreadable(Problem):
    """Bytes that are no ticket of ours."""

    kind = Kind.MALFORMED
    code = "ticket.unreadable"
    sentence = _("This is not a ticket of ours. Open the page again.")


class NotAsked(Problem):
    """R18: an answer to what did not stand on the page."""

    code = "answer.not-asked"
    sentence = _("This page did not ask for “%(field)s”.")


class NothingToConfirm(Problem):
    """R18: a known item takes everything but a confirm; what was not shown cannot be confirmed or called wrong."""

    code = "answer.nothing-to-confirm"
    sentence = _("The page showed no value of “%(label)s” to be verified. Say what the value is.")


class ValueMissing(Problem):
    """A change that does not say to what."""

    code = "answer.value-missing"
    sentence = _("Say what “%(label)s” is now.")
    keyword = "required"


class NotApplicable(Problem):
    """R7: an item whose condition fails is not written."""

    code = "answer.not-applicable"
    sentence = _("“%(label)s” is not asked here, because of the other answers.")


class IsDerived(Problem):
    """R6: what is computed from other values is never claimed."""

    code = "answer.derived"
    sentence = _("“%(label)s” follows from other values and is not answered.")


class FieldRetired(Problem):
    """A field that was retired while the page was out."""

    kind = Kind.CONFLICT
    code = "answer.field-retired"
    sentence = _("“%(label)s” is no longer kept.")


class BoundPartFaulty(Problem):
    """R2a: bound fields are claimed as one; one of them could not be taken."""

    code = "answer.bound-part-faulty"
    sentence = _("“%(label)s” belongs together with “%(other)s”, which could not be taken.")


class ClaimClosed(Problem):
    """An open claim that somebody else has settled, or that closed by itself."""

    kind = Kind.CONFLICT
    code = "claim.closed"
    sentence = _("This has been settled meanwhile.")


class NothingToTake(Problem):
    """A confirm of a value that nobody can name any more cannot be taken."""

    kind = Kind.CONFLICT
    code = "claim.nothing-to-take"
    sentence = _("This answer confirmed a value that is not known here any more. Ask again at the door.")


class BadCondition(Problem):
    """R7: a condition outside the closed subset of JSON Schema."""

    code = "condition.not-understood"
    sentence = _("This condition is not understood: “%(part)s”.")


class ConditionTooLarge(BadCondition):
    """R7: conditions are bounded in depth and size."""

    code = "condition.too-large"
    sentence = _("This condition is too large. Make it smaller.")


class ConditionUnknownField(BadCondition):
    """A condition on a field that the catalogue does not have."""

    code = "condition.unknown-field"
    sentence = _("The condition reads “%(field)s”, which does not exist.")


class ConditionWrongType(BadCondition):
    """A condition that compares a field with what it can never hold."""

    code = "condition.wrong-type"
    sentence = _("The condition compares “%(label)s” with “%(value)s”, which it cannot hold.")


class ConditionCycle(BadCondition):
    """Items that wait for each other: none of them would ever be asked."""

    code = "condition.cycle"
    sentence = _("These items wait for each other: %(fields)s.")
