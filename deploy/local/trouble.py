"""What stops the stack in a way that its user can do something about."""


class CannotStart(Exception):
    """Something that is needed is not there; the message is one sentence for the user, without a traceback."""


class Died(Exception):
    """A process of the stack ended by itself; the message names it and shows its last log lines."""
