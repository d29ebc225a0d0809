"""The plain-text twin's lines."""

import re
from textwrap import fill

WIDTH = 72
"""Columns. Longer lines are broken badly by mail programs that quote."""


def wrapped(text: str) -> str:
    """Paragraphs filled to 72 columns; an indented one keeps its lines. Addresses are never broken."""
    paragraphs = re.split(r"\n(?:[ \t]*\n)+", text)
    return "\n\n".join(paragraph_filled(paragraph) for paragraph in paragraphs if paragraph.strip()) + "\n"


def paragraph_filled(paragraph: str) -> str:
    """One paragraph, unless it is indented: then its lines are meant."""
    if paragraph.startswith("  "):
        return paragraph.rstrip()
    return fill(" ".join(paragraph.split()), WIDTH, break_long_words=False, break_on_hyphens=False)
