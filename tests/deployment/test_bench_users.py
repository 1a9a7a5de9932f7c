"""The crowd of a bench asks everything it is to ask, looks at each answer, and ends by itself. Its speed is not judged here."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sasae.deployment.benchmark import Failed
from sasae.deployment.benchmark_users import Screen, User, crowd

PAUSE = (0.0, 0.02)


class Pages(BaseHTTPRequestHandler):
    """Lists with a row, empty lists, and pages that are not there; who asked is remembered."""

    asked: list[tuple[str, str]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers.get("Cookie", "")))
        content = b"<tbody>" if self.path.startswith("/list/") else b""
        self.send_response(404 if self.path == "/gone/" else 200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing is to be read in a test's output."""


@pytest.fixture
def users() -> Iterator[list[User]]:
    Pages.asked = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield [User(f"http://127.0.0.1:{server.server_port}", {"session": str(number)}) for number in range(5)]
        server.shutdown()


def test_everybody_asks_for_every_screen_with_a_session_of_their_own(users: list[User]) -> None:
    screens = [Screen("一覧", ["/list/?q=1", "/list/?q=2"]), Screen("何もない", ["/empty/"], empty=True)]
    taken = crowd(users, screens, seconds=3, pause=PAUSE)
    assert set(taken) == {"一覧", "何もない"}
    assert sum(map(len, taken.values())) == len(Pages.asked) >= len(users) * len(screens)
    assert {cookie for _, cookie in Pages.asked} == {f"session={number}" for number in range(5)}
    assert {path for path, _ in Pages.asked} == {"/list/?q=1", "/list/?q=2", "/empty/"}


@pytest.mark.parametrize(
    ("screen", "said"),
    [(Screen("一覧", ["/empty/"]), "行がありません"), (Screen("一覧", ["/gone/"], empty=True), "404")],
    ids=["a list without rows", "a page that is not there"],
)
def test_an_answer_that_is_none_ends_the_measuring_and_is_told(users: list[User], screen: Screen, said: str) -> None:
    with pytest.raises(Failed, match=said):
        crowd(users, [screen], seconds=60, pause=PAUSE)
