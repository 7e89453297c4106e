"""What can go wrong with searching."""

from metadata.problems import Kind, Problem


def _(sentence: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return sentence


class FilterNotSeen(Problem):
    """What somebody may not see in clear cannot be searched by either: a list of hits would tell."""

    kind = Kind.DENIED
    code = "records.filter-not-seen"
    sentence = _("You see “%(field)s” masked, so you cannot search by it.")


class FilterNotPublic(Problem):
    """No personal data in addresses: filters by GET are on public and internal fields only."""

    code = "records.filter-not-public"
    sentence = _("“%(field)s” is personal: filter by it with POST /records/search.")
