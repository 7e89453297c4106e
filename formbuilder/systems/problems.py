"""What can go wrong with a system's table: the file, its headings, its rows."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class TableProblem(Problem):
    """A file that cannot be taken as a table of a system. Nothing of it is read."""

    kind = Kind.INVALID
    code = "table.refused"
    sentence = _("This file cannot be read as a table.")


class NoFile(TableProblem):
    """A form without a file."""

    code = "table.no-file"
    sentence = _("Choose the file first.")


class NotATable(TableProblem):
    """Something else than the four forms that are read."""

    code = "table.not-one"
    sentence = _("This is not a table that can be read. Send CSV, XLSX, NDJSON or a JSON array.")


class OldSpreadsheet(TableProblem):
    """A workbook of Excel 97 to 2003."""

    code = "table.old-spreadsheet"
    sentence = _("This is a spreadsheet of the old form (XLS). Save it as XLSX or CSV and send that.")


class LockedTable(TableProblem):
    """An encrypted workbook."""

    code = "table.locked"
    sentence = _("This file is locked with a password. Save it without one and send that.")


class TableTooLarge(TableProblem):
    """More bytes than are read, packed or unpacked: a bomb, or a table to be sent in parts."""

    kind = Kind.TOO_LARGE
    code = "table.too-large"
    sentence = _("This file is too large: at most %(limit)s MB, and %(unpacked)s MB unpacked. Send it in parts.")


class TooManyRows(TableProblem):
    """More rows than a request or a sheet holds."""

    kind = Kind.TOO_LARGE
    code = "table.too-many-rows"
    sentence = _("These are too many rows at once: at most %(limit)s.")


class DangerousTable(TableProblem):
    """A workbook whose XML declares entities or fetches something."""

    code = "table.dangerous"
    sentence = _("This spreadsheet holds declarations that no spreadsheet needs, and is not opened.")


class EmptyTable(TableProblem):
    """No row at all, or only a row of headings."""

    code = "table.empty"
    sentence = _("There is no row in this table.")


class ColumnTwice(TableProblem):
    """Two columns of one name: whose cell it is cannot be told."""

    code = "table.column-twice"
    sentence = _("The column “%(column)s” stands twice in this table.")


class NoColumnOfSystem(TableProblem):
    """Not one heading belongs to the system: another system's table, or one without headings."""

    code = "table.no-column-of-system"
    sentence = _("No heading of this table is a column of “%(system)s”. The first row must name them: %(columns)s …")


class BrokenRow(TableProblem):
    """A row that cannot be told from the next one, so nothing after it can be read either."""

    code = "table.broken-row"
    sentence = _("Row %(row)s cannot be read: %(why)s.")


class UnknownColumn(Problem):
    """A heading that the mapping does not know: told once, and not read."""

    code = "table.unknown-column"
    sentence = _("The column “%(column)s” is not in the mapping and is not read.")


class MissingColumn(Problem):
    """A column of the mapping that the table does not have: it says nothing."""

    code = "table.missing-column"
    sentence = _("The column “%(column)s” is not in this table.")


class ReadingEnded(Problem):
    """The process that reads a long table ahead was ended, by the machine or by somebody. What was merged stays."""

    kind = Kind.UNAVAILABLE
    code = "table.reading-ended"
    sentence = _("Reading was broken off. Take the same file in again: it goes on where it was.")


class RowsKeyReused(Problem):
    """R15: an idempotency key that came before with other rows."""

    kind = Kind.CONFLICT
    code = "rows.key-reused"
    sentence = _("These rows carry the key of others that were sent before. Send them under a new key.")
