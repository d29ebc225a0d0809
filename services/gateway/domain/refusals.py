"""What gateway says no to, each named by what is wrong."""

from datetime import timedelta

from shared.kernel.refusal import Invalid, NotFound, Refusal


class WrongPassword(Refusal):
    """Address and password don't belong together; which of them is wrong isn't said."""

    kind = "wrong-password"
    status = 401

    def __init__(self) -> None:
        super().__init__("E-mail address and password don't match. Check both, or ask an admin for a new link.")


class TooManyTries(Refusal):
    """Somebody is guessing, or has forgotten."""

    kind = "too-many-tries"
    status = 429

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, round(wait.total_seconds()))
        when = f"{seconds} seconds" if seconds < 60 else f"{-(-seconds // 60)} minutes"
        super().__init__(f"Too many wrong passwords for this address. Try again in {when}.")


class TooManySignIns(Refusal):
    """More people, or one who pretends to be many, want in than passwords can be looked at."""

    kind = "too-many-sign-ins"
    status = 429

    def __init__(self) -> None:
        super().__init__("Very many people are signing in at this moment. Try again in a few seconds.")


class LinkIsOver(NotFound):
    """The link was used, replaced, or is older than a week."""

    kind = "link-is-over"

    def __init__(self) -> None:
        super().__init__("This link is over: it works once, for seven days. Ask an admin for a new one.")


class PasswordIsTooWeak(Invalid):
    """It would be guessed."""

    kind = "password-is-too-weak"


class AccessHasEnded(Refusal):
    """Who left doesn't come back by the same account."""

    kind = "access-has-ended"

    def __init__(self, name: str) -> None:
        super().__init__(f"The access of {name} has ended. Invite them anew.")


class AddressIsTaken(Refusal):
    """An address is one account's."""

    kind = "address-is-taken"

    def __init__(self, address: str) -> None:
        super().__init__(f"{address} has an account already. Change that one, or end it first.")


class AccountIsUnknown(NotFound):
    """There is no such account."""

    kind = "account-is-unknown"

    def __init__(self) -> None:
        super().__init__("There is no such account. It may have gone with a person who was erased.")


class LastAdmin(Refusal):
    """Somebody has to be able to let others in."""

    kind = "last-admin"

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is the only admin who can sign in. Make somebody else an admin first.")


class HeadIsNobody(Invalid):
    """A head is somebody whom registry knows: services tell by that which school they lead."""

    kind = "head-is-nobody"

    def __init__(self) -> None:
        super().__init__("Choose whose account this is: a head sees the school where they are registered as head.")


class AllianceHasAccounts(Refusal):
    """The first account is made once."""

    kind = "alliance-has-accounts"

    def __init__(self) -> None:
        super().__init__("There are accounts already. An admin invites others; `alliance accounts link` makes a link.")


class SignInFirst(Refusal):
    """Nobody is signed in."""

    kind = "not-signed-in"
    status = 401

    def __init__(self) -> None:
        super().__init__("Sign in first.")


class NotForYou(Refusal):
    """A page for other roles."""

    kind = "not-allowed"
    status = 403

    def __init__(self) -> None:
        super().__init__("This page is for others of the alliance. Ask an admin if you need it.")


class FormIsStale(Refusal):
    """The form wasn't made for who is signed in now."""

    kind = "form-is-stale"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            "This form is from before you signed in, so nothing was done. Go back, load it again, and send it."
        )


class TooManyPagesOpen(Refusal):
    """Each page that is open holds a connection."""

    kind = "too-many-pages-open"
    status = 503

    def __init__(self) -> None:
        super().__init__("Too many pages are open, so this one doesn't move by itself. Load it again to see news.")


class NoSuchService(NotFound):
    """The address names a service that there isn't."""

    kind = "no-such-service"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no service {name!r}. Go back to Running, and choose from there.")


class NoSuchSession(NotFound):
    """The address names a session that the course hasn't."""

    kind = "no-such-session"

    def __init__(self, title: str) -> None:
        super().__init__(f"There is no such session of {title}. Go back to the course, and choose from there.")


class NoSuchPlace(NotFound):
    """The address names a place that nobody has, or that was given back."""

    kind = "no-such-place"

    def __init__(self, title: str) -> None:
        super().__init__(f"There is no such place on {title} any more. Go back to the course, and choose from there.")


class NoSuchMailbox(NotFound):
    """The address names a mailbox that isn't the school's."""

    kind = "no-such-mailbox"

    def __init__(self, school: str) -> None:
        super().__init__(f"{school} has no such mailbox. Go back to the school, and choose from there.")


class NotAnSLEThen(NotFound):
    """The address names somebody whose school released no days of that year."""

    kind = "not-an-sle-then"

    def __init__(self, year: str) -> None:
        super().__init__(f"No days of theirs are released for {year}. Go back to the SLEs, and choose from there.")
