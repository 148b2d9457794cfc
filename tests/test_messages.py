"""Whatever the service says is there in Japanese too: found in the source, so that nothing is forgotten."""

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po

import app
from app.actions.expire_registrations import REASON
from app.actions.revoke_share import NOT_UNDONE
from app.errors import ApiError, LinkExpired, NoMatch, Refusal
from app.exports.catalogue import catalogue
from app.exports.graph import exported
from app.exports.statement.words import VOCABULARIES
from app.mail.messages import Message
from app.mail.rendering import LAYOUT
from app.messages import CATALOGUE, translated
from app.models.enums import Language
from app.schema.download_words import WORDS

SOURCE = Path(app.__file__).parent
#: Exceptions and values that carry a message, and its place among their arguments.
CARRIERS = {"Problem": 1, "Conflict": 1, "BadInput": 0}
#: Messages that depend on the refusal at hand.
PROPERTIES = {LinkExpired(used=True).message, NOT_UNDONE, REASON, *WORDS.values()}
_PLACEHOLDER = re.compile(r"\{[^{}]*\}|%\([^)]*\)[a-z]|%[a-z]")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def test_every_refusal_and_error_is_translated() -> None:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        importlib.import_module(module.name)
    docstrings = {(kind.__doc__ or "").strip() for root in (Refusal, ApiError) for kind in descendants(root)}

    assert sorted(text for text in docstrings if not is_japanese(text)) == []


def test_every_message_given_in_the_source_is_translated() -> None:
    messages = [given for path in SOURCE.rglob("*.py") for given in messages_in(path)]

    assert len(messages) > 20
    assert [text for text in PROPERTIES if not is_japanese(text)] == []
    assert [(place, text) for place, text in messages if not is_japanese(text)] == []


def test_every_mail_is_translated() -> None:
    said = list(mails())

    assert len(said) > 20
    assert [text for text in said if not is_japanese(text)] == []


def test_every_word_of_a_statement_is_translated() -> None:
    assert sorted(text for text in statements() if not is_japanese(text)) == []


def test_every_column_of_a_download_is_translated() -> None:
    assert sorted(text for text in columns() if not is_japanese(text) and text != "ID") == []


def test_the_catalogue_says_nothing_that_the_service_does_not() -> None:
    said = {text for path in SOURCE.rglob("*.py") for _, text in messages_in(path)}
    said |= {(kind.__doc__ or "").strip() for root in (Refusal, ApiError) for kind in descendants(root)}
    said |= {*mails(), *statements(), *columns(), *PROPERTIES}

    assert sorted(entry.id for entry in read_catalogue() if entry.id not in said) == []


def test_translations_keep_placeholders() -> None:
    for entry in read_catalogue():
        assert sorted(_PLACEHOLDER.findall(entry.id)) == sorted(_PLACEHOLDER.findall(entry.string)), entry.id


@pytest.mark.parametrize(
    ("message", "language", "expected"),
    [
        (NoMatch().message, Language.JA, "この成績証明書番号と生年月日に一致する結果はありません。"),
        (NoMatch().message, Language.EN, "No result has this statement number and date of birth."),
        ("Nobody has translated this.", Language.JA, "Nobody has translated this."),
        ("", Language.JA, ""),
    ],
)
def test_a_message_is_said_in_the_language_asked(message: str, language: Language, expected: str) -> None:
    assert translated(message, language) == expected


def is_japanese(text: str) -> bool:
    return _JAPANESE.search(translated(text, Language.JA)) is not None


def descendants(kind: type[Any]) -> Iterator[type[Any]]:
    yield kind
    for child in kind.__subclasses__():
        yield from descendants(child)


def read_catalogue() -> list[Any]:
    with CATALOGUE.open("rb") as file:
        return [entry for entry in read_po(file, locale="ja", abort_invalid=True) if entry.id]


def mails() -> Iterator[str]:
    """What is said in all kinds of mails."""
    yield from LAYOUT
    for kind in (each for child in Message.__subclasses__() for each in descendants(child)):
        yield from (kind.subject, *kind.paragraphs)
        if kind.button is not None:
            yield kind.button


def statements() -> set[str]:
    """What is printed in PDF statements."""
    return {word.value for words in VOCABULARIES for word in words}


def columns() -> set[str]:
    """What the columns of downloads are called."""
    return {column.label[Language.EN] for column in catalogue(exported()).values()}


def messages_in(path: Path) -> Iterator[tuple[str, str]]:
    """Where, what: the text given to a carrier, directly or by a name that its function sets."""
    for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        named = dict(assigned(function))
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CARRIERS:
                given = call.args[CARRIERS[call.func.id]]
                place = f"{path.relative_to(SOURCE)}:{call.lineno}"
                if isinstance(given, ast.Constant):
                    yield place, str(given.value)
                else:
                    yield place, named.get(ast.unparse(given), f"not written out: {ast.unparse(given)}")


def assigned(function: ast.AST) -> Iterator[tuple[str, str]]:
    """Names that are set to a text."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            yield ast.unparse(node.targets[0]), str(node.value.value)
