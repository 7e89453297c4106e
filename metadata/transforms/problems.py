"""Why a cell says nothing that we could take, and why a column cannot say what we hold."""

from metadata.problems import NotAnOption, Problem, Unreadable, _


class NoPartner(NotAnOption):
    """R22: a code of the system that its mapping does not know."""

    code = "cell.no-partner"
    sentence = _("“%(value)s” has no partner among our codes; the mapping does not know it.")


class NoSuchPlace(Unreadable):
    """A name that no place of the row's area has."""

    code = "cell.no-such-place"
    sentence = _("No place here is called “%(value)s”.")


class SeveralPlaces(Unreadable):
    """A name that several places have: which one, only its writer knows."""

    code = "cell.several-places"
    sentence = _("%(count)s places are called “%(value)s”.")


class SeveralParts(Unreadable):
    """A cell of more parts than the mapping has fields for them, or two numbers of one kind."""

    code = "cell.several-parts"
    sentence = _("“%(value)s” has more parts than this cell should: which is which cannot be told.")


class NothingToDivideBy(Unreadable):
    """A total whose count is missing."""

    code = "cell.nothing-to-divide-by"
    sentence = _("The total cannot be divided: “%(column)s” says no number above 0.")


class LeftAlone(Problem):
    """R2a: of fields that are one (a document's type and number) the other one cannot be read."""

    code = "cell.left-alone"
    sentence = _("It is one with “%(label)s”, which this row does not say or says wrongly.")


class AfterDelivery(Unreadable):
    """A row that says it was true after the table was handed over."""

    code = "cell.after-delivery"
    sentence = _("The row is dated %(value)s, after the day of its delivery.")


class NoCode(Problem):
    """R23: the system's codes cannot say what we hold."""

    code = "projection.no-code"
    sentence = _("This system has no code for “%(label)s”.")


class LessPrecise(Problem):
    """R23: the date is known to less than the column says."""

    code = "projection.less-precise"
    sentence = _("“%(value)s” is less precise than the dates of this column.")


class NotInNumbers(Problem):
    """R23: a column of numbers cannot hold a text."""

    code = "projection.not-in-numbers"
    sentence = _("This column takes numbers only, and this is text.")


class HasSeparator(Problem):
    """R23: the text contains what separates the parts of the cell."""

    code = "projection.has-separator"
    sentence = _("It contains “%(sign)s”, which separates the parts of this cell.")


class PartBeforeIt(Problem):
    """R23: the parts of a cell stand in order; the second alone would be read as the first."""

    code = "projection.part-before-it"
    sentence = _("The parts of this cell stand in order, and what comes before this one is not known.")


class OneNumberOnly(Problem):
    """R23: two numbers, and a column for one."""

    code = "projection.one-number-only"
    sentence = _("This column holds one phone number, and gives the other one.")


class WithoutName(Problem):
    """R23: a column of names, and a place whose name is not known here."""

    code = "projection.without-name"
    sentence = _("The place %(code)s has no name here.")


class PlaceNotSaid(Problem):
    """R23: the column wants the division, and the address does not say it."""

    code = "projection.place-not-said"
    sentence = _("The address does not say its division, which this column wants.")


class OtherDocument(Problem):
    """R23: the column takes numbers of another document than this one."""

    code = "projection.other-document"
    sentence = _("This column takes numbers of “%(label)s” only.")


class OtherPlace(Problem):
    """R23: an address beside a division that it does not lie in."""

    code = "projection.other-place"
    sentence = _("The address does not lie in %(name)s, which stands beside it.")
