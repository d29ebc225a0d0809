"""Types of establishment. Editions write one type in several ways; it is kept as the register's code list writes it."""

TYPES = {
    "1": "Community school",
    "2": "Voluntary aided school",
    "3": "Voluntary controlled school",
    "5": "Foundation school",
    "6": "City technology college",
    "7": "Community special school",
    "8": "Non-maintained special school",
    "10": "Other independent special school",
    "11": "Other independent school",
    "12": "Foundation special school",
    "14": "Pupil referral unit",
    "15": "Local authority nursery school",
    "18": "Further education",
    "24": "Secure units",
    "25": "Offshore schools",
    "26": "Service children's education",
    "27": "Miscellaneous",
    "28": "Academy sponsor led",
    "29": "Higher education institutions",
    "30": "Welsh establishment",
    "31": "Sixth form centres",
    "32": "Special post 16 institution",
    "33": "Academy special sponsor led",
    "34": "Academy converter",
    "35": "Free schools",
    "36": "Free schools special",
    "37": "British schools overseas",
    "38": "Free schools alternative provision",
    "39": "Free schools 16 to 19",
    "40": "University technical college",
    "41": "Studio schools",
    "42": "Academy alternative provision converter",
    "43": "Academy alternative provision sponsor led",
    "44": "Academy special converter",
    "45": "Academy 16-19 converter",
    "46": "Academy 16 to 19 sponsor led",
    "49": "Online provider",
    "56": "Institution funded by other government department",
    "57": "Academy secure 16 to 19",
}
"""The Department's code list of 22 April 2025."""

ALIASES = {
    "la nursery school": "15",
    "free school": "35",
    "free school-special": "36",
    "free school ap": "38",
    "free schools - alternative provision": "38",
    "free schools - 16-19": "39",
    "academy 16-19 sponsor led": "46",
}
"""Other spellings met in editions of 2016 to 2025. "Mainstream academy" and its like name no single type."""

BY_NAME = {name.casefold(): name for name in TYPES.values()} | {old: TYPES[code] for old, code in ALIASES.items()}


def type_name(written: str) -> str:
    """The code list's name of a type given by code or by name; what it doesn't know stays as it was written."""
    return TYPES.get(written) or BY_NAME.get(written.casefold(), written)
