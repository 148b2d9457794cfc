"""Messages as mails: subject, plain text and HTML, in the reader's language."""

from dataclasses import asdict, dataclass
from html import escape

from app.mail.messages import Message
from app.messages import translated
from app.models.enums import Language


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent."""

    subject: str
    text: str
    html: str


def rendered(message: Message, language: Language) -> Rendered:
    """The message, its places filled."""
    values = asdict(message)

    def said(msgid: str) -> str:
        return translated(msgid, language).format_map(values)

    paragraphs = [said(paragraph) for paragraph in message.paragraphs]
    html = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    if message.button is not None:
        paragraphs.append(f"{said(message.button)}: {values['url']}")
        html += f'<p><a href="{escape(values["url"])}">{escape(said(message.button))}</a></p>'
    return Rendered(said(message.subject), "\n\n".join(paragraphs) + "\n", html)
