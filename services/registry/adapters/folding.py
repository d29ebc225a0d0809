"""How a school's words are made comparable for search, in SQL, so that what is stored and what is asked agree."""

ACCENTS = "[\u0300-\u036f]"


def folded(words: str, *accented: str) -> str:
    """SQL for words in small letters without accents, apostrophes and full stops: "St. Mary's" is "st marys".

    All arguments are trusted SQL. `accented` are the parts of `words` that may have more than ASCII: nearly no row's
    do, and then the slow step is skipped. `replace` twice is ten times as fast as `translate`.
    """
    is_plain = " AND ".join(f"octet_length({part}) = char_length({part})" for part in accented)
    bare = f"regexp_replace(normalize(replace({words}, '’', ''), NFKD), '{ACCENTS}', '', 'g')"
    letters = f"CASE WHEN {is_plain} THEN {words} ELSE {bare} END"
    return f"replace(replace(lower(({letters}) COLLATE \"C\"), '''', ''), '.', '')"


SEARCHED = folded(
    "(name || ' ' || coalesce(town, '') || ' ' || coalesce(replace(postcode, ' ', ''), ''))",
    "name",
    "coalesce(town, '')",
)
"""The text that `searched` holds: name first, so that a name's beginning is its beginning; the postcode without its
space, so that both of its halves, and the whole written together, are found in it."""
