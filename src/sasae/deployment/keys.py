"""The installation's certificates and keys: made once, renewed before they run out.

The authority's own key stays in SASAE_HOME/pki of the machine `sasae pki` runs on.
"""

from datetime import timedelta
from pathlib import Path

from sasae.deployment import partners
from sasae.deployment.home import PARTNERS, SERVICES, SIMULATORS, Home
from sasae.formats.certificate_code import SigningKeys
from sasae.kernel import clock
from sasae.wire import authority

CERTIFICATE_KEYS = "certificates.keys.json"  # sign the code on each certificate
RENEW_BEFORE = timedelta(days=45)
OTHER_CALLERS = ("software_card", "operator")


def issue_all(home: Home) -> list[str]:
    """Make the authority, and what is missing or runs out soon. Returns the names that got a new certificate.

    The simulators listen under one certificate that carries every partner's name; each calls under its own. A partner
    who was admitted or revoked (`sasae partner`) keeps its own keys: nothing is issued to it here.
    """
    pki = home.pki_dir
    authority.create_authority(pki)
    ends = dict(authority.expiry(pki))
    soon = clock.real_now() + RENEW_BEFORE
    if ends["crl"] < soon:
        authority.refresh_crl(pki)
    real = partners.states(pki)
    ours = [name for name in (*SERVICES, *PARTNERS, *OTHER_CALLERS) if name not in real]
    new = [name for name in (*ours, SIMULATORS) if name not in ends or ends[name] < soon]
    for name in new:
        if name == SIMULATORS:
            partners.issue_simulators(home)
        else:
            authority.issue(pki, name, hosts=[*authority.HOSTS, *home.settings.get("hosts", [])])
    return new


def make_data_keys(home: Home, service: str) -> Path:
    """The file of keys a service encrypts its columns with, unless it has one; for subsidy also those it signs with."""
    from sasae.foundation.sealing import KeyRing

    path = home.path / "secrets" / f"{service}.keys.json"
    KeyRing.create(path)
    if service == "subsidy":
        SigningKeys.create(path.with_name(CERTIFICATE_KEYS))
    return path
