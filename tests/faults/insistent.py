"""People who press the button again: on a broken line, or a page that says something broke here, they try once more."""

import time
from collections.abc import Callable
from typing import TypeVar

import httpx

from sasae.deployment.story.application import USER_PIN, Applicant, use_card
from sasae.deployment.story.visitor import NotAsExpected, Visitor
from sasae.wire.client import Unreachable

PATIENCE = 180  # seconds
Answer = TypeVar("Answer")


class Insistent(httpx.BaseTransport):
    """A line that repeats a request until somebody answers it."""

    def __init__(self) -> None:
        self._line = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._line.handle_request(request)
                if answer.status_code < 500:
                    return answer
                answer.close()
            except httpx.TransportError:
                self._line.close()
                self._line = httpx.HTTPTransport()
            if time.monotonic() > deadline:
                raise NotAsExpected(f"{request.method} {request.url}: nobody answered in {PATIENCE} s")
            time.sleep(0.5)

    def close(self) -> None:
        """Hang up."""
        self._line.close()


def again(do: Callable[[], Answer], done: Callable[[], Answer | None]) -> Answer:
    """Do it; where it went wrong, look whether it is done all the same, and if not do it again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return do()
        except (NotAsExpected, Unreachable):
            found = done()
            if found:
                return found
            if time.monotonic() > deadline:
                raise
            time.sleep(0.5)


def number_in_inbox(portal: str, who: Applicant) -> str | None:
    """The receipt number a resident finds in the inbox."""
    visitor = Visitor(portal)
    visitor.open("/sign-in/")
    visitor.press("", {}, name="csrfmiddlewaretoken")
    use_card(visitor, who.atena_no, USER_PIN)
    text = visitor.open("/inbox/").text
    visitor.close()
    start = text.find("KW")
    return text[start : start + 18] if start >= 0 else None
