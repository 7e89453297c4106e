"""What can stand in the way of defining, changing or retiring a field."""

from formbuilder.problems import FaultyRequest, _
from metadata.overlaps import Overlap
from metadata.problems import Kind, Problem


class NotYourField(Problem):
    """R25: a department admin defines and changes the fields of the own department only."""

    kind = Kind.DENIED
    code = "field.not-yours"
    sentence = _("“%(label)s” belongs to another department. Only its owner or an administrator may change it.")


class ReasonMissing(Problem):
    """R3: a field beside near ones needs a sentence that says what is different."""

    code = "field.reason-missing"
    sentence = _("Say in a few words how it differs from “%(label)s”.")
    keyword = "required"


class NoCode(Problem):
    """R1: a field without an English name, of which its code could be made, and without a code."""

    code = "field.no-code"
    sentence = _("Write an English name, of which the code is made, or the code itself.")
    keyword = "required"


class NearField(Problem):
    """One of the near ones."""

    code = "field.near-one"
    sentence = _("“%(label)s” (%(code)s) may be the same thing.")


class NearFields(FaultyRequest):
    """R3: near ones are shown first; 'use this one' is the default way on. `overlaps`: the nearest first."""

    kind = Kind.CONFLICT
    code = "field.near-ones"
    sentence = _("There are fields that may be the same thing. Use one of them, or say that this is another, and how.")

    def __init__(self, overlaps: list[Overlap]) -> None:
        super().__init__([NearField(at="label", label=o.field.label, code=o.field.code) for o in overlaps])
        self.overlaps = overlaps


class StillAsked(Problem):
    """A field that running forms ask is not retired under their feet."""

    kind = Kind.CONFLICT
    code = "field.still-asked"
    sentence = _("“%(label)s” is asked by running tasks: %(tasks)s. Close them first, or take it out of them.")


class HeldBy(Problem):
    """A field that an entity or another field stands on."""

    kind = Kind.CONFLICT
    code = "field.stood-on"
    sentence = _("“%(label)s” cannot be retired: %(other)s needs it.")


class NothingChanges(Problem):
    """A change that changes nothing."""

    code = "field.nothing-changes"
    sentence = _("Nothing is different from version %(version)s.")


class NotANumber(Problem):
    """A part of a definition that is a whole number."""

    code = "field.not-a-number"
    sentence = _("A whole number is expected here, or nothing.")
    keyword = "type"


class TwiceInFile(Problem):
    """A file that defines one field twice."""

    code = "fields.twice"
    sentence = _("“%(code)s” stands in this file twice.")


class OnlyByItsOwnAct(Problem):
    """Owner and status change by acts of their own: handing over, retiring."""

    code = "field.by-its-own-act"
    sentence = _("This does not change here: hand the field over, or retire it.")
