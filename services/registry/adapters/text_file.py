"""A file of text lines whose encoding nobody declared: told over the whole file, then read line by line."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from services.registry.domain.unreadable import UnreadableFile

LONGEST = 64 * 1024
"""Bytes in a line. The register's longest has about 2,000; the limit keeps a file of one endless line out of memory."""

OTHER_KINDS = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a workbook or a zip archive; save it as CSV first",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save it as CSV first",
    b"\x1f\x8b": "compressed; unpack it first",
    b"\xff\xfe": "UTF-16; save it as CSV UTF-8 first",
    b"\xfe\xff": "UTF-16; save it as CSV UTF-8 first",
}
"""First bytes, and what a file that begins with them is."""

BOM = b"\xef\xbb\xbf"
LOST = "\ufffd"
"""Stands where bytes mean nothing in the file's encoding."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """An open file and the encoding it is in: "utf-8-sig", "utf-8" or "windows-1252"."""

    file: BinaryIO
    encoding: str

    def lines(self) -> Iterator[str]:
        """The physical lines with their ends; what can't be decoded shows as `LOST`."""
        self.file.seek(len(BOM) if self.encoding == "utf-8-sig" else 0)
        decode: Callable[[bytes], str] = partial(str, encoding=self.encoding.removesuffix("-sig"), errors="replace")
        return map(decode, self.file)


def open_text(path: Path) -> TextFile:
    """Open a file for its lines, after a first look through it; the caller closes `file`. Raises as `examine` does."""
    file = path.open("rb")
    try:
        return examine(file)
    except BaseException:
        file.close()
        raise


def examine(file: BinaryIO) -> TextFile:
    """Read the file once, a line at a time, and tell its encoding; `UnreadableFile` says what else it is.

    The register's downloads declare no character set: they are windows-1252 unless every line is UTF-8.
    """
    refuse_other_kinds(file.read(8))
    file.seek(0)
    all_utf8 = True
    for number, line in enumerate(iter(partial(file.readline, LONGEST + 1), b""), start=1):
        if len(line) > LONGEST or b"\0" in line:
            raise UnreadableFile(what_is_wrong(number, line))
        if not line.isascii():
            all_utf8 = all_utf8 and is_utf8(line)
    return TextFile(file, encoding_of(file, all_utf8))


def encoding_of(file: BinaryIO, all_utf8: bool) -> str:
    """A byte order mark is a declaration: then a line that isn't UTF-8 is that line's fault, not the file's."""
    file.seek(0)
    if file.read(len(BOM)) == BOM:
        return "utf-8-sig"
    return "utf-8" if all_utf8 else "windows-1252"


def refuse_other_kinds(start: bytes) -> None:
    """Refuse what isn't text by how it begins."""
    if not start.removeprefix(BOM):
        raise UnreadableFile("The file is empty.")
    for magic, kind in OTHER_KINDS.items():
        if start.startswith(magic):
            raise UnreadableFile(f"The file isn't CSV: it is {kind}.")


def what_is_wrong(number: int, line: bytes) -> str:
    """What is wrong with a line that no text file has."""
    if len(line) > LONGEST:
        return f"Line {number} is longer than {LONGEST:,} bytes: the file isn't CSV with a row on a line."
    return f"Line {number} has a NUL byte: the file isn't CSV in UTF-8 or windows-1252."


def is_utf8(line: bytes) -> bool:
    """Can the line be UTF-8? A line end never cuts a character in two."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
