"""Saved searches: the conditions of a list under a name, one's own. What was typed of a person is nobody's to keep.

A service has a table of its own (`KeptSearch`), and says which conditions name nobody.
"""

from collections.abc import Mapping, Sequence

from django import forms
from django.db import models
from django.http import QueryDict

from sasae.foundation.screens.forms import SasaeForm

_MOST_DIGITS = 19  # of a number the database knows


class KeptSearch(models.Model):
    """The columns of such a table. A name is there once for each of the staff; the table's own constraint says so."""

    login_id = models.CharField("利用者", max_length=64, db_comment="保存した者のID")
    name = models.CharField("名前", max_length=40, db_comment="検索条件の名前")
    query = models.CharField("条件", max_length=300, db_comment="検索条件（氏名・番号は保存しない）")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class SearchNameForm(SasaeForm):
    """The name of a saved search."""

    name = forms.CharField(label="検索条件の名前", max_length=40)


def conditions(asked: Mapping[str, str], kept: Sequence[str]) -> str:
    """Of what a list was asked for, that which may be kept, in this order."""
    query = QueryDict(mutable=True)
    query.update({key: asked[key] for key in kept if asked.get(key)})
    return query.urlencode()


def number_of(text: str) -> int | None:
    """Of a search that is to be forgotten, as it was sent; None for what is no number the database knows."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < _MOST_DIGITS else None
