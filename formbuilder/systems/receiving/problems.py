"""What can be wrong with a row as a whole, or with a delivery."""

from metadata.problems import Kind, Problem, _


class SaysOfNobody(Problem):
    """A row without key and without name: nobody can be found, and nobody made, by it (R22a)."""

    kind = Kind.INVALID
    code = "row.says-of-nobody"
    sentence = _("This row does not say whom it is about: neither a number nor a name can be read in it.")


class ReadElsewhere(Problem):
    """Two read the same delivery at once: the second stops, and nothing is done twice."""

    kind = Kind.CONFLICT
    code = "delivery.read-elsewhere"
    sentence = _("This table is being read already. Wait until it is done, or until it has stopped.")


class NotWaiting(Problem):
    """A row that somebody has settled meanwhile."""

    kind = Kind.CONFLICT
    code = "row.not-waiting"
    sentence = _("This row does not wait any more: somebody has settled it.")


class NoSuchDay(Problem):
    """The day that a table shows cannot be read, or is still to come."""

    code = "delivery.day"
    sentence = _("Give the day that the table shows, as 2026-11-24, and none that is still to come.")
