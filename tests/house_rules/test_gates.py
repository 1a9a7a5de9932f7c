"""Every address of every service passes the gate."""

from collections.abc import Iterator
from importlib import import_module

from django.conf import settings
from django.urls import URLPattern, URLResolver

from sasae.foundation.accounts.rights import rights
from sasae.foundation.gate import OPEN, RESIDENT, SIGNED_IN, declaration_of

OPEN_PAGES = {"health", "accounts:sign_in", "accounts:second_factor", "accounts:enrol", "resets:code", "resets:anew", "terminals:enrol"}


def patterns(
    urls: list[URLPattern | URLResolver], prefix: str = "", space: str = ""
) -> Iterator[tuple[str, str, object]]:
    for one in urls:
        where = f"{prefix}{one.pattern}"
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from patterns(one.url_patterns, where, inner)
        else:
            yield where, f"{space}{one.name}", one.callback


def addresses() -> list[tuple[str, str, object]]:
    urls = import_module(f"sasae.deployment.urls.{settings.SASAE_SERVICE}").urlpatterns
    return list(patterns(urls))


def test_every_address_declares_right_and_purpose():
    assert [where for where, _, view in addresses() if declaration_of(view) is None] == []
    assert [where for where, _, view in addresses() if not declaration_of(view).purpose] == []


def test_every_right_of_an_address_exists():
    known = rights().keys() | {SIGNED_IN, RESIDENT, OPEN}
    assert [where for where, _, view in addresses() if declaration_of(view).right not in known] == []


def test_pages_open_to_anyone_are_few_and_named():
    opened = {(where, name) for where, name, view in addresses() if declaration_of(view).right is OPEN}
    residents = (
        settings.SASAE_SERVICE == "portal"
    )  # whose pages for residents are open, but for the municipality's side
    allowed = {(where, name) for where, name in opened if residents and not where.startswith("municipality/")}
    assert {name for _, name in opened - allowed} <= OPEN_PAGES


def test_every_entry_of_the_menu_names_an_address_and_a_right():
    from sasae.foundation.screens.navigation import entries

    names = {name for _, name, _ in addresses()}
    assert [entry.url_name for entry in entries() if entry.url_name not in names] == []
    assert [entry.right for entry in entries() if entry.right and entry.right not in rights()] == []
