"""The projection as a picture."""

import re
import sys
from xml.etree import ElementTree as ET

import pytest

from services.gateway.adapters.chart import CERTAINTIES, projection_chart

YEARS = (
    {"year": 2026, "name": "2026/27", "earned": 7_749_000, "certain": 0, "contracted": 482_500, "probable": 1_500_000},
    {"year": 2027, "name": "2027/28", "earned": 0, "certain": 5_600_000, "contracted": 0, "probable": 0},
)

SURE = 7_749_000 + 482_500

BAND = {"year": 2026, "sure": SURE, "low": SURE, "high": SURE + 750_000, "most": SURE + 1_500_000}


def words(svg: bytes) -> list[str]:
    """All that is written in it."""
    return [each.text.strip() for each in ET.fromstring(svg).iter() if each.tag.endswith("text") and each.text]


def test_each_year_and_each_figure_is_written_in_it() -> None:
    """In thousands, at the column that it belongs to; who can't tell colours apart reads them."""
    said = words(projection_chart(YEARS))
    for each in ("2026/27", "2027/28", "£77k", "£5k", "£15k", "£56k", *(name.capitalize() for name in CERTAINTIES)):
        assert each in said


def test_the_less_sure_is_hatched() -> None:
    """So that it is told apart without colours."""
    svg = projection_chart(YEARS).decode()
    assert "url(#hatch-2)" in svg
    assert "url(#hatch-3)" in svg


def test_it_does_nothing_and_asks_for_nothing() -> None:
    """No script, nothing from elsewhere."""
    svg = projection_chart(YEARS).decode()
    assert "<script" not in svg
    assert "href" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")


def test_the_band_of_what_is_likely_lies_where_its_amounts_are() -> None:
    """From the top of what is sure to the middle of what is probable; with its word, and without colour."""
    svg = ET.fromstring(projection_chart(YEARS, [BAND]))
    probable = next(
        each for each in svg.iter() if "serie-3" in each.get("class", "") and each.find(".//{*}rect") is not None
    )
    column = next(each for each in probable.iter() if each.tag.endswith("rect"))
    top, height = float(column.get("y", "")), float(column.get("height", ""))
    path = next(each for each in svg.iter() if each.get("class") == "band").get("d", "")
    found = re.fullmatch(r"M\S+ (\S+?)h14m-7 0V(\S+?)m-7 0h14", path)
    assert found
    high, low = map(float, found.groups())
    assert (low, high) == pytest.approx((top + height, top + height / 2), abs=0.1)
    assert "likely" in words(projection_chart(YEARS, [BAND]))


@pytest.mark.parametrize("band", [BAND | {"year": 2031}, BAND | {"low": SURE, "high": SURE, "most": SURE}])
def test_a_band_that_no_column_has_room_for_is_left_out(band: dict[str, int]) -> None:
    """Of a year that isn't in the picture yet, or of no amount."""
    assert "likely" not in words(projection_chart(YEARS, [band]))


def test_with_nothing_to_show_it_says_so() -> None:
    """An empty alliance has a picture too."""
    assert "Nothing is known yet" in words(projection_chart([]))


def test_its_library_leaves_no_old_import_hook_behind() -> None:
    """pytest, for one, falls over a hook that can't find modules."""
    assert all(hasattr(each, "find_spec") for each in sys.meta_path)
