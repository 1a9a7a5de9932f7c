"""A service's contract port in a process of its own, on the test's database: python served.py PORT."""

import sys
import time
from pathlib import Path

from tests.foundation.background import enter_world


def main(port: str) -> None:
    enter_world()
    from django.conf import settings

    settings.ROOT_URLCONF = "tests.foundation.served_urls"
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]

    from django.core.wsgi import get_wsgi_application

    from sasae.wire.identity import load
    from sasae.wire.server import gunicorn_options, serve

    pki = Path(settings.SASAE_PKI)
    serve(gunicorn_options(load(pki, settings.SASAE_SERVICE), pki, f"127.0.0.1:{port}"), get_wsgi_application)


def slowly(seconds: float = 0.5) -> None:
    """Give a second request the time to arrive while the first is at work."""
    time.sleep(seconds)


if __name__ == "__main__":
    main(sys.argv[1])
