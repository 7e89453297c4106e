"""What can go wrong with files of areas and addresses."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class BadRow(Problem):
    """A row of a file of areas or addresses that cannot be used."""

    kind = Kind.INVALID
    code = "areas.bad-row"
    sentence = _("Row %(row)s cannot be used: %(reason)s.")


class NoSuchAddress(Problem):
    """The library does not know it."""

    kind = Kind.MISSING
    code = "address.missing"
    sentence = _("The address library has no address %(code)s.")
