"""What every page knows: the service, the user, the areas the user may open."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from sasae.foundation.screens.addresses import address
from sasae.foundation.screens.navigation import entries
from sasae.kernel import clock


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor. Before the log-in there is neither user nor navigation."""
    gate = getattr(request, "gate", None)
    user = gate.user if gate else None
    return {
        "service_title": settings.SASAE_SERVICE_TITLE,
        "system": settings.SASAE_SERVICE,
        "desk_user": user,
        "nav": menu(request.path, user.rights()) if user else [],
        "home_url": "home",
        "training": settings.SASAE_TRAINING,
        "training_page": settings.SASAE_TRAINING_PAGE,
        "today": clock.today(),
        "day_shifted": clock.shifted_to() is not None,
    }


def menu(path: str, held: set[str]) -> list[dict[str, Any]]:
    """The areas these rights open; the one the path lies in is marked."""
    shown = [
        {"label": entry.label, "note": entry.note, "url": address(entry.url_name)}
        for entry in entries()
        if not entry.right or entry.right in held
    ]
    inside = [one["url"] for one in shown if path.startswith(one["url"])]
    here = max(inside, key=len, default=None)
    return [{**one, "here": one["url"] == here} for one in shown]
