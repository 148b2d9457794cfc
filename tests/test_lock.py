"""What is installed is what was locked: every package pinned, hashed, and from whichever registry one uses."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")


def packages(name: str) -> dict[str, list[str]]:
    """Each pinned package's lines, the first of which pins it."""
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    return {line.split("==")[0]: line.split() for line in lines}


@pytest.mark.parametrize("name", LOCKS)
def test_everything_is_pinned_and_hashed(name: str) -> None:
    found = packages(name)

    assert len(found) > 30
    for package, words in found.items():
        assert re.fullmatch(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[0-9][0-9a-z.+]*", words[0]), package
        hashes = [word for word in words if word.startswith("--hash=")]
        assert hashes, package
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", word) for word in hashes), package


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_names_a_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")

    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_the_locks_agree_and_hold_what_the_project_asks_for() -> None:
    production, development = packages(LOCKS[0]), packages(LOCKS[1])
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["build"]]
    names = {re.split(r"[\[=<>;! ]", one)[0] for one in asked}

    assert {name: words[0] for name, words in production.items()}.items() <= {
        name: words[0] for name, words in development.items()
    }.items()
    assert names <= {re.split(r"\[", name)[0] for name in production}
