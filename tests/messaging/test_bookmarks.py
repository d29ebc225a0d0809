"""Where a reader's next records must come from."""

from shared.messaging.bookmarks import Bookmarks
from shared.messaging.inbox import Step
from shared.messaging.kafka_log import Place
from shared.messaging.records import Record
from tests.messaging.sample import COUNTS
from tests.messaging.wire import bean, got

HERE, THERE = Place(COUNTS.name, 0), Place(COUNTS.name, 1)


def at(start: int, count: int = 2, partition: int = 0) -> list[Record]:
    """Records from that offset on."""
    return got(*(bean("red", number + 1) for number in range(count)), partition=partition, start=start)


def marks(**begins: int) -> Bookmarks:
    """Bookmarks that begin there."""
    bookmarks = Bookmarks()
    bookmarks.begin("kafka", {HERE: begins.get("here", 0), THERE: begins.get("there", 0)})
    return bookmarks


def test_records_that_follow_on_are_taken() -> None:
    """And the step goes from the bookmark to behind the last of them."""
    bookmarks, records = marks(here=5), at(5)
    assert bookmarks.sift(records) == (records, {})
    steps = bookmarks.steps(records)
    assert steps == [Step("kafka", HERE, 5, 7)]
    bookmarks.turn(steps)
    assert bookmarks.next[HERE] == 7


def test_records_before_we_were_told_where_to_begin_are_left() -> None:
    """The seek that is on its way brings them again."""
    assert Bookmarks().sift(at(0)) == ([], {})


def test_a_gap_is_read_again_once_and_believed_the_second_time() -> None:
    """A batch that got lost comes again; what compaction left out doesn't."""
    bookmarks = marks(here=5)
    assert bookmarks.sift(at(9)) == ([], {HERE: 5})
    fitting, again = bookmarks.sift(at(9))
    assert (len(fitting), again) == (2, {})
    assert bookmarks.steps(fitting) == [Step("kafka", HERE, 5, 11)]


def test_a_gap_in_one_partition_does_not_hold_up_another() -> None:
    """Each has its own bookmark."""
    bookmarks, other = marks(here=5), at(0, partition=1)
    assert bookmarks.sift([*at(9), *other]) == (other, {HERE: 5})


def test_records_from_before_the_bookmark_are_taken_for_kafka_may_have_got_shorter() -> None:
    """They are applied again without effect, and the position goes back to where we really are."""
    bookmarks = marks(here=100)
    fitting, again = bookmarks.sift(at(0))
    assert (bookmarks.steps(fitting), again) == ([Step("kafka", HERE, 100, 2)], {})


def test_a_step_taken_after_the_partition_was_taken_away_turns_nothing() -> None:
    """Whoever has it now reads the position from the table."""
    bookmarks = marks(here=5)
    steps = bookmarks.steps(at(5))
    bookmarks.close()
    bookmarks.turn(steps)
    assert bookmarks.next == {}


def test_a_table_that_went_back_is_noticed_and_one_that_a_batch_moved_on_is_not() -> None:
    """A rebuild takes the positions away, a restore sets them back; a commit only ever puts them ahead of us."""
    bookmarks = marks(here=5)
    before = {HERE: 5}
    assert bookmarks.are_ahead(before, {})
    assert bookmarks.are_ahead(before, {HERE: 4})
    assert not bookmarks.are_ahead(before, {HERE: 5})
    assert not bookmarks.are_ahead(before, {HERE: 9})
    bookmarks.close()
    assert not bookmarks.are_ahead(before, {})
