"""What notify says no to, each named by what is wrong."""

from shared.kernel.ids import MessageId
from shared.kernel.refusal import NotFound, Refusal


class MessageIsUnknown(NotFound):
    """There is no such message."""

    kind = "message-is-unknown"

    def __init__(self, message_id: MessageId) -> None:
        super().__init__(f"There is no message {message_id}.")


class NothingToResend(Refusal):
    """Only what has come to an end can be sent again."""

    kind = "nothing-to-resend"

    def __init__(self, message_id: MessageId, state: str) -> None:
        super().__init__(f"Message {message_id} is {state}: there is nothing to send again. Wait until it has gone.")


class AddresseeWasForgotten(Refusal):
    """Nobody can be written to whose mailbox was forgotten."""

    kind = "addressee-was-forgotten"

    def __init__(self, message_id: MessageId) -> None:
        super().__init__(f"The mailbox that message {message_id} was for is forgotten: it can't be sent again.")


class NotUncertain(Refusal):
    """Only an uncertain message can be settled."""

    kind = "not-uncertain"

    def __init__(self, message_id: MessageId, state: str) -> None:
        super().__init__(f"Message {message_id} is {state}, not uncertain: there is nothing to settle.")
