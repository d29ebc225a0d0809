"""What registry says no to, each named by what is wrong."""

from datetime import date

from shared.kernel.ids import ContactId, PersonId, SchoolId, Urn
from shared.kernel.refusal import NotFound, Refusal


class SchoolIsUnknown(NotFound):
    """The national register, as it was last imported, has no such URN."""

    kind = "school-is-unknown"

    def __init__(self, urn: int) -> None:
        super().__init__(
            f"The national register has no school with URN {urn}. Check the number, or import a newer edition."
        )


class SchoolIsClosed(Refusal):
    """The register says that the school is closed; its successor may do what was `wished`: join, or be introduced."""

    kind = "school-is-closed"

    def __init__(
        self, name: str, urn: Urn, closed_on: date | None, successor: Urn | None, wished: str = "join"
    ) -> None:
        when = f" on {closed_on.day} {closed_on:%B %Y}" if closed_on else ""
        heir = f" URN {successor} goes on for it: let that one {wished}."
        way_on = heir if successor else f" A closed school can't {wished}."
        super().__init__(f"{name} (URN {urn}) closed{when}.{way_on}")


class AlreadyAMember(Refusal):
    """A school joins once."""

    kind = "already-a-member"

    def __init__(self, name: str, joined_on: date) -> None:
        super().__init__(f"{name} has been a member since {joined_on.day} {joined_on:%B %Y}.")


class NotAMember(Refusal):
    """Only a member can leave."""

    kind = "not-a-member"

    def __init__(self, urn: Urn) -> None:
        super().__init__(f"The school with URN {urn} isn't a member.")


class SchoolNotKnownHere(NotFound):
    """The alliance has never had to do with that school."""

    kind = "school-not-known-here"

    def __init__(self, school_id: SchoolId) -> None:
        super().__init__(f"The alliance knows no school with the id {school_id}.")


class PersonIsUnknown(NotFound):
    """There is no such person, or they were erased."""

    kind = "person-is-unknown"

    def __init__(self, person_id: PersonId) -> None:
        super().__init__(f"There is nobody with the id {person_id}, or they asked to be erased.")


class NamesakeWorksThere(Refusal):
    """Most likely it is the same person, and they are registered already."""

    kind = "namesake-works-there"

    def __init__(self, name: str, school: str) -> None:
        super().__init__(f"{name} is registered at {school} already. If this is somebody else of that name, say so.")


class ContactIsUnknown(NotFound):
    """There is no such mailbox, or it was forgotten."""

    kind = "contact-is-unknown"

    def __init__(self, contact_id: ContactId) -> None:
        super().__init__(f"There is no mailbox with the id {contact_id}, or it was forgotten.")


class NotYourSchool(Refusal):
    """A head looks at their own school only."""

    kind = "not-your-school"
    status = 403

    def __init__(self) -> None:
        super().__init__("You can look at your own school only. Ask the alliance's office about others.")
