"""Answers about persons are nobody's cache's business; what no database can look up is refused before it is asked."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


class PrivateAnswers:
    """Keeps pages out of browser and proxy caches; static files are served before this and stay cacheable."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
        return response


class NoNul:
    """Refuses an address with the character 0x00, in its path or its questions: PostgreSQL has no such text."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = (text for values in request.GET.lists() for text in (values[0], *values[1]))
        if "\0" in request.path or any("\0" in text for text in asked):
            raise BadRequest("The address contains 0x00.")
        return self.get_response(request)
