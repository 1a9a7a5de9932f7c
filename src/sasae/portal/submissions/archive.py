"""Putting the application file together: sealed members as they were sealed, the signature beside them."""

from datetime import date

from sasae.formats.application_zip import VERIFY_COLUMNS, Member, Verification, pack
from sasae.formats.application_zip.members import CERTIFICATE, SIGNATURE, UNSIGNED, VERIFY, write_csv
from sasae.portal.submissions.models import Submission


def build_unsigned(submission: Submission, user_serial: str, *, on: date) -> bytes:
    """The ZIP of an application that needs no signature: it says who logged in, and that nobody signed."""
    row = Verification(on.isoformat(), UNSIGNED, user_serial, "", "", "", "").row()
    return pack([*_sealed(submission), Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [row]))])


def build(submission: Submission, signature: bytes, certificate: bytes, verification: list[str]) -> bytes:
    """The ZIP. Sealed members are taken as they are; the manifest speaks of what they were in the clear."""
    plain = [
        Member.plain(SIGNATURE, signature),
        Member.plain(CERTIFICATE, certificate),
        Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [verification])),
    ]
    return pack([*_sealed(submission), *plain])


def _sealed(submission: Submission) -> list[Member]:
    return [
        Member(row.name, bytes(row.sealed), row.size, row.sha256, sealed=True)
        for row in submission.members.order_by("name")
    ]
