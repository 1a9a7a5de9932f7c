"""The foundation's pages, the same in every service."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from sasae.foundation.screens import errors
from sasae.foundation.screens.views import health as health_view

ERROR_PAGES = (errors.bad_request, errors.refused, errors.not_found, errors.broken)

STAFF = [
    "sasae.foundation.screens.urls",
    "sasae.foundation.accounts.urls",
    "sasae.foundation.moves.urls",
    "sasae.foundation.history.urls",
    "sasae.foundation.removals.urls",
    "sasae.foundation.inspections.urls",
    "sasae.foundation.batch.urls",
    "sasae.foundation.outbox.urls",
    "sasae.foundation.printing.urls",
    "sasae.foundation.incidents.urls",
    "sasae.foundation.instruction.urls",
    "sasae.foundation.places.urls",
    "sasae.foundation.special_access.urls",
    "sasae.foundation.resets.urls",
    "sasae.foundation.shared_use.urls",
    "sasae.foundation.showings.urls",
]


def staff_pages() -> list[URLPattern | URLResolver]:
    """Home, health, log-in, users, journal, batches, outbox, printed documents."""
    return [path("", include(module)) for module in present(STAFF)]


def health() -> list[URLPattern]:
    """The health answer alone, where the staff pages lie deeper or not at all."""
    return [path("health", health_view, name="listener_health")]


def present(modules: list[str]) -> list[str]:
    """The modules that exist: an area without screens has no address file."""
    return [module for module in modules if find_spec(module.rpartition(".")[0]) and find_spec(module)]
