"""公的個人認証: reading the two certificates of a number card, checking a signature, its chain and its revocation.

Sources: public readings of real certificates and of J-LIS' profile (formats.md §4). Fetching of revocation lists and OCSP
answers is the caller's; here is only bytes in, findings out.
"""

from sasae.formats.jpki.certificate import (
    SIGNING_POLICY,
    USER_POLICY,
    CannotRead,
    SignerItems,
    read_certificate,
    serial_text,
)
from sasae.formats.jpki.path import Revocation
from sasae.formats.jpki.rules import RULES
from sasae.formats.jpki.verification import VerificationResult, verify_application, verify_digest, verify_log_in

__all__ = [
    "RULES",
    "SIGNING_POLICY",
    "USER_POLICY",
    "CannotRead",
    "Revocation",
    "SignerItems",
    "VerificationResult",
    "read_certificate",
    "serial_text",
    "verify_application",
    "verify_digest",
    "verify_log_in",
]
