"""What the README says is so: its documents are valid, its settings exist, its links lead somewhere."""

import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from app.settings import Settings

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])


@pytest.mark.parametrize("document", re.findall(r"```graphql\n(.*?)```", README, re.DOTALL))
def test_its_documents_are_valid(document: str) -> None:
    schema = build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))

    assert validate(schema, parse(document)) == []


def test_its_settings_are_the_settings() -> None:
    table = README[README.index("| variable |") : README.index("## Where things are")]
    variables = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = set(re.findall(r"[A-Z][A-Z_]+", " ".join(variables)))

    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
