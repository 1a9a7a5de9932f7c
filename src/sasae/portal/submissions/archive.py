"""Putting the application file together: sealed members as they were sealed, the signature beside them."""

from datetime import date

from sasae.formats.application_zip import VERIFY_COLUMNS, Member, Verification, pack
from sasae.formats.application_zip.cosignatures import packed
from sasae.formats.application_zip.members import CERTIFICATE, SIGNATURE, UNSIGNED, VERIFY, cosign, write_csv
from sasae.foundation import sealing
from sasae.foundation.own_keys import seal
from sasae.portal.submissions.models import Cosignature, Submission

MUNICIPALITY = "intake"


def build_unsigned(submission: Submission, user_serial: str, *, on: date) -> bytes:
    """The ZIP of an application that needs no signature: it says who logged in, and that nobody signed."""
    row = Verification(on.isoformat(), UNSIGNED, user_serial, "", "", "", "").row()
    return pack([*_sealed(submission), _statement(row)])


def build(submission: Submission, signature: bytes, certificate: bytes, verification: list[str]) -> bytes:
    """The ZIP. Sealed members are taken as they are; the manifest speaks of what they were in the clear.

    Signature and certificate stand open, so that who has no key can verify, years later, that nothing was changed.
    """
    plain = [
        Member.plain(SIGNATURE, signature),
        Member.plain(CERTIFICATE, certificate),
    ]
    beside = [member for one in submission.cosignatures.order_by("number") for member in _cosigned(one)]
    return pack([*_sealed(submission), *plain, _statement(verification), *beside])


def _cosigned(one: Cosignature) -> list[Member]:
    """A co-applicant's members: signature and certificate open as the applicant's are, the result row sealed."""
    signature, certificate = (
        sealing.decrypt(cipher, cosigner_context(one)) for cipher in (one.signature_cipher, one.certificate_cipher)
    )
    told = Member(cosign(one.number, "csv"), bytes(one.statement), one.size, one.sha256, sealed=True)
    return [*packed(one.number, signature, certificate), told]


def cosigner_context(one: Cosignature) -> str:
    """What the ciphertexts of a co-signature are bound to."""
    return f"portal_submissions_cosignature/{one.submission_id}/{one.number}"


def _statement(verification: list[str]) -> Member:
    """電子署名検証結果データ, sealed: it says who the applicant is and where they live."""
    told = Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [verification]))
    return Member(told.name, seal(MUNICIPALITY, told.content), told.size, told.sha256, sealed=True)


def _sealed(submission: Submission) -> list[Member]:
    return [
        Member(row.name, bytes(row.sealed), row.size, row.sha256, sealed=True)
        for row in submission.members.order_by("name")
    ]
