"""Problems of the service: who asked, what is there, how it was asked. Those of fields and records are in metadata."""

from metadata.problems import Fault, Kind, Problem


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


class PageTooOld(Forged):
    """A request from one of our pages, but of an earlier session: what it carries is shown, to be sent again."""

    code = "request.page-too-old"
    sentence = _("You have signed in again since this page was opened. Nothing was sent yet.")


class Malformed(Problem):
    """A body that cannot be read at all."""

    kind = Kind.MALFORMED
    code = "request.malformed"
    sentence = _("The request cannot be read: %(reason)s.")


class WrongMethod(Problem):
    """A known address, but not for this method; it is told as 405."""

    kind = Kind.MALFORMED
    code = "request.wrong-method"
    sentence = _("This address cannot be used like this.")


class Broken(Problem):
    """A fault of the service itself; the log knows more under the request's number."""

    kind = Kind.UNAVAILABLE
    code = "service.broken"
    sentence = _("Something broke here, and nothing was changed. Try again; if it stays so, tell the number below.")


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


# --- a task (R9, R10, R25a)


class NoItems(Problem):
    """A task that asks nothing."""

    code = "task.no-items"
    sentence = _("Choose at least one field.")


class ItemTwice(Problem):
    """A field stands twice in one task."""

    code = "task.item-twice"
    sentence = _("“%(label)s” stands here twice.")


class OfAnotherEntity(Problem):
    """A task asks fields of one kind of record."""

    code = "task.other-entity"
    sentence = _("“%(label)s” does not belong to “%(entity)s”.")


class RetiredItem(Problem):
    """A field that is not in use can not be asked."""

    code = "task.field-not-active"
    sentence = _("“%(label)s” is not in use. Take it out, or use its successor.")


class NotVisibleToWorkers(Problem):
    """R9: a task cannot be published with items that its workers may not see."""

    code = "task.not-visible"
    sentence = _("Grid workers may not see “%(label)s”, so they cannot be sent to ask it.")


class PurposeMissing(Problem):
    """R25a: a field of high sensitivity needs a purpose and a legal basis."""

    code = "task.purpose-missing"
    sentence = _("“%(label)s” is sensitive: say what for, and on what legal basis, before it is asked.")


class NoAreas(Problem):
    """A task that is for nowhere."""

    code = "task.no-areas"
    sentence = _("Choose at least one area.")


class AreaUnknown(Problem):
    """An area that the instance's tree does not have."""

    code = "task.area-unknown"
    sentence = _("There is no area “%(area)s”.")


class WindowReversed(Problem):
    """A window that ends before it begins."""

    code = "task.window-reversed"
    sentence = _("The last day lies before the first.")


class WindowHalf(Problem):
    """A window of which only one day is written."""

    code = "task.window-half"
    sentence = _("Write both days, or none of them.")


class NotADay(Problem):
    """A day of a window that is none."""

    code = "task.not-a-day"
    sentence = _("“%(value)s” is not a day. Write it like 2026-11-30.")


class WindowOver(Problem):
    """A window that has ended already."""

    code = "task.window-over"
    sentence = _("The last day has passed already.")


class Published(Problem):
    """R10: what was published is never edited."""

    kind = Kind.CONFLICT
    code = "task.published"
    sentence = _("This task is published and cannot be changed any more. Copy it to a new one.")


# --- an assignment and a visit (R12, R13, R18)


class TicketOfAnother(Problem):
    """R18: the right to submit is its holder's."""

    kind = Kind.DENIED
    code = "ticket.of-another"
    sentence = _("This page was opened by somebody else. Open the visit yourself.")


class NotOpen(Problem):
    """There is nothing to do at this record."""

    kind = Kind.CONFLICT
    code = "assignment.not-open"
    sentence = _("Nothing is to be done here any more.")


class OutcomeUnknown(Problem):
    """A visit cannot end like this at this kind of record."""

    code = "outcome.unknown"
    sentence = _("A visit to this kind of record cannot end as “%(outcome)s”.")


class DayUnreadable(Problem):
    """The next date cannot be read, or has passed."""

    code = "outcome.day"
    sentence = _("Choose a day from today on.")


# --- a request of the JSON API


class BodyTooLarge(Problem):
    """More bytes than are read."""

    kind = Kind.TOO_LARGE
    code = "request.too-large"
    sentence = _("This is too large: at most %(limit)s bytes.")


class WrongMediaType(Problem):
    """A body of another kind than is read here."""

    kind = Kind.UNSUPPORTED
    code = "request.media-type"
    sentence = _("Send this as %(expected)s.")


class FaultyRequest(Problem):
    """Parts of a request that are not as they should be; `problems`: each, `at` its JSON pointer or field."""

    code = "request.faulty"
    sentence = _("Something in this is not as it should be; each fault stands at its place.")

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


class NotPublishable(FaultyRequest):
    """Something stands in the way of publishing a task; `problems` says what, each at its place."""

    code = "task.not-publishable"
    sentence = _("Something is missing before this can be published.")


class ForeignName(Problem):
    """A name that the shape does not have."""

    code = "request.foreign-name"
    sentence = _("This name is not known here.")
    keyword = "additionalProperties"


class MissingPart(Problem):
    """A part that the shape asks for."""

    code = "request.missing-part"
    sentence = _("This is missing.")
    keyword = "required"


class WrongPart(Problem):
    """A part of another shape."""

    code = "request.wrong-part"
    sentence = _("This does not fit: %(reason)s.")
    keyword = "type"


# --- accounts


class PasswordTooShort(Problem):
    """Fewer characters than the role asks for."""

    code = "password.too-short"
    sentence = _("Too short: at least %(limit)s characters.")
    keyword = "minLength"


class PasswordTooLong(Problem):
    """More characters than are hashed."""

    code = "password.too-long"
    sentence = _("Too long: at most %(limit)s characters.")
    keyword = "maxLength"


class CommonPassword(Problem):
    """Among the first that anybody would try."""

    code = "password.common"
    sentence = _("Anybody would try this one first. Choose another: a few words together are good.")


class WrongPassword(Problem):
    """The name or the password is wrong; which of the two is not told."""

    code = "sign-in.wrong"
    sentence = _("Name or password is wrong. Check both; capitals count in the password.")


class AccountDisabled(Problem):
    """R18: an account that was locked out, told to whoever knows its password; what it still sends is parked whole."""

    code = "account.disabled"
    sentence = _("This account is disabled. Your administrator can let it in again.")


class WrongUsername(Problem):
    """A name that cannot be one."""

    code = "account.bad-username"
    sentence = _("A name to sign in with has 2 to 64 letters, digits, dots, hyphens or _, and begins with a letter.")
    keyword = "pattern"


class WrongName(Problem):
    """An account whose person has no name, or a very long one."""

    code = "account.bad-name"
    sentence = _("A name has 1 to 50 characters.")
    keyword = "minLength"


class UsernameTaken(Problem):
    """Another account has it."""

    kind = Kind.CONFLICT
    code = "account.username-taken"
    sentence = _("“%(username)s” is taken already.")


class LastAdministrator(Problem):
    """Nobody could let anybody in any more."""

    kind = Kind.CONFLICT
    code = "account.last-administrator"
    sentence = _("This is the last administrator. Make another one first.")


class WrongScope(Problem):
    """An account whose role and department or area do not fit."""

    code = "account.wrong-scope"
    sentence = _("A department admin needs a department; a secretary or worker needs an area; nobody else has either.")


class FaultyForm(Problem):
    """A form of which several fields are not as they should be; `faults`: each at its field."""

    code = "form.faulty"
    sentence = _("Something here is not as it should be; each fault stands at its field.")

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


class UnknownSystem(Problem):
    """No system has this code."""

    kind = Kind.MISSING
    code = "system.unknown"
    sentence = _("There is no system “%(system)s”.")


class WrongExpiry(Problem):
    """A token that would live too long, or not at all."""

    code = "token.wrong-expiry"
    sentence = _("A token lasts from 1 to %(limit)s days.")
