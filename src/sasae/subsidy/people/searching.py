"""What a person is found by: one key a person, and what staff type brought to the same shape.

The key holds the words of the name and of the reading, each word's beginning marked by a space, so that one trigram
index answers for every script: `" 宮前美咲 美咲 ミヤマエミサキ ミサキ "`.
"""

import unicodedata

from django.db.models import Q

from sasae.kernel.characters import comparison_key
from sasae.kernel.kana import DASHES, reading_key
from sasae.kernel.numbers import individual

LARGE = str.maketrans(
    "ァィゥェォャュョッヮヵヶ", "アイウエオヤユヨツワカケ"
)  # registers often keep readings in large kana
LEFT_OUT = set(DASHES + "・･.．,，'’")
SHORT = 2  # signs; a trigram index knows so few only at the beginning of a word
ATENA, RECIPIENT, INDIVIDUAL = 15, 7, 12  # digits


def word_key(text: str) -> str:
    """A word as it is compared: variant shapes, kana, width, dashes and spaces forgiven."""
    folded = reading_key(comparison_key(text)).translate(LARGE)
    return "".join(sign for sign in folded if sign not in LEFT_OUT)


def search_key(name: str, name_kana: str) -> str:
    """The key of one person: each writing joined, and from each of its later words on."""
    found: list[str] = []
    for writing in (name, name_kana):
        words = [word for word in map(word_key, writing.split()) if word]
        found += ["".join(words[place:]) for place in range(len(words))]
    return f" {' '.join(dict.fromkeys(found))} "


def number_in(text: str) -> str:
    """The digits, when nothing but a number was typed; spaces and hyphens forgiven."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace() and sign not in DASHES)
    return bare if bare.isascii() and bare.isdecimal() else ""


def refuse_misplaced(number: str) -> None:
    """Raises ValueError for what may be an individual number, which has a way of its own, and for what is no number."""
    if len(number) == INDIVIDUAL and individual.is_valid(number):
        raise ValueError("個人番号では一覧を検索できません。カードの提示を受けて「個人番号で探す」を使ってください。")
    if len(number) > ATENA:
        raise ValueError("番号は、宛名番号（15桁まで）か受給者番号（7桁まで）を入れてください。")


def by_name(text: str) -> Q:
    """By a name or a part of it in any script: joined as typed, or every word somewhere. Raises ValueError."""
    words = [word for word in map(word_key, text.split()) if word]
    if not words:
        raise ValueError("氏名か番号を入れてください。")
    every = Q()
    for word in words:
        every &= _contains(word)
    return every if len(words) == 1 else every | _contains("".join(words))


def _contains(word: str) -> Q:
    return Q(search_key__contains=f" {word}" if len(word) <= SHORT else word)
