"""公的個人認証: reading the two certificates of a number card, checking a signature, its chain and its revocation.

Sources: public readings of real certificates and of J-LIS' profile (formats.md §4). Fetching of revocation lists and OCSP
answers is the caller's; here is only bytes in, findings out.
"""

from sasae.formats.jpki.certificate import CannotRead, SignerItems, read_certificate, serial_text
from sasae.formats.jpki.verification import VerificationResult, verify_application, verify_log_in

__all__ = [
    "CannotRead",
    "SignerItems",
    "VerificationResult",
    "read_certificate",
    "serial_text",
    "verify_application",
    "verify_log_in",
]
