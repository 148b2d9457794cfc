"""Mails made of the log, as subject, plain text and HTML, in the reader's language. One page serves all who get the
same: the link that switches mails off is filled in for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import css_inline

from app.mail import digest_words as words
from app.mail.digest_documents import Correction, Corrections, NewShare, NewShares
from app.mail.rendering import SERVICE, Rendered, _one_line, _template
from app.messages import translated
from app.models.enums import Language

_SWITCH = "rvs-switch-off-address"
"""Stands where each reader's own link belongs."""


@dataclass(frozen=True, slots=True)
class Page:
    """For all readers."""

    rendered: Rendered

    def of(self, switch_off_url: str) -> Rendered:
        """For one."""
        made = self.rendered
        return Rendered(
            made.subject, made.text.replace(_SWITCH, switch_off_url), made.html.replace(_SWITCH, switch_off_url)
        )


@dataclass(frozen=True, slots=True)
class _Say:
    """Says things in one language."""

    language: Language

    def __call__(self, msgid: str, **values: Any) -> str:
        return translated(msgid, self.language).format_map({k: _one_line(v) for k, v in values.items()})

    def listed(self, parts: Sequence[str]) -> str:
        """One after the other."""
        return ("、" if self.language is Language.JA else ", ").join(parts)


def shares_page(found: NewShares, language: Language, address: str) -> Page:
    """Of new shares. `address`: of the service."""
    say = _Say(language)
    subject = say(
        words.ONE_NEW if found.count == 1 else words.MANY_NEW, count=found.count, organisation=found.organisation
    )
    parts = {
        "subject": subject,
        "intro": say(words.SHARED),
        "counts": [f"{label}: {count}" for label, count in found.by_exam] if len(found.by_exam) > 1 else [],
        "items": [_share(say, share, address) for share in found.listed],
        "why": say(words.WHY_SHARES),
    }
    return _page(say, parts, found.count - len(found.listed), address)


def corrections_page(found: Corrections, language: Language, address: str) -> Page:
    """Of corrections."""
    say = _Say(language)
    parts = {
        "subject": say(words.ONE_CHANGED if found.count == 1 else words.MANY_CHANGED, count=found.count),
        "intro": say(words.CHANGED, organisation=found.organisation),
        "counts": [],
        "items": [_correction(say, each, address) for each in found.listed],
        "why": say(words.WHY_CORRECTIONS),
    }
    return _page(say, parts, found.count - len(found.listed), address)


def _share(say: _Say, share: NewShare, address: str) -> Mapping[str, Any]:
    details = [share.exam]
    if share.level is not None:
        details.append(share.level)
    if share.band is not None:
        details.append(say(words.BAND, lowest=share.band[0], highest=share.band[1]))
    if share.status in words.STATUSES:
        details.append(say(words.STATUSES[share.status]))
    return {"name": _one_line(share.name), "url": address + share.path, "details": say.listed(details), "more": []}


def _correction(say: _Say, found: Correction, address: str) -> Mapping[str, Any]:
    details = [say(words.KINDS[found.kind])]
    if found.number is not None:
        details.append(say(words.STATEMENT, number=found.number))
    if not found.is_visible:
        details.append(say(words.ENDED))
    more = []
    if found.fields:
        fields = say.listed([say(words.CHANGES[name]) for name in found.fields if name in words.CHANGES])
        more.append(say(words.FIELDS, fields=fields))
    if found.reason:
        more.append(say(words.REASON, reason=found.reason))
    name = found.name or found.number or ""
    url = f"{address}/shares" if found.path is None else address + found.path
    return {"name": _one_line(name), "url": url, "details": say.listed(details), "more": more}


def _page(say: _Say, parts: dict[str, Any], beyond: int, address: str) -> Page:
    parts |= {
        "lang": say.language.value.lower(),
        "service": say(SERVICE),
        "beyond": say(words.MORE, count=beyond) if beyond > 0 else "",
        "button": say(words.ALL_SHARES),
        "url": f"{address}/shares",
        "switch_off": say(words.SWITCH_OFF),
        "switch_off_url": _SWITCH,
    }
    html = css_inline.inline(_template("digest.html").render(parts), load_remote_stylesheets=False)
    return Page(Rendered(parts["subject"], _template("digest.txt").render(parts), html))
