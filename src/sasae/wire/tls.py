"""TLS contexts of both sides: 1.3 only, our authority only, revocation checked, the other side's name checked.

Contexts are kept until one of their files changes, so a renewed certificate or a new revocation list is in use with
the next connection, without a restart.
"""

import ssl
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from sasae.wire.identity import Identity, names_in

TRIES, BETWEEN_TRIES = 20, 0.05  # seconds


class WrongPeer(ssl.SSLCertVerificationError):
    """The certificate is ours, but it does not carry the name of the system that was called."""


def server_context(identity: Identity, pki_dir: Path | str) -> ssl.SSLContext:
    """For a listener: a client certificate is required."""
    return _made(lambda: _server(*_files(identity, pki_dir)))


def client_context(identity: Identity, pki_dir: Path | str, callee: str) -> ssl.SSLContext:
    """For calls to one system: before the first byte is sent, its certificate must carry the name `callee`."""
    return _made(lambda: _client(callee, *_files(identity, pki_dir)))


def _made(make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """Key and certificate are two files: of a pair being replaced one may be new and the other not, for a moment."""
    for _ in range(TRIES):
        try:
            return make()
        except ssl.SSLError as trouble:
            if trouble.reason != "KEY_VALUES_MISMATCH":
                raise
            time.sleep(BETWEEN_TRIES)
    return make()


_Files = tuple[tuple[Path, ...], tuple[tuple[int, int], ...]]


def _files(identity: Identity, pki_dir: Path | str) -> _Files:
    folder = Path(pki_dir)
    paths = (identity.tls_cert, identity.tls_key, folder / "ca.pem", folder / "ca.crl")
    stats = [path.stat() for path in paths]
    return paths, tuple((stat.st_mtime_ns, stat.st_ino) for stat in stats)


@lru_cache(maxsize=16)
def _server(paths: tuple[Path, ...], stamps: tuple[tuple[int, int], ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    context.num_tickets = 0  # a resumed session would not be checked against the revocation list
    return _filled(context, paths)


@lru_cache(maxsize=64)
def _client(callee: str, paths: tuple[Path, ...], stamps: tuple[tuple[int, int], ...]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.sslsocket_class = _socket_for(callee)
    return _filled(context, paths)


def _filled(context: ssl.SSLContext, paths: tuple[Path, ...]) -> ssl.SSLContext:
    certificate, key, authority, revoked = paths
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate, key)
    context.load_verify_locations(cafile=authority)
    context.load_verify_locations(cafile=revoked)
    context.verify_flags |= ssl.VERIFY_CRL_CHECK_LEAF | ssl.VERIFY_X509_STRICT
    return context


def _socket_for(callee: str) -> type[ssl.SSLSocket]:
    class CheckedSocket(ssl.SSLSocket):
        """Ends the handshake with a look at whom it reached."""

        def do_handshake(self, block: bool = False) -> None:
            super().do_handshake(block)
            check_peer(self.getpeercert(), callee)

    return CheckedSocket


def check_peer(certificate: Any, callee: str) -> None:
    """Raise WrongPeer unless the certificate (as `getpeercert()` gives it) carries the callee's name."""
    alternatives = certificate.get("subjectAltName", ()) if certificate else ()
    names = names_in(value for kind, value in alternatives if kind == "URI")
    if callee not in names:
        raise WrongPeer(f"Called {callee}, reached {', '.join(sorted(names)) or 'a system without a name'}.")
