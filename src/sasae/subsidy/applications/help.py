"""A short explanation at each field of the counter's forms, as the office has worded it for the day; the field's
description for those who listen."""

from functools import partial
from typing import Any

from django import forms
from django.utils.functional import SimpleLazyObject

from sasae.kernel import clock
from sasae.kernel.dated import load_dated
from sasae.subsidy.wordings.queries import OnScreen

HELP = OnScreen("help", load_dated(__package__, "help.yaml"))


def explain(form: forms.BaseForm, table: str) -> None:
    """Give each field its explanation: `field.explanation`, opened by a key at the field. Asked for when it is shown."""
    texts: Any = SimpleLazyObject(lambda: HELP.on(clock.today())[table])
    for name, field in form.fields.items():
        explained: Any = field
        explained.explanation = partial(_text, texts, name)


def _text(texts: dict[str, str], name: str) -> str:
    return texts.get(name, "")
