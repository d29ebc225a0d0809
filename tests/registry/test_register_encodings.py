"""Which encoding a file is in, and files that are refused as a whole."""

from pathlib import Path

import pytest

from services.registry.adapters.links_file import LINKS as LINKS_SHAPE
from services.registry.adapters.text_file import LONGEST, examine, open_text
from services.registry.domain.unreadable import NotAListOfLinks, NotARegister, UnreadableFile
from tests.registry.register_files import EDITION_2025, HEADINGS, LINKS, edition, read, reasons, school, written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
def test_a_name_comes_through_in_each_encoding(tmp_path: Path, encoding: str) -> None:
    """The register's downloads declare none; 0x92 is an apostrophe in windows-1252."""
    rows, said = read(edition(tmp_path, school(100001, "St Thomas à Becket’s 180°"), encoding=encoding))
    assert [row["name"] for row in said] == ["St Thomas à Becket’s 180°"]
    assert reasons(rows) == []


def test_the_encoding_is_told_over_the_whole_file(tmp_path: Path) -> None:
    """The first letter beyond ASCII may be megabytes down."""
    many = [school(100001 + at, "Plain School") for at in range(3_000)]
    _, said = read(edition(tmp_path, *many, school(200001, "Ysgol Môr"), encoding="windows-1252"))
    assert said[-1]["name"] == "Ysgol Môr"


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_windows_1252_lacks_is_reported_by_line(tmp_path: Path, byte: int) -> None:
    """Five bytes mean nothing there: the row is refused, the others are kept."""
    good = edition(tmp_path, school(100001, "St Mary’s"), school(100002, "St ?Anne"), encoding="windows-1252")
    rows, said = read(written(tmp_path, good.read_bytes().replace(b"?", bytes([byte]))))
    assert [row["name"] for row in said] == ["St Mary’s"]
    assert reasons(rows) == [(3, "EstablishmentName", "has bytes that mean nothing in the file's encoding")]


def test_in_a_file_that_declares_utf_8_a_wrong_byte_is_its_lines_fault(tmp_path: Path) -> None:
    """A byte order mark is a declaration: one bad line must not turn the others into windows-1252."""
    content = "\ufeff" + "\n".join([HEADINGS, school(100001, "Ysgol Môr"), school(100002, "X"), ""])
    rows, said = read(written(tmp_path, content.encode().replace(b",X,", b",\xe0,")))
    assert [row["name"] for row in said] == ["Ysgol Môr"]
    assert [line for line, _, _ in reasons(rows)] == [3]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7 whatever", "PDF"),
        (b"PK\x03\x04 whatever", "workbook"),
        ("URN,EstablishmentName\n".encode("utf-16"), "UTF-16"),
        ("URN,EstablishmentName\n".encode("utf-16-le"), "NUL"),
        (b"URN,EstablishmentName\n100001,A\x00B\n", "Line 2 has a NUL byte"),
        (b"URN,EstablishmentName\n" + b"x" * (LONGEST + 1), "Line 2 is longer"),
    ],
)
def test_what_is_no_text_in_lines_is_refused_in_a_sentence(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Each says what the file is, not how reading it failed."""
    with pytest.raises(UnreadableFile, match=sentence):
        open_text(written(tmp_path, content))


class Endless:
    """A file of one line that never ends, which counts what was read of it."""

    def __init__(self) -> None:
        self.asked = 0

    def seek(self, place: int) -> int:
        """Back to the start: it looks the same everywhere."""
        return place

    def read(self, size: int) -> bytes:
        """So many letters."""
        self.asked += size
        return b"x" * size

    readline = read


def test_one_endless_line_is_refused_at_its_beginning() -> None:
    """200 MB of one line never come into memory."""
    file = Endless()
    with pytest.raises(UnreadableFile, match="Line 1 is longer"):
        examine(file)  # type: ignore[arg-type]
    assert file.asked <= LONGEST + 100


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [("Name,Town", "no URN column"), ("URN,Town", "no EstablishmentName column"), ('URN,"EstablishmentName', "quote")],
)
def test_a_file_without_the_columns_is_no_register(tmp_path: Path, headings: str, sentence: str) -> None:
    """Without a URN and a name there is nothing to merge by."""
    with pytest.raises(NotARegister, match=sentence):
        read(edition(tmp_path, "100001,Hilltop", headings=headings))


def test_the_list_of_links_is_no_register_and_the_register_no_list_of_links() -> None:
    """Both have a URN column; they are easily mistaken for each other."""
    with pytest.raises(NotARegister):
        read(LINKS)
    with pytest.raises(NotAListOfLinks):
        read(EDITION_2025, LINKS_SHAPE)
