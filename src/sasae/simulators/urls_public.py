"""Addresses of the world outside that anybody may open: the card's own pages, revocation lists, OCSP. Plain HTTP."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from sasae.simulators.urls_contracts import health

handler404 = "sasae.simulators.software_card.views.missing"
_AREAS = ("card_authority", "software_card")

urlpatterns: list[URLPattern | URLResolver] = [path("health", health, name="health")]
urlpatterns += [
    path("", include(f"sasae.simulators.{area}.urls"))
    for area in _AREAS
    if find_spec(f"sasae.simulators.{area}") and find_spec(f"sasae.simulators.{area}.urls")
]
