"""The projection as a picture."""

import sys
from xml.etree import ElementTree as ET

from services.gateway.adapters.chart import CERTAINTIES, projection_chart

YEARS = (
    {"name": "2026/27", "earned": 7_749_000, "certain": 0, "contracted": 482_500, "probable": 1_500_000},
    {"name": "2027/28", "earned": 0, "certain": 5_600_000, "contracted": 0, "probable": 0},
)


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


def test_with_nothing_to_show_it_says_so() -> None:
    """An empty alliance has a picture too."""
    assert "Nothing is known yet" in words(projection_chart([]))


def test_its_library_leaves_no_old_import_hook_behind() -> None:
    """pytest, for one, falls over a hook that can't find modules."""
    assert all(hasattr(each, "find_spec") for each in sys.meta_path)
