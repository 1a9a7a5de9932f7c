"""Asking other bodies what our own offices cannot know of a person, above all the income; keeping what they answer."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from pydantic import ValidationError

from sasae.contracts import inquiries
from sasae.contracts.tax import Income
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.foundation.partners import ask
from sasae.kernel import clock
from sasae.subsidy import office
from sasae.subsidy.applications.consents import agreed_on
from sasae.subsidy.applications.models import Application
from sasae.subsidy.applications.models import State as ApplicationState
from sasae.subsidy.entitlements.asked import TAX, named, period_of, provider_named
from sasae.subsidy.entitlements.elsewhere import readable, told_of
from sasae.subsidy.entitlements.in_turn import in_turn
from sasae.subsidy.entitlements.models import IncomeInquiry, InquiryState
from sasae.subsidy.entitlements.origins import line_of

OPEN = (InquiryState.REQUESTED, InquiryState.NOT_AUTOMATIC)
STANDING = (*OPEN, InquiryState.ANSWERED)  # asked and not in vain: not asked again
NO_CONSENT = "本人の同意がないため、他団体へ照会できません。所得の証明書を求めてください。"
TAKEN_BACK = "この申請は取り下げられています。審査をしないので、他団体へは照会できません。"
UNREADABLE_KIND = "回答の内容が、求めた情報として読めません。提供した団体に確かめてください。"
UNREADABLE = "回答の内容が、求めた年の所得として読めません。提供した団体に確かめるか、所得の証明書を求めてください。"


class CannotInquire(ValueError):
    """The question may not be asked; the text says why, in Japanese."""


@dataclass(frozen=True)
class Wanted:
    """One kind of information about a person in a year, as another body knows it. `consent`: only with the person's, given
    `agreed_on`; a question of before that has none rests on the application's day."""

    application: Application
    atena_no: str
    year: int
    provider: str
    information: str = TAX
    consent: bool = True
    agreed_on: date | None = None

    @property
    def key(self) -> str:
        """The same question has the same name."""
        what = "income" if self.information == TAX else self.information
        return f"{what}-{self.application.receipt_number}-{self.atena_no}-{self.year}"

    @property
    def consent_on(self) -> date | None:
        """The day of the consent the question needs."""
        return (self.agreed_on or self.application.received_on) if self.consent else None


def request(application: Application, atena_no: str, *, year: int, provider: str, by: Actor) -> IncomeInquiry:
    """Ask linkage to ask for an income. Asked before and not in vain, nothing happens. Raises CannotInquire, and wire's
    Refused and Unreachable."""
    agreed = agreed_on(application, atena_no)
    wanted = Wanted(application, atena_no, year, provider, agreed_on=agreed)
    with in_turn([application.pk]):
        if (known := standing(wanted)) is not None:
            return known
        if application.state == ApplicationState.WITHDRAWN:
            raise CannotInquire(TAKEN_BACK)
        if agreed is None:
            raise CannotInquire(NO_CONSENT)
        return ask_one(wanted, affair="資格審査", basis=office.NETWORK_BASIS, by=by)


def standing(wanted: Wanted) -> IncomeInquiry | None:
    """The same question, asked before and not in vain."""
    return _before(wanted).filter(state__in=STANDING).first()


def _before(wanted: Wanted) -> QuerySet[IncomeInquiry]:
    return IncomeInquiry.objects.filter(
        application=wanted.application, atena_no=wanted.atena_no, year=wanted.year, information=wanted.information
    )


def ask_one(wanted: Wanted, *, affair: str, basis: str, by: Actor) -> IncomeInquiry:
    """One question, in a message of its own, to be asked `in_turn`. Raises wire's Refused and Unreachable.

    Another person, or another body asked, is another message: a try that ended in the dark stands in nobody's way.
    """
    tries, name = _before(wanted).count(), f"{wanted.key}-{wanted.provider}-{by.id}"
    first, last = period_of(wanted.information, wanted.year)
    accepted = ask(
        inquiries.REQUEST,
        inquiries.InquiryRequest(
            purpose=office.purpose(affair, by, case=wanted.application.receipt_number, basis=basis),
            atena_no=wanted.atena_no,
            information=wanted.information,
            provider=wanted.provider,
            period_from=first,
            period_to=last,
            consent_on=wanted.consent_on,
        ),
        idempotency_key=f"{name}-{tries + 1}" if tries else name,
    )
    return _keep([(wanted, accepted.inquiry_no, "")], by, affair=affair, basis=basis)[0]


def request_many(wanted: Sequence[Wanted], *, affair: str, by: Actor) -> list[IncomeInquiry]:
    """Ask for many, one message a page. What may not be asked is kept with its reason and holds up nobody.

    What needs consent, only with consent on record: the caller sees to that. Raises wire's Refused and Unreachable.
    """
    kept: list[IncomeInquiry] = []
    for start in range(0, len(wanted), inquiries.MOST_QUESTIONS):
        page = wanted[start : start + inquiries.MOST_QUESTIONS]
        with in_turn(one.application.pk for one in page):
            kept += _ask_page(_not_asked(page), affair, by)
    return kept


def _not_asked(page: Sequence[Wanted]) -> list[Wanted]:
    """Without what somebody has asked since the page was written."""
    rows = IncomeInquiry.objects.filter(application__in={one.application.pk for one in page}, state__in=STANDING)
    asked = set(rows.values_list("application_id", "atena_no", "year", "information"))
    return [one for one in page if (one.application.pk, one.atena_no, one.year, one.information) not in asked]


def _ask_page(page: Sequence[Wanted], affair: str, by: Actor) -> list[IncomeInquiry]:
    if not page:
        return []
    told = ask(inquiries.REQUEST_MANY, _message(page, affair, by), idempotency_key=_page_key(page))
    became = {one.key: one for one in told.taken}
    return _keep([(one, became[one.key].inquiry_no, became[one.key].refusal) for one in page], by)


def _message(page: Sequence[Wanted], affair: str, by: Actor) -> inquiries.ManyRequest:
    return inquiries.ManyRequest(
        purpose=office.purpose(affair, by, basis=office.NETWORK_BASIS),
        questions=[
            inquiries.Question(
                key=one.key, atena_no=one.atena_no, case=one.application.receipt_number, information=one.information,
                provider=one.provider, period_from=first, period_to=last, consent_on=one.consent_on,
            )
            for one in page
            for first, last in [period_of(one.information, one.year)]
        ],
    )  # fmt: skip


def _page_key(page: Sequence[Wanted]) -> str:
    """A worker killed between answer and keeping asks the same page again and gets the same answer. Asked again because
    the last try failed, it is another page."""
    tries = IncomeInquiry.objects.filter(
        application__in={one.application.pk for one in page}, atena_no__in={one.atena_no for one in page},
        state__in=[InquiryState.ERROR, InquiryState.REFUSED, InquiryState.CORRECTED],
    )  # fmt: skip
    named = "\n".join([*(f"{one.key} {one.provider}" for one in page), str(tries.count())])
    return f"incomes-{hashlib.sha256(named.encode()).hexdigest()[:32]}"


@transaction.atomic
def _keep(told: Sequence[tuple[Wanted, str, str]], by: Actor, **why_asked: str) -> list[IncomeInquiry]:
    """What linkage took, and what it did not take with the reason. Told again, what is kept already stays."""
    known = IncomeInquiry.objects.in_bulk([number for _, number, _ in told if number], field_name="inquiry_no")
    at = clock.now()
    fresh = [
        IncomeInquiry(
            application=one.application, atena_no=one.atena_no, year=one.year, provider=one.provider, asked_by=by.id,
            information=one.information, consent_on=one.consent_on, inquiry_no=number or None, asked_at=at,
            state=InquiryState.REQUESTED if number else InquiryState.REFUSED, message=why[:500],
        )
        for one, number, why in told
        if number not in known
    ]  # fmt: skip
    IncomeInquiry.objects.bulk_create(fresh)
    for one in fresh:
        about, where = one.application.receipt_number, provider_named(one.provider)
        if one.state == InquiryState.REFUSED:
            record(by, "inquiry.not_taken", about, [one.atena_no], provider=where, message=one.message)
        else:
            record(by, "inquiry.requested", about, [one.atena_no], provider=where, kind=named(one.information), **why_asked)
    return [*known.values(), *fresh]


def fetch_results(*, by: Actor) -> int:
    """Ask linkage about the open questions, those looked at longest ago first, a page a question. Returns how many."""
    rows = IncomeInquiry.objects.filter(state__in=OPEN).order_by(F("looked_at").asc(nulls_first=True), "id")
    open_ones = {one.inquiry_no: one for one in rows[: inquiries.MOST_QUESTIONS] if one.inquiry_no}
    if not open_ones:
        return 0
    told = ask(inquiries.RESULTS, inquiries.ResultsRequest(inquiry_nos=list(open_ones)))
    for result in told.results:
        take_result(open_ones[result.inquiry_no].pk, result, by=by)
    IncomeInquiry.objects.filter(pk__in=[one.pk for one in open_ones.values()]).update(looked_at=clock.now())
    return len(open_ones)


@transaction.atomic
def take_result(inquiry_id: int, result: inquiries.InquiryResult, *, by: Actor) -> None:
    """Keep a result; one that is known changes nothing. An answer that cannot be read is kept and called an error."""
    inquiry = IncomeInquiry.objects.select_for_update().select_related("application").get(pk=inquiry_id)
    state = InquiryState(result.state.value)
    if state == inquiry.state or inquiry.state not in OPEN:
        return
    message = result.message
    if state == InquiryState.ANSWERED and not _can_be_read(inquiry, result.answer):
        state, message = InquiryState.ERROR, UNREADABLE if inquiry.information == TAX else UNREADABLE_KIND
    inquiry.state, inquiry.permit_no, inquiry.message = state, result.permit_no, message[:500]
    inquiry.provided_at = result.provided_at
    if result.answer is not None:
        inquiry.answer_cipher = sealing.encrypt(json.dumps(result.answer, ensure_ascii=False, sort_keys=True))
    inquiry.save()
    record(by, "inquiry.taken", inquiry.application.receipt_number, [inquiry.atena_no], state=state.label)


def _can_be_read(inquiry: IncomeInquiry, answer: Any) -> bool:
    if inquiry.information != TAX:
        return readable(inquiry.information, answer)
    return _readable(answer, inquiry.atena_no, inquiry.year)


def _readable(answer: Any, atena_no: str, year: int) -> bool:
    """Whether an answer tells an income of this year: at least one record, each in the words of the tax office."""
    records = answer.get("records") if isinstance(answer, dict) else None
    if not isinstance(records, list) or not records:
        return False
    for told in records:
        if not isinstance(told, dict) or told.get("year", year) != year:
            return False
        try:
            Income.model_validate({**told, "atena_no": atena_no, "year": year})
        except ValidationError:
            return False
    return True


def answered_incomes(application: Application, year: int) -> list[dict[str, Any]]:
    """Incomes other bodies have told of, as the facts carry them, with their source; of an application made anew, those
    told of before the ruling as well."""
    line = [one.pk for one in reversed(line_of(application))]
    found = answers_of(line, year)
    return [row for pk in line for row in found.get(pk, [])]


def told_elsewhere(application: Application, year: int) -> list[dict[str, Any]]:
    """What else they told, of an application made anew what was told before the ruling as well."""
    line = [one.pk for one in reversed(line_of(application))]
    found = told_of(line, year)
    return [row for pk in line for row in found.get(pk, [])]


def answers_of(applications: Iterable[int], year: int) -> dict[int, list[dict[str, Any]]]:
    """The same for many applications, in one question, by their keys. Each says who told it and when."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    answered = IncomeInquiry.objects.filter(
        application__in=list(applications), state=InquiryState.ANSWERED, year=year, information=TAX
    )
    for inquiry in answered.order_by("id"):
        answer = json.loads(sealing.decrypt(inquiry.answer_cipher or b""))
        source = f"情報照会（{provider_named(inquiry.provider)}）"
        when = {"told_at": inquiry.provided_at.astimezone(clock.TOKYO).isoformat()} if inquiry.provided_at else {}
        # A record with an item that has no value tells no income: what it leaves out must not count as none.
        missing = answer.get("special") or [{}] * len(answer["records"])
        found[inquiry.application_id] += [
            {**told, "atena_no": inquiry.atena_no, "year": year, "source": source, **when}
            for told, without in zip(answer["records"], missing, strict=True)
            if not without
        ]
    return found
