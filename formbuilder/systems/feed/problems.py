"""What can go wrong where a system asks for what has changed."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class ForeignCursor(Problem):
    """A cursor of another system or instance, or of a state of this one that was lost with its database."""

    kind = Kind.MALFORMED
    code = "feed.foreign-cursor"
    sentence = _(
        "This cursor was not given out here for this system. Ask for the whole table once, then go on from it."
    )
