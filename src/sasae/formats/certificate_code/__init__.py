"""The code on a certificate: a signed statement anyone can check without asking the office, and the signed list of void ones.

No name, no address, no birth date: recipient and payer number, validity, kind, serial. The text is of the QR
alphanumeric repertoire and can be read by eye:

    SASAE1.K2QX.85145001.1234566.20260615.20261231.1.2026-00000001.<signature>
"""

from sasae.formats.certificate_code.keys import PublicKeys, SigningKeys
from sasae.formats.certificate_code.page import write_page
from sasae.formats.certificate_code.revocations import BadList, Revocations, read_list, write_list
from sasae.formats.certificate_code.statement import BadCode, Read, Statement, read, write
from sasae.formats.certificate_code.verdict import Verdict, judge

__all__ = [
    "BadCode", "BadList", "Statement", "PublicKeys", "Read", "Revocations", "SigningKeys", "Verdict", "judge", "read",
    "read_list", "write", "write_list", "write_page",
]  # fmt: skip
