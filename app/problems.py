"""What can be wrong with an input. Every message is written out here, so that none goes untranslated (tests)."""

import unicodedata
from datetime import date, datetime

from app import folding
from app.errors import Problem, RefusalCode

OLDEST_BIRTH = date(1900, 1, 1)


def required(*path: str) -> Problem:
    return Problem(RefusalCode.REQUIRED, "This must not be empty.", path)


def unstorable(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This has characters that no text can have.", path)


def email_invalid(*path: str) -> Problem:
    return Problem(RefusalCode.EMAIL_INVALID, "This is not an e-mail address.", path)


def password_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "A password has at most 1,024 characters.", path)


def password_too_short(*path: str) -> Problem:
    return Problem(RefusalCode.PASSWORD_TOO_SHORT, "A password has at least 8 characters.", path)


def password_too_common(*path: str) -> Problem:
    message = "This password is among the first that are tried: it is common, or made of your name or address."
    return Problem(RefusalCode.PASSWORD_TOO_COMMON, message, path)


def account_kind_needed(*path: str) -> Problem:
    message = "This address has several accounts with this password: say which one."
    return Problem(RefusalCode.REQUIRED, message, path)


def statement_number_invalid(*path: str) -> Problem:
    message = "A statement number is 6 to 20 letters A to Z and digits."
    return Problem(RefusalCode.INVALID, message, path)


def not_a_birth_date(*path: str) -> Problem:
    return Problem(RefusalCode.OUT_OF_RANGE, "Nobody who sat an exam was born on this date.", path)


def reference_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "A reference has at most 100 characters.", path)


def in_the_past(*path: str) -> Problem:
    return Problem(RefusalCode.IN_THE_PAST, "This moment has passed already.", path)


def too_many_results(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_MANY, "At most 100 results can be shared at once.", path)


def too_many_shares(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_MANY, "At most 1,000 shares can be named at once.", path)


def shares_or_filter(*path: str) -> Problem:
    return Problem(RefusalCode.EXACTLY_ONE, "Give exactly one of shareIds and filter.", path)


def cursor_without_filter(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "upTo goes with filter only.", path)


def cursor_invalid(*path: str) -> Problem:
    return Problem(RefusalCode.CURSOR_INVALID, "This cursor does not belong here.", path)


def key_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "An idempotency key has at most 200 characters.", path)


def name_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "A name has at most 100 characters.", path)


def city_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "The name of an organisation or a city has at most 200 characters.", path)


def website_invalid(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This is not an address on the web, such as https://www.example.org.", path)


def not_accepted_yet(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This user has not accepted the invitation yet.", path)


def own_account(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This is your own account: name another user.", path)


def network_invalid(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This is not a network, such as 192.0.2.0/24 or 2001:db8::/32.", path)


def too_many_networks(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_MANY, "At most 100 networks can be named.", path)


def lasts_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.OUT_OF_RANGE, "An API key lasts two years at most.", path)


def overlap_out_of_range(*path: str) -> Problem:
    return Problem(RefusalCode.OUT_OF_RANGE, "The old key works on for 0 to 2,160 hours.", path)


def too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "This is too long.", path)


def date_format_letters(*path: str) -> Problem:
    message = "The letters of a date format are y, M, d, E, H, h, m, s and a; words go in quotes: d 'of' MMMM yyyy."
    return Problem(RefusalCode.INVALID, message, path)


def date_format_quote(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "A quote in this date format is not closed.", path)


def date_format_without_date(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This date format shows no year, month or day.", path)


def date_format_time(*path: str) -> Problem:
    message = "The time in a date format is in one piece: HH:mm, HH:mm:ss, or h:mm a with AM or PM."
    return Problem(RefusalCode.INVALID, message, path)


def holds_an_address(name: str) -> bool:
    """Mails to people who never asked for one repeat names: these must not become advertisements."""
    text = folding.folded(name)
    return "://" in text or "www." in text or "@" in text


def no_addresses_in_names(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "A name has no addresses in it.", path)


def filename_empty(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "Nothing of this can be a file's name.", path)


def filename_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "A file's name has at most 200 characters.", path)


def of_another_format(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This belongs to another format.", path)


def organisation_or_invitation(*path: str) -> Problem:
    return Problem(RefusalCode.EXACTLY_ONE, "Give exactly one of organisationId and inviteOrganisation.", path)


def text_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "This has at most 200 characters.", path)


def reason_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "This has at most 2,000 characters.", path)


def budget_out_of_range(*path: str) -> Problem:
    return Problem(RefusalCode.OUT_OF_RANGE, "A budget is 1 to 1,000,000 checks a day.", path)


def choice_of_rows(*path: str) -> Problem:
    message = "Give exactly one of shareIds, filter, verificationIds and verificationFilter."
    return Problem(RefusalCode.EXACTLY_ONE, message, path)


def except_without_filter(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "This goes with filter only.", path)


def too_many_checks(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_MANY, "At most 1,000 verifications can be named at once.", path)


def too_many_exceptions(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_MANY, "At most 10,000 exceptions can be named.", path)


def too_many_columns(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_MANY, "A template has at most 200 columns.", path)


def column_unknown(*path: str) -> Problem:
    return Problem(RefusalCode.COLUMN_UNKNOWN, "There is no such column: see templateColumns.", path)


def heading_too_long(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_LONG, "A heading has at most 200 characters.", path)


def template_name_taken(*path: str) -> Problem:
    return Problem(RefusalCode.INVALID, "Another template has this name already.", path)


def too_many_templates(*path: str) -> Problem:
    return Problem(RefusalCode.TOO_MANY, "An organisation has at most 200 templates.", path)


def storable(text: str) -> bool:
    """Whether the database can hold it and people can read it: no NUL, no control character, no half of a pair."""
    return not any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def passed(moment: datetime | None, now: datetime) -> bool:
    """Whether an expiry is of no use any more."""
    return moment is not None and moment <= now


def possible_birth(day: date, now: datetime) -> bool:
    """Whether somebody who sat an exam may have been born then."""
    return OLDEST_BIRTH <= day <= now.date()
