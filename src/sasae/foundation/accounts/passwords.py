"""Passwords that somebody who knows the house would try first."""

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from django.core.exceptions import ValidationError

LEFT_OVER = 8  # characters that must remain when the words of the house are taken out


@cache
def _words() -> tuple[str, ...]:
    """The longest first, so that a word within a word does not hide it."""
    told = yaml.safe_load((files("sasae.foundation.accounts") / "house_words.yaml").read_text("utf-8"))
    return tuple(sorted((str(word).casefold() for word in told["words"]), key=len, reverse=True))


class NoWordsOfTheHouse:
    """Refuses what is little more than names of the city, the product, the affair or the season."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError."""
        rest = unicodedata.normalize("NFKC", password).casefold()
        for word in _words():
            rest = rest.replace(word, "")
        if len(rest) < min(LEFT_OVER, len(password)) and rest != unicodedata.normalize("NFKC", password).casefold():
            raise ValidationError(self.get_help_text(), code="password_of_the_house")

    def get_help_text(self) -> str:
        """What a user is told."""
        return "市の名前や業務の名前など、ここではだれでも思いつく言葉でできたパスワードは使えません。"
