"""What can go wrong with settling."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class SettledAlready(Problem):
    """Somebody was quicker, or the claim has come to equal what is held."""

    kind = Kind.CONFLICT
    code = "review.settled-already"
    sentence = _("This is settled already; nothing was changed.")


class NotForYou(Problem):
    """A proposal is the owner's to settle; a conflict the secretary's (R17)."""

    kind = Kind.DENIED
    code = "review.not-for-you"
    sentence = _("Only %(owner)s settles proposals to this field.")


class OwnerOnly(Problem):
    """An authoritative field of which the owner has spoken: a secretary's 'take' would change the owner's value."""

    kind = Kind.CONFLICT
    code = "review.owner-decides"
    sentence = _("The owner of “%(field)s” has spoken: send it to the owner.")
