"""The linkage platform's only door: every operation it answers, each on its legal basis."""

from collections.abc import Container
from datetime import date

from ninja import NinjaAPI

from sasae.contracts import (
    inquiries,
    person_index,
    published_applications,
    resident_register,
    tie_corrections,
    transfers,
)
from sasae.contracts.operation import Message, Operation
from sasae.foundation.contract_api import Caller, ContractRefused, answers, contract_api
from sasae.foundation.history import SYSTEM, record, refuse
from sasae.foundation.partners import ask
from sasae.kernel import clock
from sasae.linkage import contractor_ends
from sasae.linkage.evidence import door as evidence
from sasae.linkage.inquiries import door as many_questions
from sasae.linkage.inquiries.actions import CannotInquire, accept
from sasae.linkage.inquiries.askable import askable
from sasae.linkage.inquiry_files import door as files
from sasae.linkage.links.circumstances import gather
from sasae.linkage.links.legal_bases import objections
from sasae.linkage.people import queries
from sasae.linkage.people.households import household_on, households_on
from sasae.linkage.people.messages import to_messages
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.people.versions import around
from sasae.linkage.ties.actions.corrections import CannotCorrect
from sasae.linkage.ties.reports import corrected_for, take_uses
from sasae.linkage.transfers.actions import NotTransferred, carry, take_permission

api: NinjaAPI = contract_api("linkage")
contractor_ends.add_to(api)


def _require_basis(caller: Caller, purpose: person_index.Purpose, operation: Operation) -> None:  # type: ignore[type-arg]
    found = objections(purpose, caller=caller.name, operation=operation.full_name, on=clock.today())
    if found:
        refuse(
            SYSTEM(caller.name), "link.refused", operation.full_name, found[0].message, caller=caller.name,
            operation=operation.full_name, operator=purpose.operator,
        )  # fmt: skip
        raise ContractRefused(found)


def _told(
    caller: Caller, purpose: person_index.Purpose, people: list[RegisteredPerson], protected: Container[str] = ()
) -> person_index.People:
    numbers = list(dict.fromkeys(person.atena_no for person in people))
    caller.shown(numbers)
    record(
        SYSTEM(caller.name), "person.told", caller.name, numbers, affair=purpose.affair, basis=purpose.basis,
        operator=purpose.operator, case=purpose.case,
    )  # fmt: skip
    by, reason = SYSTEM(caller.name), f"{purpose.affair}（{purpose.operator}）"
    told = to_messages(people, receiver=caller.name, actor=by, reason=reason, on=clock.today(), protected=protected)
    return person_index.People(people=told)


@answers(api, person_index.PERSON_BY_SERIAL, purpose="申請者の特定")
def person_by_serial(caller: Caller, message: person_index.SerialRequest) -> person_index.SerialAnswer:
    """Whose user certificate this is. The register alone knows; a person not in the index counts as not found."""
    _require_basis(caller, message.purpose, person_index.PERSON_BY_SERIAL)
    answer = ask(resident_register.PERSON_BY_SERIAL, resident_register.SerialRequest(serial=message.serial))
    known = bool(answer.atena_no) and RegisteredPerson.objects.filter(atena_no=answer.atena_no).exists()
    caller.shown([answer.atena_no] if known and answer.atena_no else [])
    return person_index.SerialAnswer(atena_no=answer.atena_no if known else None)


@answers(api, person_index.FIND, purpose="宛名の検索")
def find(caller: Caller, message: person_index.FindRequest) -> person_index.People:
    """Persons by one exact individual number, or by name, kana and birth date."""
    _require_basis(caller, message.purpose, person_index.FIND)
    if not (message.individual_number or message.name.strip() or message.name_kana.strip() or message.birth_date):
        raise ContractRefused.one("L-110", "", "探す手がかり（氏名・カナ・生年月日・個人番号）がありません。")
    if message.individual_number:
        rows = list(queries.by_individual_number(message.individual_number)[: message.limit + 1])
    else:
        rows = queries.first_of(
            message.limit + 1, name=message.name, kana=message.name_kana, birth_date=message.birth_date
        )
    told = _told(caller, message.purpose, rows[: message.limit])
    return told.model_copy(update={"truncated": len(rows) > message.limit})


@answers(api, person_index.PEOPLE, purpose="本人情報の照会")
def people(caller: Caller, message: person_index.PeopleRequest) -> person_index.People:
    """These persons, as the index has them today."""
    _require_basis(caller, message.purpose, person_index.PEOPLE)
    return _told(caller, message.purpose, list(queries.people_by_number(message.atena_nos)))


@answers(api, person_index.HOUSEHOLD, purpose="世帯の照会")
def household(caller: Caller, message: person_index.HouseholdRequest) -> person_index.People:
    """Everybody of the person's household, of now or of a day that is over."""
    _require_basis(caller, message.purpose, person_index.HOUSEHOLD)
    past = _over(message.on)
    rows = household_on(message.atena_no, past) if past else queries.household_of(message.atena_no)
    return _told(caller, message.purpose, list(rows))


@answers(api, person_index.HOUSEHOLDS, purpose="世帯の一括照会")
def households(caller: Caller, message: person_index.HouseholdsRequest) -> person_index.Households:
    """Everybody of the households of these persons, of now or of a day that is over, each told once."""
    _require_basis(caller, message.purpose, person_index.HOUSEHOLDS)
    past = _over(message.on)
    members, rows = households_on(message.atena_nos, past) if past else queries.households_of(message.atena_nos)
    return person_index.Households(
        households=[person_index.Household(atena_no=one, members=here) for one, here in members.items()],
        people=_told(caller, message.purpose, rows).people,
    )


def _over(on: date | None) -> date | None:
    """A day asked about, where it is over: of today and later, the household is that of now."""
    return on if on is not None and on < clock.today() else None


@answers(api, person_index.CHANGES, purpose="異動の知らせ")
def changes(caller: Caller, message: person_index.ChangesRequest) -> person_index.Changes:
    """What happened to whom since the number the caller took last. Who they are is asked for by those who keep them."""
    _require_basis(caller, message.purpose, person_index.CHANGES)
    rows = list(queries.events_after(message.after, message.limit + 1))
    page = rows[: message.limit]
    caller.shown([row.atena_no for row in page])
    if page:
        record(SYSTEM(caller.name), "changes.told", caller.name, count=len(page), affair=message.purpose.affair)
    return person_index.Changes(
        changes=[
            person_index.Change(
                number=row.pk, atena_no=row.atena_no, event=row.event, occurred_on=row.occurred_on,
                household_no=row.household_no,
            )
            for row in page
        ],
        last=page[-1].pk if page else message.after,
        more=len(rows) > message.limit,
    )  # fmt: skip


@answers(api, person_index.VERSIONS, purpose="異動の前後の照会")
def versions(caller: Caller, message: person_index.VersionsRequest) -> person_index.Versions:
    """Each person before and after a change the caller was told of. Whoever is protected now is told of sealed."""
    _require_basis(caller, message.purpose, person_index.VERSIONS)
    found = around(message.numbers)
    now = queries.people_by_number({after.atena_no for _, _, after in found})
    protected = {person.atena_no for person in now if person.protected(clock.today())}
    rows = [one for _, before, after in found for one in (before, after) if one is not None]
    told = iter(_told(caller, message.purpose, rows, protected).people)
    return person_index.Versions(
        versions=[
            person_index.Version(number=number, before=next(told) if before is not None else None, after=next(told))
            for number, before, _ in found
        ]
    )


@answers(api, person_index.CIRCUMSTANCES, purpose="所得・他制度の照会")
def circumstances(caller: Caller, message: person_index.CircumstancesRequest) -> person_index.Circumstances:
    """Income of one year and the schemes these persons are in, asked of their offices now."""
    _require_basis(caller, message.purpose, person_index.CIRCUMSTANCES)
    answer = gather(message.atena_nos, message.income_year)
    caller.shown(message.atena_nos)
    record(
        SYSTEM(caller.name), "circumstances.told", caller.name, message.atena_nos, count=len(message.atena_nos),
        affair=message.purpose.affair, basis=message.purpose.basis, operator=message.purpose.operator,
    )  # fmt: skip
    return answer


@answers(api, inquiries.REQUEST, purpose="情報照会の受付")
def request_inquiry(caller: Caller, message: inquiries.InquiryRequest) -> inquiries.InquiryAccepted:
    """Take an inquiry for another body and send it on."""
    _require_basis(caller, message.purpose, inquiries.REQUEST)
    caller.shown([message.atena_no])
    try:
        inquiry = accept(message, asked_by=caller.name, on=clock.today())
    except CannotInquire as refusal:
        raise ContractRefused(refusal.findings) from refusal
    return inquiries.InquiryAccepted(inquiry_no=inquiry.inquiry_no)


@answers(api, inquiries.REQUEST_MANY, purpose="情報照会の一括受付")
def request_many(caller: Caller, message: inquiries.ManyRequest) -> inquiries.ManyTaken:
    """Many questions in one message; each is asked, or not, on its own."""
    _require_basis(caller, message.purpose, inquiries.REQUEST_MANY)
    return many_questions.take(caller, message)


@answers(api, inquiries.RESULT, purpose="情報照会の結果")
def inquiry_result(caller: Caller, message: inquiries.ResultRequest) -> inquiries.InquiryResult:
    """How far an inquiry is; its answer goes to the system that asked and to no other."""
    told = many_questions.results_of(caller, [message.inquiry_no])
    if not told:
        raise ContractRefused.one("L-106", "inquiry_no", "この照会番号の照会はありません。")
    return told[0]


@answers(api, inquiries.RESULTS, purpose="情報照会の結果")
def inquiry_results(caller: Caller, message: inquiries.ResultsRequest) -> inquiries.Results:
    """The same of many."""
    return inquiries.Results(results=many_questions.results_of(caller, message.inquiry_nos))


@answers(api, inquiries.SUBMIT_FILE, purpose="一括照会の受付")
def submit_file(caller: Caller, message: inquiries.FileRequest) -> inquiries.FileAccepted:
    """Take a request file in; its lines are asked one by one."""
    _require_basis(caller, message.purpose, inquiries.SUBMIT_FILE)
    return files.submit(caller, message)


@answers(api, inquiries.FILE_RESULT, purpose="一括照会の結果")
def file_result(caller: Caller, message: inquiries.FileResultRequest) -> inquiries.FileResult:
    """What became of the file's lines so far."""
    return files.result(caller, message)


@answers(api, inquiries.ASKABLE, purpose="照会できる情報の確認")
def askable_now(caller: Caller, message: inquiries.AskableRequest) -> inquiries.Askable:
    """What the masters let the caller ask about these persons, so that nobody asks them for a paper instead."""
    _require_basis(caller, message.purpose, inquiries.ASKABLE)
    caller.shown(message.atena_nos)
    return askable(message.atena_nos, clock.today())


@answers(api, tie_corrections.OPEN, purpose="報告を待つひも付けの訂正の確認")
def open_corrections(caller: Caller, message: tie_corrections.OpenRequest) -> tie_corrections.OpenCorrections:
    """Which wrong ties were undone that the caller has not said yet what it did with."""
    _require_basis(caller, message.purpose, tie_corrections.OPEN)
    told = corrected_for(caller.name)
    caller.shown([atena_no for each in told for atena_no in each.atena_nos])
    if told:
        record(SYSTEM(caller.name), "tie.open_told", caller.name, count=len(told))
    return tie_corrections.OpenCorrections(corrections=told)


@answers(api, tie_corrections.REPORT, purpose="誤ったひも付けの利用の報告")
def report_uses(caller: Caller, message: tie_corrections.ReportRequest) -> tie_corrections.Reported:
    """What the caller did with a wrong tie: decisions, letters, payments."""
    _require_basis(caller, message.purpose, tie_corrections.REPORT)
    caller.shown(sorted({use.atena_no for use in message.uses}))
    try:
        return tie_corrections.Reported(new=take_uses(caller.name, message))
    except CannotCorrect as refusal:
        raise ContractRefused.one(refusal.id, refusal.at, str(refusal)) from refusal


@answers(api, transfers.PERMIT, purpose="移転の許可の知らせ")
def permit_transfers(caller: Caller, message: transfers.Permission) -> transfers.Kept:
    """A permission the subsidy office gave or withdrew."""
    caller.shown([])
    if message.until < message.since:
        raise ContractRefused.one("L-409", "until", "許可の末日が、初日より前です。")
    return transfers.Kept(revision=take_permission(message))


@answers(api, transfers.ASK, purpose="ほかの助成への移転")
def ask_transfer(caller: Caller, message: transfers.AskRequest) -> transfers.Transferred:
    """What another office of the city needs of the subsidy's file, under its permission. Both outcomes are logged."""
    try:
        answer = carry(message, office=caller.name, on=clock.today(), at=clock.now())
    except NotTransferred as refusal:
        raise ContractRefused(refusal.findings) from refusal
    caller.shown([one.atena_no for one in answer.told])
    return answer


evidence.add_to(api, _require_basis)


def _relay(incoming: Operation, outgoing: Operation) -> None:  # type: ignore[type-arg]
    @answers(api, incoming, purpose="申請データの取次ぎ", relays=True)
    def relay(caller: Caller, message: Message) -> Message:
        """Hand the question on word for word, and the answer back."""
        answer = ask(outgoing, message, idempotency_key=caller.idempotency_key or None)
        persons = [answer.applicant] if getattr(answer, "applicant", None) else []
        persons += [one.person for one in getattr(answer, "cosigners", []) if one.person]
        caller.shown(persons)
        record(
            SYSTEM(caller.name), "link.relayed", getattr(message, "receipt_number", "一覧"), persons,
            caller=caller.name, callee=outgoing.callee, operation=outgoing.full_name,
        )  # fmt: skip
        return answer


for _incoming, _outgoing in published_applications.RELAYS:
    _relay(_incoming, _outgoing)
