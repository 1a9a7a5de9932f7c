"""The intake system's only door: business systems fetch the applications of their procedures, through linkage."""

from ninja import NinjaAPI

from sasae.contracts import evidence
from sasae.contracts import published_applications as contract
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api, understands
from sasae.foundation.history import SYSTEM, record
from sasae.intake.applications.actions import CannotMove, cosigners_of, persons_of
from sasae.intake.applications.models import Application, Attachment
from sasae.intake.examination.actions import take_end_answer
from sasae.intake.examination.casework import CannotExamine
from sasae.intake.handover import actions, queries
from sasae.intake.handover.models import Publication
from sasae.intake.handover.telling import paper, sealed_paper, sheltered, tell
from sasae.intake.letters.actions import CannotWrite
from sasae.intake.letters.models import EndNotice
from sasae.intake.letters.queries import to_be_told
from sasae.intake.questions.own import tell as tell_of_person
from sasae.kernel import clock

api: NinjaAPI = contract_api("intake")


def _unknown() -> ContractRefused:
    return ContractRefused.one("IK-401", "receipt_number", "この受付番号の申請は引渡しの対象になっていません。")


def _published(receipt_number: str) -> Application:
    found = queries.published(receipt_number)
    if found is None:
        raise _unknown()
    return found


@answers(api, contract.LIST, purpose="引渡し待ちの申請の一覧")
def list_published(caller: Caller, message: contract.ListRequest) -> contract.Listing:
    """Applications of these procedures that nobody has acknowledged yet, oldest first."""
    rows = list(queries.waiting(message.procedures)[: message.limit])
    caller.shown([row.application.receipt_number for row in rows])
    return contract.Listing(
        entries=[
            contract.Entry(
                receipt_number=row.application.receipt_number,
                procedure=row.procedure,
                version=row.version,
                published_at=row.published_at,
            )
            for row in rows
        ]
    )


@answers(api, contract.FETCH, purpose="申請データの引渡し")
def fetch(caller: Caller, message: contract.FetchRequest) -> contract.Application:
    """One application, with what only its business system can open."""
    application = _published(message.receipt_number)
    caller.shown([*persons_of(application), *cosigners_of(application)])
    to = SYSTEM(caller.name)
    record(to, "application.fetched", application.receipt_number, persons_of(application), caller=caller.name)
    return tell(application, to=to)


understands(
    api, contract.FETCH_1, contract.FETCH, request=lambda message: message, response=contract.without_cosigners,
    purpose="申請データの引渡し",
)  # fmt: skip


@answers(api, contract.ATTACHMENT, purpose="添付ファイルの引渡し")
def attachment(caller: Caller, message: contract.AttachmentRequest) -> contract.SealedAttachment:
    """One paper of an application, which only its business system can open."""
    return sealed_paper(_attached(caller, message, _published(message.receipt_number)))


@answers(api, contract.ATTACHMENT_1, purpose="添付ファイルの引渡し")
def attachment_1(caller: Caller, message: contract.AttachmentRequest) -> contract.Attachment:
    """The same unsealed, as version 1 has it: never of who is or may be protected."""
    application = _published(message.receipt_number)
    if sheltered(application):
        raise ContractRefused.one(
            "IK-405", "receipt_number", "支援措置の対象かもしれない申請者の添付は、封緘して渡す版（v2）でだけ渡します。", 403
        )
    return paper(_attached(caller, message, application))


def _attached(caller: Caller, message: contract.AttachmentRequest, application: Application) -> Attachment:
    found = application.attachments.filter(number=message.number).first()
    if found is None:
        raise ContractRefused.one("IK-402", "number", "この番号の添付ファイルはありません。")
    caller.shown(persons_of(application))
    record(
        SYSTEM(caller.name), "attachment.fetched", application.receipt_number, persons_of(application),
        number=found.number, caller=caller.name,
    )  # fmt: skip
    return found


@answers(api, contract.ACKNOWLEDGE, purpose="申請の登録の確認")
def acknowledge(caller: Caller, message: contract.Acknowledgement) -> contract.Acknowledged:
    """The business system has registered the application: it is not listed any more."""
    try:
        publication = actions.acknowledge(message, by=SYSTEM(caller.name), at=clock.now())
    except Publication.DoesNotExist:
        raise _unknown() from None
    except actions.NotTheSame as contradiction:
        raise ContractRefused.one("IK-403", "registered_as", str(contradiction), 409) from contradiction
    caller.shown(persons_of(publication.application))
    return contract.Acknowledged(receipt_number=message.receipt_number)


@answers(api, contract.REPORT_OUTCOME, purpose="審査結果の受領")
def report_outcome(caller: Caller, message: contract.OutcomeReport) -> contract.Acknowledged:
    """What became of the application; the resident is told in the portal."""
    _published(message.receipt_number)
    try:
        application = actions.take_outcome(
            message.receipt_number, message.status, message.message, by=SYSTEM(caller.name), at=clock.now()
        )
    except CannotMove as refusal:
        raise ContractRefused.one("IK-404", "status", str(refusal)) from refusal
    except (CannotExamine, CannotWrite) as refusal:
        raise ContractRefused.one(refusal.id, "message", str(refusal)) from refusal
    caller.shown(persons_of(application))
    return contract.Acknowledged(receipt_number=message.receipt_number)


@answers(api, contract.ENDED, purpose="取下げ・出し直しの引渡し")
def ended(caller: Caller, message: contract.EndedRequest) -> contract.EndedListing:
    """What ended at the applicant's wish after the business system had registered it."""
    rows = list(to_be_told(message.procedures)[: message.limit])
    caller.shown([person for row in rows for person in persons_of(row.application)])
    return contract.EndedListing(
        entries=[
            contract.EndedEntry(
                receipt_number=row.application.receipt_number, procedure=row.application.procedure, replaced_by=row.newer
            )
            for row in rows
        ]
    )


@answers(api, contract.ANSWER_END, purpose="取下げ・出し直しへの回答の受領")
def answer_end(caller: Caller, message: contract.EndAnswer) -> contract.Acknowledged:
    """Whether the business system has ended it; the applicant is told."""
    try:
        notice = take_end_answer(
            message.receipt_number, message.accepted, message.message, by=SYSTEM(caller.name), at=clock.now()
        )
    except (Application.DoesNotExist, EndNotice.DoesNotExist):
        raise _unknown() from None
    caller.shown(persons_of(notice.application))
    return contract.Acknowledged(receipt_number=message.receipt_number)


@answers(api, evidence.OF_INTAKE, purpose="本人への開示")
def of_intake(caller: Caller, message: evidence.IntakeQuestion) -> evidence.Evidence:
    """What intake holds about one person, for that person's own eyes."""
    caller.shown([message.atena_no])
    return tell_of_person(message, on=clock.today())
