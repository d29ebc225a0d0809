"""A letter as it goes over the wire: addresses for the envelope, MIME for the rest."""

from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from services.notify.adapters.headers import HeadersAsWritten
from services.notify.domain.email import Letter, Mailbox, one_line
from shared.kernel.clock import LONDON


class AddressNotWritable(ValueError):
    """This can't be an e-mail address. It is not repeated here: addresses stay out of logs."""

    def __init__(self) -> None:
        super().__init__("An e-mail can't be sent to an address that is none.")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a mail server is handed. `utf8`: an address isn't ASCII, so the server must offer SMTPUTF8 (RFC 6531)."""

    sender: str
    recipient: str
    utf8: bool
    content: bytes


def parcel(letter: Letter) -> Parcel:
    """The letter ready for the wire, lines ended by CRLF and shorter than 998 bytes. Raises `AddressNotWritable`."""
    sender, recipient = address_of(letter.sender), address_of(letter.recipient)
    utf8 = sender.smtputf8 or recipient.smtputf8
    content = as_mime(letter, sender, recipient, HeadersAsWritten(utf8=utf8)).as_bytes()
    return Parcel(written(sender), written(recipient), utf8, content)


def as_mime(
    letter: Letter, sender: ValidatedEmail, recipient: ValidatedEmail, policy: HeadersAsWritten
) -> EmailMessage:
    """Headers, then the plain text, then its twin in HTML (RFC 2046: the richest last), then calendar files."""
    message = EmailMessage(policy)
    message["From"] = header(letter.sender, sender)
    message["To"] = header(letter.recipient, recipient)
    if letter.reply_to:
        message["Reply-To"] = header(letter.reply_to, address_of(letter.reply_to))
    message["Subject"] = one_line(letter.email.subject)
    message["Date"] = letter.date.astimezone(LONDON)
    message["Message-ID"] = f"<{letter.message_id}@{sender.ascii_domain}>"
    # RFC 3834: out-of-office programs don't answer these
    message["Auto-Submitted"] = "auto-generated"
    if letter.stop_link:
        message["List-Unsubscribe"] = f"<{letter.stop_link}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.email.text, cte="quoted-printable")
    message.add_alternative(letter.email.html, subtype="html", cte="quoted-printable")
    for file in letter.email.calendars:
        params = {"charset": "utf-8", "method": file.method}
        message.add_attachment(file.content, "text", "calendar", filename=file.name, cte="base64", params=params)
    return message


def address_of(mailbox: Mailbox) -> ValidatedEmail:
    """The address taken apart, its domain in ASCII too. Raises `AddressNotWritable`."""
    try:
        return validate_email(mailbox.address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise AddressNotWritable from None


def header(mailbox: Mailbox, address: ValidatedEmail) -> Address:
    """`Name <address>` for a header."""
    return Address(one_line(mailbox.name), address.local_part, address.ascii_domain)


def written(address: ValidatedEmail) -> str:
    """The address for MAIL and RCPT: the domain always in ASCII (IDNA), the part before the @ as it is."""
    return f"{address.local_part}@{address.ascii_domain}"
