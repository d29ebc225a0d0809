"""A backup as a file: whole or not at all, and nothing comes out of it that we didn't put in."""

import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy.local.backups.archive import Label, NoBackup, file_for, kept, opened, pack, unpack
from deploy.local.place import Place

TAKEN = datetime(2027, 3, 12, 13, 30, tzinfo=UTC)
LABEL = Label(TAKEN, "7531", "18")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder to keep."""
    made = tmp_path / "data"
    (made / "empty").mkdir(parents=True)
    (made / "a").write_bytes(bytes(range(256)) * 9000)
    return made


@pytest.fixture
def packed(tmp_path: Path, data: Path) -> Path:
    """A backup of it."""
    file = tmp_path / "shelf" / "b.tar.gz"
    pack(file, LABEL, [(data, "postgres/data")])
    return file


def test_what_was_packed_comes_out(packed: Path, data: Path, tmp_path: Path) -> None:
    """Label, files, empty folders; for its owner only."""
    assert opened(packed).label == LABEL
    unpack(packed, tmp_path / "out")
    out = tmp_path / "out" / "postgres" / "data"
    assert ((out / "a").read_bytes(), (out / "empty").is_dir()) == ((data / "a").read_bytes(), True)
    assert [oct(path.stat().st_mode)[-3:] for path in (packed, packed.parent, out, out / "a")] == [
        "600",
        "700",
        "700",
        "600",
    ]


def test_one_that_breaks_off_is_refused(packed: Path, tmp_path: Path) -> None:
    """Half a file is no backup, though its label can be read."""
    packed.write_bytes(packed.read_bytes()[:-2000])
    opened(packed)
    with pytest.raises(NoBackup, match="it can't be read to its end"):
        unpack(packed, tmp_path / "out")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x1f\x8b\x08rest"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """By its name, in a sentence."""
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NoBackup, match=r"x is not a backup of this system"):
        opened(tmp_path / "x")


def test_no_file_is_refused(tmp_path: Path) -> None:
    """A slip of the pen."""
    with pytest.raises(NoBackup, match="There is no file"):
        opened(tmp_path / "x")


def outside(archive: tarfile.TarFile) -> None:
    """A file beside the folder that one unpacks into."""
    about = tarfile.TarInfo("postgres/../../evil")
    about.size = 1
    archive.addfile(about, io.BytesIO(b"x"))


def absolute(archive: tarfile.TarFile) -> None:
    """A file anywhere."""
    about = tarfile.TarInfo("/evil")
    about.size = 1
    archive.addfile(about, io.BytesIO(b"x"))


def link(archive: tarfile.TarFile) -> None:
    """A link to anywhere."""
    about = tarfile.TarInfo("postgres")
    about.type, about.linkname = tarfile.SYMTYPE, "/etc"
    archive.addfile(about)


@pytest.mark.parametrize("evil", [outside, absolute, link])
def test_nothing_leaves_the_folder(tmp_path: Path, evil: Callable[[tarfile.TarFile], None]) -> None:
    """Whoever made the file."""
    file = tmp_path / "b.tar.gz"
    with tarfile.open(file, "w:gz") as archive:
        evil(archive)
    with pytest.raises(NoBackup, match="which no backup of this system does"):
        unpack(file, tmp_path / "out")
    assert not (tmp_path / "evil").exists()
    assert not Path("/evil").exists()


def test_a_failure_leaves_nothing(tmp_path: Path, data: Path) -> None:
    """No half backup, and the one that was there stays."""
    file = tmp_path / "b.tar.gz"
    pack(file, LABEL, [(data, "x")])
    before = file.read_bytes()
    with pytest.raises(FileNotFoundError):
        pack(file, LABEL, [(tmp_path / "gone", "x")])
    assert (file.read_bytes(), sorted(path.name for path in tmp_path.iterdir())) == (before, ["b.tar.gz", "data"])


def test_they_are_listed_newest_first(tmp_path: Path) -> None:
    """Beside the data folder; another file there is passed over."""
    place = Place(tmp_path / "home", 8000)
    for day in (3, 1, 2):
        moment = TAKEN.replace(day=day)
        pack(file_for(place, moment), Label(moment, "1", "18"), [])
    (tmp_path / "home-backups" / "other.tar.gz").touch()
    assert [each.label.taken_at.day for each in kept(place)] == [3, 2, 1]
    assert kept(place)[0].file.name == "alliance-2027-03-03-133000.tar.gz"
