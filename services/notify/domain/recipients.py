"""Who may be written to: everybody, or only some while a new alliance tries itself out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recipients:
    """Everybody, unless some are named: by address, or by domain, which means all who have an address there."""

    named: frozenset[str] = frozenset()

    @classmethod
    def read(cls, text: str) -> "Recipients":
        """As a setting says it: `ann@hilltop.example.org, ealing.example.org`; blank means everybody.

        Raises `ValueError` for what is neither an address nor a domain.
        """
        named = frozenset(word.strip().lower() for word in text.split(",") if word.strip())
        for each in sorted(named):
            before, at, domain = each.rpartition("@")
            if bool(at) != bool(before) or "." not in domain.strip(".") or len(each.split()) > 1:
                raise ValueError(f"{each!r} is neither an address (ann@hilltop.sch.uk) nor a domain (hilltop.sch.uk)")
        return cls(named)

    def include(self, address: str) -> bool:
        """May this address be written to?"""
        domain = address.rpartition("@")[2]
        return not self.named or bool(self.named & {address.lower(), domain.lower()})


EVERYBODY = Recipients()
