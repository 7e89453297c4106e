"""Problems of the service: who asked, what is there, how it was asked. Those of fields and records are in metadata."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class NotSignedIn(Problem):
    """Nobody is known to have asked."""

    kind = Kind.UNKNOWN_CALLER
    code = "caller.unknown"
    sentence = _("Sign in first.")


class NotAllowed(Problem):
    """The role does not allow this deed at all."""

    kind = Kind.DENIED
    code = "caller.not-allowed"
    sentence = _("Your role does not include this.")


class NotThere(Problem):
    """There is no such thing, or it is not the caller's to see: the two are told alike."""

    kind = Kind.MISSING
    code = "thing.missing"
    sentence = _("There is nothing here, or nothing that you may see.")


class Stale(Problem):
    """Somebody changed it since it was read."""

    kind = Kind.STALE
    code = "thing.changed-meanwhile"
    sentence = _("Somebody has changed this meanwhile. Look at it again, then repeat your change.")


class Unconditional(Problem):
    """A write that does not say what it was based on."""

    kind = Kind.UNCONDITIONAL
    code = "request.unconditional"
    sentence = _("Send %(header)s with this request.")


class Forged(Problem):
    """A request that did not come from one of our own pages."""

    kind = Kind.DENIED
    code = "request.forged"
    sentence = _("This page was open for too long or came from elsewhere. Open it again.")


class Malformed(Problem):
    """A body that cannot be read at all."""

    kind = Kind.MALFORMED
    code = "request.malformed"
    sentence = _("The request cannot be read: %(reason)s.")


class TooMany(Problem):
    """Over a limit of rate."""

    kind = Kind.TOO_MANY
    code = "request.too-many"
    sentence = _("Too many at once. Try again in %(seconds)s seconds.")


class TicketForged(Problem):
    """A ticket that we did not sign."""

    kind = Kind.INVALID
    code = "ticket.forged"
    sentence = _("This page is not one of ours. Open the visit again.")


class KeyReused(Problem):
    """An idempotency key that came before with another body (R15)."""

    kind = Kind.CONFLICT
    code = "submission.key-reused"
    sentence = _("This was sent before with other answers. They are kept; check the page and send it again.")
