"""Whatever the service writes into the audit trail has words in both languages: found in schema and source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import app
from app.api import build_schema
from app.schema.audit_words import WORDS, actions_said

SOURCE = Path(app.__file__).parent
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def mutations() -> set[str]:
    type_ = build_schema()._schema.mutation_type
    assert type_ is not None
    return set(type_.fields)


def noted() -> Iterator[tuple[str, str | None]]:
    """Place and action of each note() and entry() in the source; None: not a literal, nor a constant of its module."""
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        constants = {
            target.id: node.value.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("note", "entry"):
                action = node.args[1]
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                if isinstance(action, ast.Constant):
                    yield place, str(action.value)
                elif isinstance(action, ast.Name) and action.id in constants:
                    yield place, str(constants[action.id])
                elif not (isinstance(action, ast.Name) and action.id in ("mutation", "action")):
                    yield place, None


def test_every_mutation_has_words() -> None:
    assert sorted(mutations() - WORDS.keys()) == []


def test_every_action_noted_in_the_source_has_words() -> None:
    found = list(noted())

    assert ("verifyResult") in {action for _, action in found}
    assert [(place, action) for place, action in found if action not in WORDS] == []


def test_words_are_english_and_japanese() -> None:
    assert [words for words in WORDS.values() if _JAPANESE.search(words[0]) or not _JAPANESE.search(words[1])] == []


def test_actions_are_found_by_their_words() -> None:
    assert actions_said("sign-in") == ["signIn", "completeSignIn"]
    assert actions_said("写真") == ["viewPhoto"]
    assert actions_said("VERIFYRESULT") == ["verifyResult"]
    assert actions_said("nothing of the kind") == []
