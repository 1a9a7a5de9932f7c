"""Taking a question with its answer, and the office's steps on strange lines. One transaction and one line of history each."""

from datetime import datetime

from django.db import connection, transaction

from sasae.contracts import resident_questions as portal
from sasae.contracts.evidence import Line
from sasae.foundation.history import Actor, record, refuse
from sasae.foundation.outbox import send_later
from sasae.intake.questions import terms
from sasae.intake.questions.asker import Asker
from sasae.intake.questions.models import (
    CASE_MOVES,
    CaseState,
    DisclosureRequest,
    Finding,
    RequestState,
    ResidentQuestion,
    StrangeCase,
)
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki

KINDS = {
    portal.Kind.LOOKS: "記録の確認", portal.Kind.STRANGE: "心当たりのない記録", portal.Kind.PACKET: "開示請求",
    portal.Kind.COLLECT: "開示文書の受取り",
}  # fmt: skip
OPEN_REQUESTS = (RequestState.RECEIVED, RequestState.PREPARED, RequestState.APPROVED)


class CannotMove(ValueError):
    """The step is not allowed now; the text says why, in Japanese."""


@transaction.atomic
def take(
    question: portal.Question, asker: Asker, *, told: int, line: Line | None, by: Actor, at: datetime
) -> ResidentQuestion | None:
    """Keep that this was asked and by whom; begin the case or the request it asks for. None when taken before."""
    one, new = ResidentQuestion.objects.get_or_create(
        question_id=question.question_id,
        defaults={
            "kind": question.kind.value, "asked_at": question.asked_at, "taken_at": at, "atena_no": asker.atena_no,
            "doubt": asker.doubt[:200], "told": told,
        },
    )  # fmt: skip
    if not new:
        return None
    if asker.doubt:
        refuse(by, "question.not_answered", question.question_id, asker.doubt)
        return one
    record(by, "question.answered", question.question_id, [asker.atena_no], kind=KINDS[question.kind], lines=told)
    if line is not None:
        _open_case(one, asker, line, by=by, at=at)
    if question.kind is portal.Kind.PACKET:
        _open_request(one, by=by, at=at)
    return one


def _open_case(one: ResidentQuestion, asker: Asker, line: Line, *, by: Actor, at: datetime) -> None:
    day = at.astimezone(TOKYO).date()
    case = StrangeCase.objects.create(
        number=_number("KA", "intake_case_no", at), question=one, atena_no=one.atena_no, system=line.system,
        reference=line.reference, line_at=line.at, what=in_words(line)[:400], remark=asker.asked.remark, opened_on=day,
    )  # fmt: skip
    record(by, "case.opened", case.number, [one.atena_no], reference=line.reference)


def in_words(line: Line) -> str:
    """A line as a sentence."""
    at = line.at.astimezone(TOKYO)
    who = f"{line.office}（自動の処理）" if line.automatic else line.office
    done = {"looked": "見ました", "worked": "記録を扱いました", "passed_on": f"{line.to_whom}に渡しました"}[line.act.value]
    return f"{to_wareki(at.date())} {at:%H:%M}　{who}が、{line.why}、{done}"


def _open_request(one: ResidentQuestion, *, by: Actor, at: datetime) -> None:
    """One open request a person: asked again, the one there is goes on. Its days count from when the person asked."""
    if DisclosureRequest.objects.filter(atena_no=one.atena_no, state__in=OPEN_REQUESTS).exists():
        return
    day = one.asked_at.astimezone(TOKYO).date()
    request = DisclosureRequest.objects.create(
        number=_number("KJ", "intake_disclosure_no", at), question=one, atena_no=one.atena_no, requested_on=day,
        due_on=terms.due_on(day), fee_yen=terms.fee_yen(day),
    )  # fmt: skip
    record(
        by, "disclosure.requested", request.number, [one.atena_no], due=to_wareki(request.due_on), fee=request.fee_yen
    )


def _number(prefix: str, sequence: str, at: datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s)", [sequence])
        return f"{prefix}{at.astimezone(TOKYO):%Y}{cursor.fetchone()[0]:06d}"


@transaction.atomic
def send_answer(question_id: str, sealed: str) -> None:
    """The sealed answer goes out; told once, however often it is made."""
    send_later(portal.ANSWER, portal.Answer(question_id=question_id, sealed=sealed), key=f"answer-{question_id}")


@transaction.atomic
def ask_for_explanation(number: str, note: str, *, by: Actor, at: datetime) -> StrangeCase:
    """The operator's office is asked why. Raises CannotMove."""
    case = _moved(number, CaseState.ASKED)
    if not note.strip():
        raise CannotMove("だれに何の説明を求めたかを入れてください。")
    case.asked_note, case.asked_by, case.asked_at = note.strip()[:300], by.id, at
    case.save()
    record(by, "case.asked", number, [case.atena_no])
    return case


@transaction.atomic
def decide(number: str, explanation: str, finding: Finding, *, by: Actor, at: datetime) -> StrangeCase:
    """The explanation is kept and judged. Raises CannotMove."""
    case = _moved(number, CaseState.DECIDED)
    if not explanation.strip():
        raise CannotMove("操作者の説明を入れてください。")
    case.explanation, case.finding, case.decided_by, case.decided_at = explanation.strip(), finding, by.id, at
    case.save()
    record(by, "case.decided", number, [case.atena_no], finding=finding.label)
    return case


@transaction.atomic
def answer(number: str, text: str, *, by: Actor, at: datetime) -> StrangeCase:
    """The resident is answered: the portal hears that an answer waits, and nothing of it. Raises CannotMove."""
    case = _moved(number, CaseState.ANSWERED)
    if not text.strip():
        raise CannotMove("本人への回答を入れてください。")
    case.answer, case.answered_by, case.answered_at = text.strip(), by.id, at
    case.save()
    tell_news(case.question, number)
    record(by, "case.answered", number, [case.atena_no])
    return case


def tell_news(question: ResidentQuestion, number: str) -> None:
    """That something about an earlier question waits. Part of the caller's transaction."""
    news = portal.News(question_id=question.question_id)
    send_later(portal.NEWS, news, key=f"news-{number}")


def _moved(number: str, state: CaseState) -> StrangeCase:
    case = StrangeCase.objects.select_for_update().get(number=number)
    if state not in CASE_MOVES[CaseState(case.state)]:
        raise CannotMove(f"「{CaseState(case.state).label}」のため、「{state.label}」にできません。")
    case.state = state
    return case
