"""The running service's own sealing key, and sealing to others. Sealed is what only the receiver may read."""

from django.conf import settings

from sasae.wire import sealing


def seal(receiver: str, content: bytes) -> bytes:
    """Bytes only `receiver` can open."""
    return sealing.seal(settings.SASAE_PKI, receiver, content)


def unseal(sealed: bytes) -> bytes:
    """Open what was sealed to this service. Raises wire.sealing.CannotOpen."""
    return sealing.unseal(settings.SASAE_PKI, settings.SASAE_SERVICE, sealed)


def seal_text(receiver: str, text: str) -> str:
    """The same for a text inside a JSON message."""
    return sealing.seal_text(settings.SASAE_PKI, receiver, text)


def unseal_text(sealed: str) -> str:
    """The reverse of `seal_text`. Raises wire.sealing.CannotOpen."""
    return sealing.unseal_text(settings.SASAE_PKI, settings.SASAE_SERVICE, sealed)
