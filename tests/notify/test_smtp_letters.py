"""What a letter looks like on the wire, and that no name can change its headers."""

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.notify.adapters.headers import HeadersAsWritten
from services.notify.adapters.mime import AddressNotWritable, Parcel, parcel
from services.notify.domain.email import Letter, Mailbox, one_line
from tests.notify.smtp_servers import a_letter, mail_server, sender_to

HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
"""All that a service mail has, in this order."""

NAMES = st.one_of(
    st.text(max_size=150),
    st.text(st.characters(max_codepoint=0x17F), max_size=200),
    st.text(' ab,;:"\\<>=?_utf-8qŵ@()\r\n', max_size=200),
)
"""Anything as a name: any characters, Latin ones, and those that mean something in a header."""


def read(sent: Parcel) -> EmailMessage:
    """As a mail program reads it."""
    message = message_from_bytes(sent.content, policy=policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def shown(header: object) -> str:
    """A header's words, decoded as older programs do (Python's newer parser puts spaces into names)."""
    return str(make_header(decode_header(re.sub(r"\r?\n", "", str(header)))))


def raw(sent: Parcel, name: str) -> str:
    """A header as it stands on the wire, unfolded."""
    return str(message_from_bytes(sent.content)[name])


@settings(deadline=None)
@given(name=NAMES)
@example(name="Hilltop\r\nBcc: everybody@example.org\r\n\r\nDear all")
@example(name="=?utf-8?q?=0D=0ABcc=3A_everybody?=")
@example(name="000000000¡¡¡¡¡¡¡¡¡ࠀ𐀀𐀀𐀀𐀀")
@example(name='Ysgol "Ŵyn", Ôl & <Sons>')
@example(name="x" * 1200)
def test_any_text_as_a_schools_name_stays_a_name(name: str) -> None:
    """In the subject and in the recipient's name it arrives as it was, on one line, and adds no header."""
    sent = parcel(a_letter(f"{name} has joined", name=name))
    assert read(sent).keys() == HEADERS
    assert shown(raw(sent, "Subject")) == one_line(f"{name} has joined")
    display, address = parseaddr(re.sub(r"\r?\n", "", raw(sent, "To")))
    assert (shown(display), address) == (one_line(name), "ann@hilltop.example.org")


@pytest.mark.parametrize("words", range(1, 30))
def test_a_long_subject_begins_on_its_first_line(words: int) -> None:
    """However long, it isn't put below its name: some programs would show no subject at all, others a space."""
    subject = f"Your place is booked: {' '.join(['Pupils who are new to'] * words)} English, Thursday 21 January"
    lines = parcel(a_letter(subject)).content.split(b"\r\n")
    assert any(line.startswith(b"Subject: Your place is booked: Pupils") for line in lines)
    assert all(len(line) <= 78 for line in lines)
    assert read(parcel(a_letter(subject)))["Subject"] == subject


@settings(deadline=None)
@given(name=NAMES, text=st.text(max_size=3000))
def test_no_line_on_the_wire_is_too_long_or_ends_in_half_a_line_break(name: str, text: str) -> None:
    """Lines end with CRLF and have less than 998 bytes (RFC 5322), all of them ASCII."""
    content = parcel(a_letter(name, name=name, text=text)).content
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", content)
    assert all(len(line) < 998 for line in content.split(b"\r\n"))
    assert content.isascii()


def test_a_header_cannot_be_given_a_line_break() -> None:
    """Were a line break to slip past the tidying, the message couldn't be made at all."""
    message = EmailMessage(HeadersAsWritten())
    with pytest.raises(ValueError, match="linefeed"):
        message["Subject"] = "Hilltop\nBcc: everybody@example.org"


def test_a_letter_says_who_when_and_that_a_program_wrote_it() -> None:
    """London time with its offset, an id made of the message's own, and no answer wanted from holiday programs."""
    message = read(parcel(a_letter()))
    assert {name: message[name] for name in HEADERS[:6]} == {
        "From": "Ealing Teaching School Alliance <post@ealing.example.org>",
        "To": "Ann Shaw <ann@hilltop.example.org>",
        "Subject": "Hilltop Juniors has joined",
        "Date": "Thu, 01 Jul 2027 12:00:00 +0100",
        "Message-ID": "<00000000-0000-0000-0000-000000000007@ealing.example.org>",
        "Auto-Submitted": "auto-generated",
    }


def test_the_date_has_winters_offset_in_winter() -> None:
    """Noon in January is +0000."""
    letter = a_letter()
    winter = Letter(
        letter.message_id,
        letter.sender,
        letter.recipient,
        letter.email,
        datetime.fromisoformat("2027-01-04T12:00:00+00:00"),
    )
    assert read(parcel(winter))["Date"] == "Mon, 04 Jan 2027 12:00:00 +0000"


def test_plain_text_comes_first_and_its_twin_last() -> None:
    """A program shows the last part that it can (RFC 2046); both arrive as they were written."""
    message = read(parcel(a_letter(text="Ysgol Ŵyn\n.\n..two\nFrom here\n")))
    assert message.get_content_type() == "multipart/alternative"
    plain, html = message.iter_parts()
    assert isinstance(plain, EmailMessage)
    assert isinstance(html, EmailMessage)
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().splitlines() == ["Ysgol Ŵyn", ".", "..two", "From here"]
    assert html.get_content().strip() == "<p>Hello</p>"


def test_an_answer_goes_to_the_office_when_there_is_one() -> None:
    """Reply-To, besides the sender."""
    letter = a_letter(reply_to=Mailbox("The office", "office@ealing.example.org"))
    assert read(parcel(letter))["Reply-To"] == "The office <office@ealing.example.org>"


def test_a_mail_that_may_be_stopped_has_a_link_that_a_program_can_press() -> None:
    """Both headers of RFC 8058, the link whole however long it is."""
    link = f"https://alliance.example.org/stop/{'a' * 120}?token={'b' * 60}"
    sent = parcel(a_letter(stop_link=link))
    assert f"List-Unsubscribe: <{link}>\r\n".encode() in sent.content
    assert read(sent)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    ("address", "written", "utf8"),
    [
        ("Ann.Shaw@Hilltop.Example.org", "Ann.Shaw@hilltop.example.org", False),
        ("ann@ysgol-ŵyn.example", "ann@xn--ysgol-yn-g2b.example", False),
        ("siân@ysgol-ŵyn.example", "siân@xn--ysgol-yn-g2b.example", True),
        ("ann+courses@intranet", "ann+courses@intranet", False),
    ],
)
def test_an_address_beyond_ascii_is_written_as_far_as_possible_in_ascii(
    address: str, written: str, *, utf8: bool
) -> None:
    """The domain always can be (IDNA); only a part before the @ needs a server that knows UTF-8."""
    sent = parcel(a_letter(address=address))
    assert (sent.recipient, sent.utf8) == (written, utf8)
    assert f"<{written}>".encode() in sent.content


def test_what_is_no_address_is_not_repeated() -> None:
    """Errors are logged, and addresses stay out of logs."""
    with pytest.raises(AddressNotWritable) as refused:
        parcel(a_letter(address="ann shaw@hilltop"))
    assert "ann" not in str(refused.value)


async def test_a_utf8_address_reaches_a_server_that_knows_it() -> None:
    """SMTPUTF8 is asked for, and the server gets é as é."""
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        await smtp.send(a_letter(address="siân@hilltop.example.org"))
    (letter,) = postbox.letters
    assert (letter.rcpt_tos, letter.mail_options) == (["siân@hilltop.example.org"], ["SMTPUTF8"])


@pytest.mark.parametrize("text", [".", "..", ".\r\n.\r\n", "a\n.\nb\n", ".hidden\n", "\n\n"])
async def test_a_dot_at_a_lines_beginning_ends_nothing(text: str) -> None:
    """The message that the server gets is the one that was sent, byte for byte."""
    letter = a_letter(text=text)
    async with mail_server() as postbox, sender_to(postbox.server()) as smtp:
        await smtp.send(letter)
    got = postbox.letters[0].content
    assert isinstance(got, bytes)
    assert without_boundary(got) == without_boundary(parcel(letter).content)


def without_boundary(content: bytes) -> bytes:
    """The message without the line between its parts, which is random."""
    return re.sub(rb"={15}\d+==", b"", content)
