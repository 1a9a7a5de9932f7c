"""The evidence file of an accepted application: the portal's file as it came, and what its acceptance rested on.

The layout is ours:

    application.zip               the application file, byte for byte
    evidence/statement.json       what was accepted and when, with the SHA-256 of every other part
    evidence/time-stamp.tst       a time stamp (RFC 3161) over the statement
    evidence/anchor.cer           the card authority's certificate (DER)
    evidence/revocation-list.crl  its revocation list of that moment (DER)
    evidence/answer.ocsp          its immediate answer (DER), where there was one
    evidence/cosign_01.ocsp       the same on the certificate of a co-applicant, where there are any: 01 to 04

Read years later, everything is judged as of the stamped moment. The certificates inside are not believed by themselves:
the reader brings those of the authorities, kept since then.
"""

from sasae.formats.application_evidence.archive import Parts, pack, statement_bytes
from sasae.formats.application_evidence.rules import RULES
from sasae.formats.application_evidence.verification import Cosigner, Verified, verify

__all__ = ["RULES", "Cosigner", "Parts", "Verified", "pack", "statement_bytes", "verify"]
