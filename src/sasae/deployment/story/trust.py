"""Putting the card authority's roots where the systems look for them, as an operator does once."""

from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from sasae.deployment.home import Home

KINDS = ("signing", "user", "stamping")


def take_roots(home: Home) -> list[Path]:
    """Fetch the roots and keep them as PEM under pki/trust. Those that are there already stay."""
    folder = home.pki_dir / "trust"
    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    for kind in KINDS:
        place = folder / f"{kind}-ca.pem"
        if not place.exists():
            answer = httpx.get(f"{home.addresses['card_status']}/ca/{kind}.cer", timeout=30, trust_env=False)
            answer.raise_for_status()
            certificate = x509.load_der_x509_certificate(answer.content)
            place.write_bytes(certificate.public_bytes(Encoding.PEM))
        kept.append(place)
    return kept
