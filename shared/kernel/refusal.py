"""A rule that says no."""

from typing import ClassVar


class Refusal(Exception):
    """Base of every refusal; a subclass is named by what is wrong and carries what the person needs to know.

    `kind` is the stable last part of the problem's `type`; `status` the HTTP status that it maps to (RFC 9457).
    The text is one sentence for a person: what, where, what to do.
    """

    kind: ClassVar[str]
    status: ClassVar[int] = 409


class NotFound(Refusal):
    """What was asked for isn't here."""

    kind = "not-found"
    status = 404


class Invalid(Refusal):
    """What was handed in can't be read as what it should be."""

    kind = "invalid"
    status = 422
