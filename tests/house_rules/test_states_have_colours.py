"""A state is a word in a colour; a word without one would stand plain among badges."""

from django.apps import apps

from sasae.foundation.screens.tones import tone_of

FIELDS = ("state", "status")


def test_every_state_a_list_or_a_page_shows_has_its_colour() -> None:
    plain = {
        f"{model._meta.label}: {label}"
        for model in apps.get_models()
        if model.__module__.startswith("sasae.")
        for field in model._meta.get_fields()
        if field.name in FIELDS and getattr(field, "choices", None)
        for _, label in field.choices
        if not tone_of(label)
    }
    assert not plain, plain
