"""The projection as a picture: an SVG made here, so that it needs no script (ADR 0020)."""

import sys
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree as ET

import pygal
from pygal.style import Style

from services.gateway.adapters.chart_band import draw_band

# pygal leaves an import hook of an old kind behind, for plug-ins that we don't use; pytest, for one, falls over it
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__module__ != pygal.__name__]

CERTAINTIES = ("earned", "certain", "contracted", "probable")
"""From the surest upwards: earned is solid, probable is hatched."""

COLOURS = ("#17525c", "#4f8a94", "#9fc3c8", "#d9902f")

HATCHES = {2: ("0", "#4f8a94"), 3: ("45", "#8a5a14")}
"""Which of them are hatched besides: by what angle and in which colour; so they are told apart without colours too."""

WIDE, NARROW = (960, 400), (400, 440)
"""Pixels, at a desk and on a phone: letters of one size can be read on both."""

SVG = "{http://www.w3.org/2000/svg}"

FONT = '"Source Sans 3", system-ui, sans-serif'


SHORTEST = 0.04
"""Of the highest column: a part that is lower has no room for its figure, which is in the table below."""


def projection_chart(
    years: Sequence[Mapping[str, Any]], bands: Sequence[Mapping[str, Any]] = (), size: tuple[int, int] = WIDE
) -> bytes:
    """Years side by side, each a column stacked by certainty; figures in thousands of pounds.

    A band, from its `low` to its `high`, is drawn over what is probable of its year.
    """
    columns = [{each: year[each] / 100_000 for each in CERTAINTIES} for year in years]
    least = SHORTEST * max((sum(column.values()) for column in columns), default=0)

    def thousands(pounds: float | None) -> str:
        """£21k; nothing where there is no room for it."""
        return f"£{pounds:,.0f}k" if pounds and pounds >= least else ""

    chart: Any = pygal.StackedBar(  # pygal has no types
        width=size[0],
        height=size[1],
        style=_style(),
        js=[],
        show_y_guides=True,
        legend_at_bottom=True,
        legend_at_bottom_columns=len(CERTAINTIES) if size == WIDE else 2,
        print_values=True,
        value_formatter=thousands,
        margin=10,
        truncate_label=-1,
        spacing=18 if size == WIDE else 6,
        no_data_text="Nothing is known yet",
    )
    chart.x_labels = [year["name"] for year in years]
    for certainty in CERTAINTIES:
        chart.add(certainty.capitalize(), [column[certainty] or None for column in columns])
    svg = ET.fromstring(chart.render())
    for band in bands:
        number = next((number for number, year in enumerate(years) if year["year"] == band["year"]), None)
        if number is not None and band["most"] > band["sure"]:
            draw_band(svg, number, band)
    return _finished(svg)


def _style() -> Style:
    return Style(
        background="transparent",
        plot_background="transparent",
        foreground="#0b0c0c",
        foreground_strong="#0b0c0c",
        foreground_subtle="#484949",
        guide_stroke_color="#cecece",
        guide_stroke_dasharray="1",
        major_guide_stroke_dasharray="1",
        major_guide_stroke_color="#cecece",
        opacity="1",
        opacity_hover="1",
        colors=COLOURS,
        font_family=FONT,
        label_font_size=16,
        major_label_font_size=16,
        legend_font_size=16,
        value_font_size=15,
        value_colors=("#ffffff", "#ffffff", "#0b0c0c", "#0b0c0c"),
    )


def _finished(svg: ET.Element) -> bytes:
    """Without scripts, and with hatches on the less sure columns."""
    for parent in list(svg.iter()):
        for script in parent.findall(f"{SVG}script"):
            parent.remove(script)
    definitions = svg.find(f"{SVG}defs")
    assert definitions is not None
    for number, (angle, colour) in HATCHES.items():
        definitions.append(_hatch(number, angle, colour))
    style = ET.SubElement(definitions, f"{SVG}style")
    style.text = "".join(f".color-{number} {{ fill: url(#hatch-{number}) !important; }}" for number in HATCHES)
    ET.register_namespace("", SVG.strip("{}"))
    return ET.tostring(svg)


def _hatch(number: int, angle: str, colour: str) -> ET.Element:
    """Lines over the column's own colour."""
    size = {"width": "7", "height": "7"}
    turned = {"patternUnits": "userSpaceOnUse", "patternTransform": f"rotate({angle})"}
    pattern = ET.Element(f"{SVG}pattern", {"id": f"hatch-{number}", **size, **turned})
    ET.SubElement(pattern, f"{SVG}rect", {**size, "fill": COLOURS[number]})
    line = {"x1": "0", "y1": "0", "x2": "0", "y2": "7", "stroke": colour, "stroke-width": "3"}
    ET.SubElement(pattern, f"{SVG}line", line)
    return pattern
