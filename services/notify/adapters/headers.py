"""Headers on the wire, without what Python's own folding spoils.

CPython's folding puts a space into a long non-ASCII name or subject, leaves the first line of a long subject empty, as
though it had none, and encodes a long link as though it were words; and a subject that looks encoded is decoded when
it is assigned, line breaks and all (CVE-2024-6923): tests show all of it with Python 3.11. Assigning a header with a
line break still raises, as with every `EmailPolicy`.
"""

from email.header import Header
from email.headerregistry import Address, AddressHeader
from email.policy import EmailPolicy
from typing import Any, Final

ENCODED_LINE: Final = 76
"""Columns of a line with encoded words (RFC 2047)."""

PLAIN_LINE: Final = 78
"""Columns of a line without (RFC 5322)."""

SHORT: Final = 60
"""Columns of a name, or of a word of a subject, that stands on one line with room to spare."""

NEVER_FOLDED: Final = frozenset({"message-id", "list-unsubscribe"})
"""A fold inside these would break them; both stay far below the 998 bytes a line may have (RFC 5322)."""


class HeadersAsWritten(EmailPolicy):
    """Python's policy for SMTP, with names and links that arrive as written. `utf8` for addresses beyond ASCII."""

    def __init__(self, *, utf8: bool = False) -> None:
        super().__init__(linesep="\r\n", utf8=utf8)

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:  # the signature is the standard library's
        """The header to keep: a subject as it is, not what it might stand for. Raises `ValueError` for a line break."""
        kept = super().header_store_parse(name, value)
        return (name, value) if name.lower() == "subject" else kept

    def fold(self, name: str, value: Any) -> str:  # the signature is the standard library's
        """The header's lines, each ended by CRLF."""
        if isinstance(value, AddressHeader):
            return f"{name}: {', '.join(in_header(name, address) for address in value.addresses)}\r\n"
        if name.lower() in NEVER_FOLDED:
            return f"{name}: {value}\r\n"
        if name.lower() == "subject":
            return f"{name}: {subject(name, str(value))}\r\n"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:  # the signature is the standard library's
        """The same as bytes. Raises `UnicodeEncodeError` for an address beyond ASCII without `utf8`."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


def subject(name: str, text: str) -> str:
    """A subject's lines: as it is while that can be read, else in encoded words; the first line never empty."""
    if is_plain(text.split()):
        return Header(text, "us-ascii", maxlinelen=PLAIN_LINE, header_name=name).encode(linesep="\r\n")
    return in_encoded_words(name, text)


def in_header(name: str, address: Address) -> str:
    """`Name <address>`, the name quoted where it needs it, in encoded words when it is long or not ASCII."""
    if is_plain([address.display_name]):
        return str(address)
    return f"{in_encoded_words(name, address.display_name)} <{address.addr_spec}>"


def in_encoded_words(name: str, text: str) -> str:
    """The text in encoded words of at most 75 columns (RFC 2047), folded between them."""
    return Header(text, "utf-8", maxlinelen=ENCODED_LINE, header_name=name).encode(linesep="\r\n")


def is_plain(pieces: list[str]) -> bool:
    """Whether all pieces can stand in a header as they are: short, ASCII, and not looking as though encoded."""
    return all(piece.isascii() and len(piece) <= SHORT and "=?" not in piece for piece in pieces)
