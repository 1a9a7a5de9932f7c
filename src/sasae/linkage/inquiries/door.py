"""What a business system is answered about its inquiries: many taken in at once, and how far each is."""

from collections.abc import Sequence

from sasae.contracts import inquiries as words
from sasae.foundation.contract_api import Caller
from sasae.foundation.history import SYSTEM, record
from sasae.kernel import clock
from sasae.linkage.inquiries.actions import CannotInquire, accept
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.inquiries.queries import answer_of


def take(caller: Caller, message: words.ManyRequest) -> words.ManyTaken:
    """Ask each question that may be asked; of the others the reason is told, and none holds up another."""
    caller.shown(question.atena_no for question in message.questions)
    return words.ManyTaken(taken=[_taken(caller, message, question) for question in message.questions])


def _taken(caller: Caller, message: words.ManyRequest, question: words.Question) -> words.Taken:
    asked = words.InquiryRequest(
        purpose=message.purpose.model_copy(update={"case": question.case}),
        atena_no=question.atena_no,
        information=question.information,
        provider=question.provider,
        period_from=question.period_from,
        period_to=question.period_to,
        consent_on=question.consent_on,
    )
    try:
        inquiry = accept(asked, asked_by=caller.name, on=clock.today())
    except CannotInquire as refusal:
        reasons = " ".join(f"{found.message}（{found.id}）" for found in refusal.findings)
        return words.Taken(key=question.key, refusal=reasons)
    return words.Taken(key=question.key, inquiry_no=inquiry.inquiry_no)


def results_of(caller: Caller, numbers: Sequence[str]) -> list[words.InquiryResult]:
    """How far the caller's own inquiries are, in the order asked. Answers that leave are journaled each."""
    rows = Inquiry.objects.select_related("person").filter(inquiry_no__in=numbers, asked_by=caller.name)
    found = {inquiry.inquiry_no: inquiry for inquiry in rows}
    here = [found[number] for number in dict.fromkeys(numbers) if number in found]
    caller.shown(inquiry.person.atena_no for inquiry in here)
    return [_result(caller, inquiry) for inquiry in here]


def _result(caller: Caller, inquiry: Inquiry) -> words.InquiryResult:
    answer = answer_of(inquiry)
    if answer is not None:
        record(
            SYSTEM(caller.name), "inquiry.handed_over", inquiry.inquiry_no, [inquiry.person.atena_no],
            asked_by=caller.name,
        )  # fmt: skip
    state = "requested" if inquiry.state == "accepted" else inquiry.state
    return words.InquiryResult(
        inquiry_no=inquiry.inquiry_no,
        state=words.InquiryState(state),
        answer=answer,
        permit_no=inquiry.permit_no,
        provided_at=inquiry.provided_at,
        message=inquiry.message,
    )
