"""What the portal checks of a co-applicant's signature: as of the applicant's, and whose card it is.

The person must be one whom the form names, the card their own. Revocation is the municipality's to judge (docs/adr/0011).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sasae.contracts.forms.cosigning import Cosigning, born
from sasae.contracts.forms.definitions import in_force
from sasae.formats.jpki import SignerItems, read_certificate
from sasae.foundation.history import Actor, record
from sasae.kernel.characters import names_agree
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import error
from sasae.portal.forms.answers import cosigners
from sasae.portal.signatures.checks import NotAccepted, check_signature
from sasae.portal.submissions import actions, drafts
from sasae.portal.submissions.models import State, Submission

_STALE = error(
    "J-903", "申請の内容", "署名を頼んだあとに、申請の内容が新しくなりました。もう一度、確認の画面から進んでください。"
)
_OTHER = error(
    "J-904",
    "証明書",
    "カードの氏名・生年月日が、申請に書いた家族と違います。その人のカードで署名するか、申請の内容を直してください。",
)
_USED = error(
    "J-905", "証明書", "このカードでは、もう連名の署名をしています。申請する方のカードで署名してください。"
)


def sealed(submission: Submission | None) -> bool:
    """Whether it waits for signatures, and the draft is still what was sealed."""
    if submission is None or submission.state != State.SEALED or submission.draft is None:
        return False
    return submission.draft.changed_at <= submission.sealed_at


def persons_of(submission: Submission, on: date) -> dict[str, Mapping[str, Any]]:
    """Who may sign beside the applicant, by place in the form."""
    if submission.draft is None:
        return {}
    return cosigners(in_force(submission.procedure, on), drafts.read(submission.draft), on)


def take(target: str, signature: bytes, certificate: bytes, *, now: datetime) -> Submission:
    """Keep the signature somebody was asked for. Raises NotAccepted."""
    number, _, place = target.partition(":")
    submission = Submission.objects.select_related("resident", "draft").filter(id=number).first()
    on = now.astimezone(TOKYO).date()
    person = persons_of(submission, on).get(place) if submission is not None and sealed(submission) else None
    if submission is None or person is None:
        raise NotAccepted([_STALE])
    most = cosigning_of(submission.procedure, on).most
    row = check_signature(submission.digest, signature, certificate, user_serial="", at=now)
    signer = read_certificate(certificate)
    if not is_of(signer, person):
        raise NotAccepted([_OTHER])
    by = Actor(str(submission.resident_id), "住民", "resident")
    try:
        actions.cosign(
            submission.id, place, signature, certificate, row, card=signer.serial, most=most, by=by, now=now,
        )  # fmt: skip
    except actions.CannotCosign as refusal:
        raise NotAccepted([error("J-906", "証明書", str(refusal))]) from refusal
    record(by, "signature.taken", str(submission.id))
    return submission


def cosigning_of(procedure: str, on: date) -> Cosigning:
    """The form's word on co-applicants, where it has one."""
    found = in_force(procedure, on).cosigners
    assert found is not None  # nobody is asked to sign beside the applicant otherwise
    return found


def is_of(signer: SignerItems, person: Mapping[str, Any]) -> bool:
    """Whether a certificate is of whom the form names; signs a certificate cannot carry are not compared."""
    alike = names_agree(signer.name, str(person.get("name", "")), signer.name_replaced)
    return alike and signer.birth_date == born(person)


def refuse_same_card(submission: Submission, certificate: bytes) -> None:
    """The applicant does not sign with a card somebody has signed with beside them. Raises NotAccepted."""
    marks = actions.card_marks(read_certificate(certificate).serial)
    if submission.cosignatures.filter(mark__in=marks).exists():
        raise NotAccepted([_USED])
