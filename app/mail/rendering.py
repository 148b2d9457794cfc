"""Messages as mails: subject, plain text and HTML, in the reader's language."""

import re
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from app.mail.messages import Message
from app.messages import translated
from app.models.enums import Language

#: What every mail says around its message.
SERVICE = "Results verification"
WHY = "You receive this e-mail because of something done with your account or your address. It was sent automatically."
LAYOUT = (SERVICE, WHY)

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What is sent."""

    subject: str
    text: str
    html: str


def rendered(message: Message, language: Language) -> Rendered:
    """The message, its places filled. Whatever people typed stays within its line, and is no markup."""
    values = {name: _one_line(value) for name, value in asdict(message).items()}
    links = {name: _link(value) if _is_url(name) else value for name, value in values.items()}

    def said(msgid: str) -> str:
        return translated(msgid, language).format_map(values)

    parts: dict[str, Any] = {
        "lang": language.value.lower(),
        "service": translated(SERVICE, language),
        "why": translated(WHY, language),
        "subject": said(message.subject),
        "button": None if message.button is None else said(message.button),
        "url": values.get("url"),
    }
    text = _template("mail.txt").render(parts, paragraphs=[said(paragraph) for paragraph in message.paragraphs])
    marked_up = [escape(translated(paragraph, language)).format(**links) for paragraph in message.paragraphs]
    html = css_inline.inline(_template("mail.html").render(parts, paragraphs=marked_up), load_remote_stylesheets=False)
    return Rendered(parts["subject"], text, html)


@cache
def _template(name: str) -> Any:
    environment = Environment(
        loader=PackageLoader("app.mail"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def _one_line(value: Any) -> Any:
    return _CONTROL.sub(" ", value).strip() if isinstance(value, str) else value


def _is_url(name: str) -> bool:
    return name == "url" or name.endswith("_url")


def _link(url: str) -> Markup:
    return Markup('<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>').format(url)
