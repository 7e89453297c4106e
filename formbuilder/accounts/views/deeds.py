"""What the codes of the audit log mean, as sentences: message ids by code. The log itself keeps the codes."""

from formbuilder.permissions import Verb


def _(sentence: str) -> str:
    """Mark a sentence for translation; the page translates it."""
    return sentence


#: By the code of a verb; a code with its `deed` ("accounts.manage add") says more than the code alone.
DEEDS = {
    "denied": _("Was refused"),
    "accounts.manage add": _("Added an account"),
    "accounts.manage change": _("Changed an account"),
    "accounts.manage disable": _("Disabled an account"),
    "accounts.manage enable": _("Enabled an account"),
    "accounts.manage reset password": _("Gave an account a new password"),
    "tokens.manage add": _("Made a token"),
    "tokens.manage revoke": _("Revoked a token"),
} | {
    verb.code: sentence
    for verb, sentence in {
        Verb.SEE_FIELDS: _("Look at fields"),
        Verb.DRAFT_FIELD: _("Draft a field"),
        Verb.DEFINE_FIELD: _("Defined a field"),
        Verb.CHANGE_FIELD: _("Changed a field"),
        Verb.RETIRE_FIELD: _("Took a field out of use"),
        Verb.IMPORT_FIELDS: _("Imported fields"),
        Verb.SEE_AREAS: _("Look at areas"),
        Verb.IMPORT_AREAS: _("Imported areas"),
        Verb.SEE_RECORD: _("Look at a record"),
        Verb.SEARCH_RECORDS: _("Search records"),
        Verb.REVEAL: _("Looked at masked values"),
        Verb.WRITE_ROWS: _("Sent rows"),
        Verb.IMPORT_ROWS: _("Took a system's table in"),
        Verb.READ_ROWS: _("Read a system's table"),
        Verb.SEE_DELIVERIES: _("Look at what systems sent"),
        Verb.HAND_OVER: _("Took a system's table out"),
        Verb.CORRECT_RECORD: _("Corrected a record"),
        Verb.SEE_REVIEW: _("Look at review"),
        Verb.SETTLE: _("Settled a conflict"),
        Verb.JOIN_RECORDS: _("Ruled whether two records are one"),
        Verb.SEE_STATUS: _("Look at status"),
        Verb.SEE_BURDEN: _("Look at burden"),
        Verb.SEE_TASKS: _("Look at tasks"),
        Verb.DRAFT_TASK: _("Draft a task"),
        Verb.DESIGN_TASK: _("Designed a task"),
        Verb.SPLIT_TASK: _("Count whom a task would send"),
        Verb.PUBLISH_TASK: _("Published a task"),
        Verb.CLOSE_TASK: _("Closed a task"),
        Verb.SEND_TASK: _("Sent a task to more records"),
        Verb.SEE_WORK: _("Look at the day's visits"),
        Verb.OPEN_VISIT: _("Open a visit"),
        Verb.TAKE_VISIT: _("Took a visit along"),
        Verb.RELEASE_VISIT: _("Gave a visit back"),
        Verb.SUBMIT_VISIT: _("Submitted a visit"),
        Verb.SIGN_IN: _("Signed in"),
        Verb.SIGN_OUT: _("Signed out"),
        Verb.CHANGE_PASSWORD: _("Changed the own password"),
        Verb.SEE_ACCOUNTS: _("Look at accounts"),
        Verb.MANAGE_ACCOUNTS: _("Changed accounts"),
        Verb.SEE_TOKENS: _("Look at tokens"),
        Verb.MANAGE_TOKENS: _("Changed tokens"),
        Verb.SEE_AUDIT: _("Look at the audit log"),
        Verb.MANAGE_SYSTEMS: _("Changed the list of systems"),
        Verb.SEE_SYSTEMS: _("Look at systems"),
    }.items()
}

#: The parts of a line's detail.
PARTS = {
    "addresses": _("Addresses"),
    "already_known": _("Known already"),
    "approved": _("Mappings approved"),
    "areas": _("Areas"),
    "as_at": _("As at"),
    "aside": _("Set aside"),
    "change": _("Kind of change"),
    "changed": _("Changed"),
    "claim": _("Claim"),
    "count": _("Number of them"),
    "days": _("Days"),
    "delivery": _("Delivery"),
    "entity": _("Kind"),
    "field": _("Field"),
    "fields": _("Fields"),
    "form": _("Form"),
    "handed_from": _("From"),
    "handed_to": _("To"),
    "items": _("Items"),
    "met": _("On record already"),
    "missed": _("Missed"),
    "near": _("Near fields"),
    "new": _("New"),
    "other": _("The other record"),
    "others": _("Other sessions ended"),
    "parked": _("Why it was parked"),
    "prefix": _("Begins with"),
    "reason": _("Reason"),
    "records": _("Records"),
    "refused": _("Why it was refused"),
    "released": _("Given back"),
    "revision": _("Revision"),
    "role": _("Role"),
    "row": _("Row"),
    "rows": _("Rows"),
    "ruling": _("Ruling"),
    "sent": _("Sent"),
    "shown": _("Shown in clear"),
    "submission": _("Submission"),
    "taken": _("Taken along"),
    "token": _("Token"),
    "unfit": _("No longer conform"),
    "version": _("Version"),
    "whole": _("The whole table"),
    "withdrawn": _("Withdrawn"),
    "written": _("Written"),
}

#: Whom or what a subject names, by what stands before its colon; `%(name)s` is what stands after it.
KINDS = {
    "user": _("Account %(name)s"),
    "token": _("Token %(name)s"),
    "system": _("System %(name)s"),
    "task": _("Task %(name)s"),
    "field": _("Field %(name)s"),
    "record": _("Record %(name)s"),
}
#: Actors that are no account: the command line, and what happens by itself.
OURS = {"user:console": _("Command line"), "user:clock": _("The clock")}
#: Where a subject is looked at.
PLACES = {"user": "/admin/users/%s", "task": "/tasks/%s/design", "field": "/fields/%s"}

#: Parts that name fields or departments by their codes, and those that somebody wrote in words of their own.
CODED = frozenset({"field", "fields", "handed_from", "handed_to", "near", "shown", "changed"})
VERBATIM = frozenset({"reason", "parked", "prefix", "submission", "claim"})
YES, NO = _("yes"), _("no")
#: What other parts say in a code of our own.
ANSWERS = {
    "administrator": _("Administrator"),
    "department_admin": _("Department admin"),
    "secretary": _("Community secretary"),
    "worker": _("Grid worker"),
    "integrator": _("System"),
    "keep": _("Keep this"),
    "take": _("Take this"),
    "ask_again": _("Not sure: ask at the next door"),
    "owner": _("Left to its owner"),
    "cosmetic": _("wording only"),
    "widening": _("more is allowed"),
    "narrowing": _("less is allowed"),
}
