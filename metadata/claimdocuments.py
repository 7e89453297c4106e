"""Open claims as JSON documents and back: the only claims that need rows of their own."""

from collections.abc import Mapping
from typing import Any

from metadata.records import OpenClaim, Route, Through, Verdict
from metadata.stamps import Span
from metadata.values import ABSENT, JSONObject


def open_claim_to(claim: OpenClaim) -> JSONObject:
    """An open claim as a document; its row has field, route, owner and opened revision as columns too."""
    document: JSONObject = {
        "id": claim.id,
        "field": claim.field,
        "verdict": str(claim.verdict),
        "route": str(claim.route),
        "owner": claim.owner,
        "opened": claim.opened,
        "source": claim.source,
        "by": claim.by,
        "through": str(claim.through),
        "observed": [claim.observed.begin, claim.observed.end],
        "received": claim.received,
        "field_version": claim.field_version,
    }
    if claim.value is not ABSENT:
        document["value"] = claim.value
    optional = {"ticket": claim.ticket, "number": claim.number, "note": claim.note}
    return document | {name: value for name, value in optional.items() if value}


def open_claim_from(document: Mapping[str, Any]) -> OpenClaim:
    """The open claim that `open_claim_to` wrote."""
    return OpenClaim(
        id=document["id"],
        field=document["field"],
        value=document.get("value", ABSENT),
        verdict=Verdict(document["verdict"]),
        route=Route(document["route"]),
        owner=document["owner"],
        opened=document["opened"],
        source=document["source"],
        by=document["by"],
        through=Through(document["through"]),
        observed=Span(*document["observed"]),
        received=document["received"],
        field_version=document["field_version"],
        ticket=document.get("ticket", ""),
        number=document.get("number", 0),
        note=document.get("note", ""),
    )
