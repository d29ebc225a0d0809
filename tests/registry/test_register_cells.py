"""What single cells of the register's files say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.domain import cells
from services.registry.domain.cells import WrongCell
from services.registry.domain.headings import HEADINGS, places
from services.registry.domain.letters import strange_letters
from shared.contracts.registry import Phase, Status


@pytest.mark.parametrize(
    ("written", "phase"),
    [
        ("0", Phase.NOT_APPLICABLE),
        ("1", Phase.NURSERY),
        ("2", Phase.PRIMARY),
        ("3", Phase.MIDDLE_DEEMED_PRIMARY),
        ("4", Phase.SECONDARY),
        ("5", Phase.MIDDLE_DEEMED_SECONDARY),
        ("6", Phase.SIXTEEN_PLUS),
        ("7", Phase.ALL_THROUGH),
        ("Middle Deemed Secondary", Phase.MIDDLE_DEEMED_SECONDARY),
        ("middle deemed primary", Phase.MIDDLE_DEEMED_PRIMARY),
        ("16 plus", Phase.SIXTEEN_PLUS),
        ("All-through", Phase.ALL_THROUGH),
        ("NOT APPLICABLE", Phase.NOT_APPLICABLE),
    ],
)
def test_a_phase_is_read_from_its_code_or_its_name(written: str, phase: Phase) -> None:
    """Editions give the code or the name, in capitals of their own."""
    assert cells.phase(written) is phase


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("1", Status.OPEN),
        ("2", Status.CLOSED),
        ("3", Status.CLOSING),
        ("4", Status.PROPOSED),
        ("Open, but proposed to close", Status.CLOSING),
        ("Proposed To Open", Status.PROPOSED),
        ("closed", Status.CLOSED),
    ],
)
def test_a_status_is_read_from_its_code_or_its_name(written: str, status: Status) -> None:
    """A school that is open but proposed to close is closing, not closed."""
    assert cells.status(written) is status


@pytest.mark.parametrize("written", ["8", "Infant", "-1", "²"])
def test_an_unknown_phase_is_wrong(written: str) -> None:
    """A code that the register doesn't have isn't guessed at."""
    with pytest.raises(WrongCell, match="phase"):
        cells.phase(written)


@pytest.mark.parametrize("written", ["0", "5", "Shut"])
def test_an_unknown_status_is_wrong(written: str) -> None:
    """Status codes go from 1 to 4."""
    with pytest.raises(WrongCell, match="status"):
        cells.status(written)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d"]))
def test_a_date_is_read_in_each_of_its_three_forms(day: date, form: str) -> None:
    """Day first with hyphens or slashes, or ISO 8601: each edition has its own."""
    assert cells.day(day.strftime(form)) == day


@pytest.mark.parametrize("written", ["31-02-2020", "09/13/2012", "01-09-12", "2012", "soon", "01.09.2012", "١-٩-٢٠١٢"])
def test_what_is_no_date_is_wrong(written: str) -> None:
    """A month first, two digits of a year, or a day that the calendar lacks is never guessed at."""
    with pytest.raises(WrongCell):
        cells.day(written)


@pytest.mark.parametrize(("written", "urn"), [("100000", 100000), ("20001", 20001)])
def test_a_urn_has_six_digits_or_five_for_a_childrens_centre(written: str, urn: int) -> None:
    """Both lengths are in the register."""
    assert cells.urn(written) == urn


@pytest.mark.parametrize("written", ["1000", "1000000", "012345", "10000x", "100000.0", "１００００１", "-10000"])
def test_anything_else_is_no_urn(written: str) -> None:
    """Too short, too long, a spreadsheet's decimal, another script's digits."""
    with pytest.raises(WrongCell, match="URN"):
        cells.urn(written)


def test_codes_get_back_the_zeros_that_a_spreadsheet_dropped() -> None:
    """Codes are text: "12" of a re-saved file is the authority 012 and the establishment 0012."""
    assert cells.la_code("12") == "012"
    assert cells.establishment_number("12") == "0012"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Voluntary Aided School", "Voluntary aided school"),
        ("voluntary aided school", "Voluntary aided school"),
        ("LA Nursery School", "Local authority nursery school"),
        ("Free Schools - 16-19", "Free schools 16 to 19"),
        ("28", "Academy sponsor led"),
        ("Mainstream Academy", "Mainstream Academy"),
    ],
)
def test_a_type_is_kept_as_the_code_list_writes_it(written: str, kept: str) -> None:
    """Editions differ in capitals and in words; a type that the list doesn't have stays as written."""
    assert cells.establishment_type(written) == kept


@pytest.mark.parametrize("written", ["EC3A 5DE", "ec3a5de", "EC3A  5DE"])
def test_a_postcode_has_one_form(written: str) -> None:
    """Capitals and one space, so that two editions' spellings are no change."""
    assert cells.postcode(written) == "EC3A 5DE"


def test_words_hold_no_line_end() -> None:
    """A name gets into a mail's subject: a line end in it would end the heading."""
    assert cells.text("St Mary's\r\nBcc: all \t School") == "St Mary's Bcc: all School"


@pytest.mark.parametrize(
    ("name", "strange"), [("Ysgol Cybi ô", ""), ("North Star 82°", ""), ("St Thomas à Becket", "")]
)
def test_latin_letters_and_the_degree_sign_are_fine(name: str, strange: str) -> None:
    """Welsh and French letters are Latin; four real schools have a degree sign in their names."""
    assert strange_letters(name) == strange


@pytest.mark.parametrize(
    ("name", "strange"), [("St Thomas ΰ Becket", "ΰ"), ("St Mary\x92s", "\x92"), ("Школа", "Школа")]
)
def test_letters_of_other_scripts_and_control_characters_are_strange(name: str, strange: str) -> None:
    """They show that a file was decoded wrongly on its way."""
    assert strange_letters(name) == strange


@pytest.mark.parametrize("heading", ["LA (code)", "la_code", "Local authority (code)", " LA (Code) "])
def test_editions_call_one_column_by_many_names(heading: str) -> None:
    """Columns are found by name, whatever the capitals, spaces, brackets and underscores."""
    assert places(HEADINGS, ["URN", heading]) == {"urn": 0, "la_code": 1}
