"""Makes app/security/common_passwords.txt: `python tools/common_passwords.py`.

No list that somebody published is copied. What people choose follows few patterns, which are spelt out here: a common
word and what is hung on to it, keys that lie side by side, runs and repetitions, dates. Everything under the shortest
permitted length is left out, for it is refused anyway.
"""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

SHORTEST = 8
TARGET = Path(__file__).parents[1] / "app" / "security" / "common_passwords.txt"

_WORDS = """
password passwort passwd pass welcome letmein admin administrator login master secret private access changeme default
guest user test testing temp temporary hello iloveyou loveyou sunshine princess monkey dragon tiger lion panda kitten
puppy football baseball basketball soccer hockey rugby cricket tennis golf superman batman spiderman starwars pokemon
naruto mario zelda minecraft summer winter spring autumn monday tuesday wednesday thursday friday saturday sunday
january february march april june july august september october november december london paris berlin tokyo kyoto
osaka sapporo newyork cambridge oxford england scotland japan germany france canada australia university college
school student teacher education english language exam exams result results certificate computer internet google
facebook apple microsoft samsung windows linux android iphone money freedom liberty family mother father sister
brother daughter michael jennifer jessica daniel thomas charlie george robert william matthew andrew joshua ashley
amanda nicole samantha hannah sophie purple orange yellow silver golden diamond crystal flower rainbow butterfly
chocolate cookie cheese banana cherry strawberry pepper ginger ferrari porsche mercedes toyota honda yamaha harley
mustang guitar piano music jordan arsenal chelsea liverpool manchester barcelona madrid sakura himawari arigatou
konnichiwa aishiteru watashi daisuki sayonara nihon nippon fujisan doraemon pikachu totoro tanuki neko hoshi tsuki
yamada tanaka suzuki takahashi watanabe whatever trustno1 killer hunter ranger shadow phoenix angel heaven jesus
blessed faith maggie buster rocky
"""
WORDS = _WORDS.split()
_ENDINGS = """
1 12 123 1234 12345 123456 1! 12! 123! ! !! @ @1 @123 # #1 0 00 000 007 01 02 11 111 1111 2 21 22 222 23 3 33 321 4 5
69 7 77 777 8 88 888 9 99 999 99! 2015 2016 2017 2018 2019 2020 2021 2022 2023 2024 2025 2026 2027 2024! 2025! 2026!
abc xyz me forever love
"""
ENDINGS = _ENDINGS.split()
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop", "abcdefghijklmnopqrstuvwxyz")
COLUMNS = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "zaq1", "xsw2", "cde3", "vfr4")
LETTERS = {"a": "@", "o": "0", "e": "3", "i": "1", "s": "$"}


def spelt() -> Iterator[str]:
    """Words, words with endings, doubled, and with digits for letters."""
    for word in WORDS:
        other = "".join(LETTERS.get(letter, letter) for letter in word)
        zero = word.replace("o", "0")
        for form in {word, other, zero}:
            yield form
            yield from (form + ending for ending in (ENDINGS if form == word else ENDINGS[:8]))
        yield from (word * 2, word[::-1], "my" + word, "the" + word, "123" + word, word + "." + word)


def walked() -> Iterator[str]:
    """Keys side by side, there and back, and columns of the keyboard."""
    for row in ROWS:
        for way in (row, row[::-1]):
            for start, length in product(range(len(way)), range(4, len(way) + 1)):
                part = way[start : start + length]
                if len(part) == length:
                    yield from (part, part * 2, part + part[::-1])
                    yield from (part + ending for ending in ("1", "12", "123", "1234", "12345", "!", "1!", "123!"))
                    yield "123" + part
    for first, second in product(COLUMNS, repeat=2):
        yield first + second
        yield first + second + "!"


def repeated() -> Iterator[str]:
    """One, two or three characters over and over."""
    for character in "abcdefghijklmnopqrstuvwxyz0123456789!*.":
        yield from (character * length for length in range(SHORTEST, 17))
    for pair in product("0123456789", repeat=2):
        yield "".join(pair) * 4
        yield "".join(pair) * 5
    for triple in ("123", "321", "abc", "qwe", "asd", "zxc", "147", "258", "159", "111222333", "112233", "147258369"):
        yield from (triple * times for times in range(1, 5))


def dated() -> Iterator[str]:
    """The first days of months, of the years in which people were born or are choosing."""
    for year, month in product(range(1960, 2028), range(1, 13)):
        yield f"{year}{month:02}01"
        yield f"01{month:02}{year}"
    for year in range(1950, 2028):
        yield f"{year}{year}"


def main() -> None:
    """Write the list, sorted, without what is too short."""
    found = {password for make in (spelt, walked, repeated, dated) for password in make()}
    kept = sorted(password.casefold() for password in found if len(password) >= SHORTEST)
    TARGET.write_text("\n".join(dict.fromkeys(kept)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
