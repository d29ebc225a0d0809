"""The band of what is likely, drawn over a column of the projection: a bracket with its word."""

from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"

PROBABLE = "serie-3"
"""The part of a column that a band lies in; the picture's last one, on top of what is sure."""

AT = 0.1
"""Where in a column's width the bracket stands: beside the figure in its middle."""

ROOM = 230
"""How wide a column has to be for the word, besides its figure."""

CAP = 7
"""Half the width of the bracket's ends."""

INK = {"stroke": "#0b0c0c", "stroke-width": "2.5", "fill": "none", "class": "band"}

HALO = INK | {"stroke": "#ffffff", "stroke-width": "6"}
"""Below the ink, so that it is seen on hatches, too."""


def draw_band(svg: ET.Element, number: int, band: Mapping[str, Any]) -> None:
    """Draw it over the column with that number, whose probable part is as high as all applications together."""
    [series] = [
        each
        for each in svg.iter(f"{SVG}g")
        if PROBABLE in each.get("class", "").split() and each.find(f".//{SVG}rect") is not None
    ]
    column = list(series.iter(f"{SVG}rect"))[number]
    left, top, width, height = (float(column.get(name, "0")) for name in ("x", "y", "width", "height"))
    share = height / (band["most"] - band["sure"])
    low, high = (top + height - (band[end] - band["sure"]) * share for end in ("low", "high"))
    middle = left + width * AT
    path = f"M{middle - CAP:.1f} {high:.1f}h{2 * CAP}m{-CAP} 0V{low:.1f}m{-CAP} 0h{2 * CAP}"
    for ink in (HALO, INK):
        ET.SubElement(series, f"{SVG}path", {"d": path, **ink})
    if width >= ROOM:
        where = {"x": f"{middle + 2 * CAP:.1f}", "y": f"{(low + high) / 2 + 5:.1f}", "class": "band"}
        ET.SubElement(series, f"{SVG}text", where).text = "likely"
