"""One listener: `python -m sasae.deployment.serve SERVICE people|contracts`. gunicorn, threads, loopback.

People are served plain HTTP on loopback (a proxy ends TLS in front of them); contracts by mutual TLS 1.3.
"""

import gc
import os
import sys
from typing import Any

from sasae.deployment.home import SERVICES, SIMULATORS, Home
from sasae.wire.identity import load
from sasae.wire.server import gunicorn_options, serve

THREADS = 8
URLS = {"people": "sasae.simulators.urls_public", "contracts": "sasae.simulators.urls_contracts"}


def options(home: Home, service: str, listener: str) -> dict[str, Any]:
    """gunicorn's settings for a listener."""
    if listener == "contracts":
        bind = f"127.0.0.1:{home.contract_ports[service]}"
        told = None if service == SIMULATORS else record_refused
        return gunicorn_options(load(home.pki_dir, service), home.pki_dir, bind, threads=THREADS, tell_refused=told)
    names = ("software_card", "card_status") if service == SIMULATORS else (service,)
    return {
        "bind": [f"127.0.0.1:{home.ports[name]}" for name in names],
        "worker_class": "gthread",
        "workers": 1,
        "threads": THREADS,
        "timeout": 120,
        "graceful_timeout": 20,
        "control_socket_disable": True,
    }


def record_refused(address: str, reason: str) -> None:
    """A handshake that was refused stands in the journal: whoever it was has no name yet."""
    from sasae.foundation.refused_lines import record

    record(address, reason)


def application() -> Any:
    """The WSGI application of the chosen settings, with every page loaded.

    What stays for ever is set aside from Python's search for garbage: it would look at a quarter of a million objects every
    now and then, and all pages would wait a fifth of a second for it. While it is loaded nothing is looked for at all.
    """
    gc.disable()
    from django.core.wsgi import get_wsgi_application
    from django.urls import get_resolver

    made = get_wsgi_application()
    get_resolver().url_patterns  # noqa: B018 - imports the pages of all areas
    gc.collect()
    gc.freeze()
    gc.enable()
    return made


def main(arguments: list[str]) -> int:
    """Serve until ended. Exit 2 for an unknown call."""
    known = (*SERVICES, SIMULATORS)
    if len(arguments) != 2 or arguments[0] not in known or arguments[1] not in URLS:
        print(f"usage: python -m sasae.deployment.serve {{{','.join(known)}}} {{people,contracts}}", file=sys.stderr)
        return 2
    service, listener = arguments
    os.environ["DJANGO_SETTINGS_MODULE"] = f"sasae.deployment.settings.{service}"
    if service == SIMULATORS:
        os.environ["SASAE_URLS"] = URLS[listener]
    else:
        os.environ["SASAE_LISTENER"] = listener
    serve(options(Home.load(), service, listener), application)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
