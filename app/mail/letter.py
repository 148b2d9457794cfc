"""A row of the outbox as an RFC 5322 message: the same bytes at each try, and no header but those that stand here."""

import re
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from app.models import Mail
from app.models.enums import Language


class _Wire(EmailPolicy):
    """Everything is ASCII: no server needs 8BITMIME. Encoded words are the older module's: the newer one loses a
    space where a long name is folded at it."""

    def fold(self, name: str, value: Any) -> str:
        text = str(value)
        if name == "List-Unsubscribe":  # an address that is longer than a line must not become encoded words
            return f"{name}: {text}{self.linesep}"
        if text.isascii():
            return str(super().fold(name, value))
        addresses = getattr(value, "addresses", ())
        text = addresses[0].display_name if addresses else text
        folded = Header(text, "utf-8", header_name=name).encode(linesep=self.linesep)
        ending = f"{self.linesep} <{addresses[0].addr_spec}>" if addresses else ""
        return f"{name}: {folded}{ending}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


_POLICY = _Wire(linesep="\r\n", cte_type="7bit")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_LANGUAGES = {Language.EN: "en", Language.JA: "ja"}


class BadAddress(ValueError):
    """This is no address that a mail can be sent to."""


def address(text: str) -> Address:
    """As in `MAIL_FROM`: Name <mailbox@example.org>, or the address alone. Raises BadAddress."""
    name, mailbox = parseaddr(text)
    return _address(name, mailbox)


def letter(mail: Mail, sender: Address, switch_off_url: str | None = None) -> EmailMessage:
    """What is sent. Raises BadAddress. `switch_off_url`: of mails that can be switched off; mailboxes show a button for
    it, and press it with a POST (RFC 8058)."""
    message = EmailMessage(_POLICY)
    message["From"] = sender
    message["To"] = _address(mail.recipient_name, mail.recipient)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = message_id(mail, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office replies, please
    if switch_off_url is not None:
        message["List-Unsubscribe"] = f"<{switch_off_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    message["Content-Language"] = _LANGUAGES[mail.language]  # at last: what sets a content takes such headers away
    message.set_boundary(f"=_{mail.id.hex}")
    return message


def message_id(mail: Mail, sender: Address) -> str:
    """Of the row's id: who gets a mail twice can tell."""
    return f"<{mail.id.hex}@{sender.domain}>"


def one_line(text: str) -> str:
    """Without control characters: what people typed cannot begin a header of its own."""
    return _CONTROL.sub(" ", text).strip()


def _address(name: str, mailbox: str) -> Address:
    """The domain in the form of the wire (IDNA). A mailbox not in ASCII would need SMTPUTF8: few servers have it."""
    if _CONTROL.search(mailbox):
        raise BadAddress(BadAddress.__doc__)
    try:
        local, _, domain = mailbox.rpartition("@")
        found = Address(one_line(name), addr_spec=f"{local}@{domain.encode('idna').decode()}")
    except (ValueError, IndexError, MessageError) as error:
        raise BadAddress(BadAddress.__doc__) from error
    if not found.domain or not found.username or not found.addr_spec.isascii():
        raise BadAddress(BadAddress.__doc__)
    return found
