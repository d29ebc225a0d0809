"""Files that are refused as a whole: nothing of them is read."""

from shared.kernel.refusal import Invalid


class UnreadableFile(Invalid):
    """The file isn't text in rows: empty, a PDF, a workbook, UTF-16, or one endless line."""

    kind = "unreadable-file"


class NotARegister(UnreadableFile):
    """The file has rows, but not those of an edition of the register."""

    kind = "not-a-register"


class NotAListOfLinks(UnreadableFile):
    """The file has rows, but not those of the register's list of links between URNs."""

    kind = "not-a-list-of-links"
