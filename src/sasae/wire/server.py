"""The receiving side: gunicorn with mutual TLS, and whom a request came from.

gunicorn's `gthread` worker hands the application its socket, and with it the client's certificate.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509

from sasae.kernel import clock
from sasae.wire.identity import Identity, names_of
from sasae.wire.listening import READ_WITHIN, TellRefused, socket_class
from sasae.wire.signing import Refused
from sasae.wire.tls import server_context

KEEPALIVE = 30  # seconds; longer than clients keep an idle connection, so that they never write into a closed one


def gunicorn_options(
    identity: Identity,
    pki_dir: Path | str,
    bind: str,
    *,
    workers: int = 1,
    threads: int = 8,
    tell_refused: TellRefused | None = None,
    read_within: float = READ_WITHIN,
) -> dict[str, Any]:
    """Settings of gunicorn for a contract listener at `bind` (host:port). `tell_refused` hears of refused handshakes."""

    def context(_conf: Any, _default: Any) -> Any:
        made = server_context(identity, pki_dir)
        made.sslsocket_class = socket_class(tell_refused, read_within)
        return made

    return {
        "bind": bind,
        "worker_class": "gthread",
        "workers": workers,
        "threads": threads,
        "keepalive": KEEPALIVE,
        "timeout": 120,
        "graceful_timeout": 20,
        "certfile": str(identity.tls_cert),
        "keyfile": str(identity.tls_key),
        "ca_certs": str(Path(pki_dir) / "ca.pem"),
        "cert_reqs": 2,
        "ssl_context": context,
        "limit_request_fields": 40,
        "limit_request_field_size": 4096,
        "control_socket_disable": True,
    }


def serve(options: dict[str, Any], load: Callable[[], Any]) -> None:
    """Run gunicorn in this process with these settings; `load` makes the WSGI application in each worker."""
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return load()

    Server().run()


def peer_names(environ: dict[str, Any], pki_dir: Path | str | None = None) -> frozenset[str]:
    """The system names in the client certificate of the connection. Raises Refused.

    With `pki_dir` the certificate is checked again for revocation and expiry, because a connection may outlive both.
    """
    socket: Any = environ.get("gunicorn.socket")
    der: bytes | None = socket.getpeercert(True) if hasattr(socket, "getpeercert") else None
    if not der:
        raise Refused("W-007", "接続に証明書がありません。")
    peer = _peer(der)
    if pki_dir is not None and _ended(peer, Path(pki_dir)):
        raise Refused("W-008", "接続の証明書が失効しています。")
    names = names_of(peer)
    if not names:
        raise Refused("W-009", "接続の証明書にシステムの名がありません。")
    return names


def peer_name(environ: dict[str, Any], pki_dir: Path | str | None = None) -> str:
    """The one system name in the client certificate. Raises Refused, also when it carries several."""
    names = peer_names(environ, pki_dir)
    if len(names) != 1:
        raise Refused("W-009", "接続の証明書に複数のシステムの名があります。")
    return next(iter(names))


def target_uri(environ: dict[str, Any]) -> str:
    """The address as the client wrote it: scheme, Host header, raw path and query."""
    raw = environ.get("RAW_URI") or environ.get("PATH_INFO", "/")
    return f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}{raw}"


def headers_of(environ: dict[str, Any]) -> dict[str, str]:
    """The request's header fields, from the WSGI environment."""
    found = {
        name[5:].replace("_", "-").lower(): value
        for name, value in environ.items()
        if name.startswith("HTTP_") and isinstance(value, str)
    }
    if environ.get("CONTENT_TYPE"):
        found["content-type"] = environ["CONTENT_TYPE"]
    return found


@lru_cache(maxsize=64)
def _peer(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _ended(peer: x509.Certificate, pki_dir: Path) -> bool:
    path = pki_dir / "ca.crl"
    stat = path.stat()
    revoked = _serials(path, (stat.st_mtime_ns, stat.st_ino))
    return clock.real_now() > peer.not_valid_after_utc or peer.serial_number in revoked


@lru_cache(maxsize=4)
def _serials(path: Path, stamp: tuple[int, int]) -> frozenset[int]:
    return frozenset(entry.serial_number for entry in x509.load_pem_x509_crl(path.read_bytes()))
