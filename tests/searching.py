"""What a search finds, said plainly: the SQL functions `search_terms` and `search_query` have to say the same."""

import re

from app.folding import folded

_EAST_ASIAN = re.compile("[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]")


def beginnings(search_text: str) -> set[str]:
    """Where a word may begin, each with the rest of its word."""
    return {
        word[place : place + 64]
        for word in search_text[:1000].split(" ")
        for place in range(len(word))
        if place == 0 or word[place - 1] in "-'" or _EAST_ASIAN.search(word)
    }


def finds(words: list[str], search_text: str) -> bool:
    """Whether folded words find what has this search text."""
    terms = beginnings(search_text)
    return all(any(term.startswith(word[:64]) for term in terms) for word in words)


def search_finds(search: str, search_text: str) -> bool:
    """The same of what somebody typed."""
    return finds(folded(search).split(), search_text)
