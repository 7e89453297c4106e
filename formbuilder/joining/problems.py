"""What can go wrong where somebody says that two records are one, or two."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class OneAlready(Problem):
    """R19a: both ids lead to the same record."""

    kind = Kind.CONFLICT
    code = "joining.one-already"
    sentence = _("The two are one record already.")


class OtherKind(Problem):
    """A person and a household are never one."""

    code = "joining.other-kind"
    sentence = _("Only two records of the same kind can be one.")


class NotJoined(Problem):
    """There is nothing to undo."""

    kind = Kind.CONFLICT
    code = "joining.not-joined"
    sentence = _("This record was not joined to that one, or it was parted from it already.")


class JoinedFurther(Problem):
    """R19a: a chain of records is taken apart from its end."""

    kind = Kind.CONFLICT
    code = "joining.joined-further"
    sentence = _("The record that it was joined to was joined to another one since. Undo that first.")


class WhyMissing(Problem):
    """R19a, R26: a ruling over two records is an act with a reason."""

    code = "joining.reason-missing"
    sentence = _("Say why; the reason is kept in history.")
