"""The connection to the card authority: kept over questions, mended when it was closed, never shared with a forked process."""

import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sasae.intake.downloads import authority_line


class Counting(ThreadingHTTPServer):
    """Answers with the number of the connection it is asked on."""

    daemon_threads = True
    connections = 0
    hang_up = False  # after the next answer, without saying so


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counting

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1
        self.number = str(self.server.connections).encode()

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-length", str(len(self.number)))
        self.end_headers()
        self.wfile.write(self.number)
        self.close_connection = self.server.hang_up

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Counting]:
    authority_line.close()
    with Counting(("127.0.0.1", 0), Answer) as told:
        threading.Thread(target=told.serve_forever, daemon=True).start()
        yield told
        told.shutdown()
    authority_line.close()


def asked(server: Counting) -> str:
    return authority_line.ask("GET", f"http://127.0.0.1:{server.server_port}/").text


def test_questions_share_a_connection_until_either_side_ends_it(server: Counting) -> None:
    assert [asked(server), asked(server)] == ["1", "1"]
    server.hang_up = True
    assert asked(server) == "1"
    server.hang_up = False
    assert asked(server) == "2"
    authority_line.close()
    assert asked(server) == "3"


def test_a_forked_process_asks_on_a_connection_of_its_own_and_leaves_its_parents_open(server: Counting) -> None:
    assert asked(server) == "1"
    child = os.fork()
    if child == 0:
        os._exit(int(asked(server)))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2
    assert asked(server) == "1"
