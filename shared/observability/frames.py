"""Where an error came from, without what it says: messages of databases quote values, which may be personal."""

import traceback


def frames(error: BaseException) -> list[str]:
    """The last twelve calls that led to an error, and those of its causes: `file:line function`, innermost last."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None:
        calls = traceback.extract_tb(cause.__traceback__)
        found = [*(f"{each.filename}:{each.lineno} {each.name}" for each in calls), type(cause).__name__, *found]
        cause = cause.__cause__ or cause.__context__
    return found[-12:]
