"""Putting the application file together: sealed members as they were sealed, the signature beside them."""

from sasae.formats.application_zip import VERIFY_COLUMNS, Member, pack
from sasae.formats.application_zip.members import CERTIFICATE, SIGNATURE, VERIFY, write_csv
from sasae.portal.submissions.models import Submission


def build(submission: Submission, signature: bytes, certificate: bytes, verification: list[str]) -> bytes:
    """The ZIP. Sealed members are taken as they are; the manifest speaks of what they were in the clear."""
    sealed = [
        Member(row.name, bytes(row.sealed), row.size, row.sha256, sealed=True)
        for row in submission.members.order_by("name")
    ]
    plain = [
        Member.plain(SIGNATURE, signature),
        Member.plain(CERTIFICATE, certificate),
        Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [verification])),
    ]
    return pack([*sealed, *plain])
