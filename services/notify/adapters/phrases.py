"""What the codes in facts mean, as a letter says it. Of a code that isn't here nobody is told nonsense: it raises."""

PHRASES: dict[str, dict[str, str]] = {
    "declined": {
        "no_capacity": "All our specialists are needed elsewhere.",
        "no_specialist": "We have no specialist for it.",
        "home_school_cannot_release": "The specialist's own school can't let them go.",
        "not_ours_to_give": "It isn't ours to give.",
        "other": "",
    },
    "alternative": {
        "another_alliance": "Another alliance may be able to help.",
        "local_authority": "Your local authority may be able to help.",
        "trust": "Your trust may be able to help.",
        "course": "One of our courses may be of help.",
    },
    "called off": {
        "too_few_booked": "Too few people had booked.",
        "trainer_unavailable": "Its trainer can't come.",
        "venue_unavailable": "Its rooms can't be had.",
        "other": "",
    },
    "ended": {"finished": "finished", "stopped_early": "stopped early"},
    "cancelled": {
        "school": "{school} told us that the place isn't needed any more.",
        "alliance": "The alliance's office decided so.",
        "school_left": "{school} has left the alliance, so its places go to others.",
        "school_closed": "{school} has closed, so its places go to others.",
    },
    "grant": {"core": "core grant", "nle": "NLE grant", "s2s": "school-to-school support grant"},
}


def phrase(code: str, about: str, **names: str) -> str:
    """What a code means; `names` are put in. Raises `ValueError` for one that nobody has thought of."""
    if code not in PHRASES[about]:
        raise ValueError(f"nobody has thought of {code!r}, of what was {about}")
    return PHRASES[about][code].format(**names)
