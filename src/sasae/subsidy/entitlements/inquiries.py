"""Asking another body for an income our own tax office cannot know, and putting the answer into the facts."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from sasae.contracts import inquiries
from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.foundation.partners import ask
from sasae.reference.municipalities import name_of
from sasae.subsidy import office
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.models import IncomeInquiry, InquiryState
from sasae.subsidy.entitlements.origins import line_of

TAX_INFORMATION = "TM00000000000002"  # 地方税関係情報 (formats.md §6.4)
OPEN = (InquiryState.REQUESTED, InquiryState.NOT_AUTOMATIC)


class CannotInquire(ValueError):
    """The question may not be asked; the text says why, in Japanese."""


def request(application: Application, atena_no: str, *, year: int, provider: str, by: Actor) -> IncomeInquiry:
    """Ask linkage to ask. Asked before, nothing happens. Raises CannotInquire, and wire's Refused and Unreachable."""
    known = IncomeInquiry.objects.filter(application=application, atena_no=atena_no, year=year).first()
    if known is not None:
        return known
    if not application.form["consent_to_inquiries"]:
        raise CannotInquire("本人の同意がないため、他団体へ照会できません。所得の証明書を求めてください。")
    accepted = ask(
        inquiries.REQUEST,
        inquiries.InquiryRequest(
            purpose=office.purpose("資格審査", by, case=application.receipt_number, basis=office.NETWORK_BASIS),
            atena_no=atena_no,
            information=TAX_INFORMATION,
            provider=provider,
            period_from=date(year, 1, 1),
            period_to=date(year, 12, 31),
            consent_on=application.received_on,
        ),
        idempotency_key=f"income-{application.receipt_number}-{atena_no}-{year}",
    )
    return _keep(application, atena_no, year, provider, accepted.inquiry_no, by)


@transaction.atomic
def _keep(
    application: Application, atena_no: str, year: int, provider: str, inquiry_no: str, by: Actor
) -> IncomeInquiry:
    inquiry, new = IncomeInquiry.objects.get_or_create(
        inquiry_no=inquiry_no,
        defaults={
            "application": application, "atena_no": atena_no, "year": year, "provider": provider, "asked_by": by.id,
        },
    )  # fmt: skip
    if new:
        record(by, "inquiry.requested", application.receipt_number, [atena_no], provider=name_of(provider))
    return inquiry


def fetch_results(*, by: Actor) -> int:
    """Ask linkage about every open question. Returns how many were asked about."""
    open_ones = list(IncomeInquiry.objects.filter(state__in=OPEN).order_by("id")[:200])
    for inquiry in open_ones:
        take_result(inquiry.pk, ask(inquiries.RESULT, inquiries.ResultRequest(inquiry_no=inquiry.inquiry_no)), by=by)
    return len(open_ones)


@transaction.atomic
def take_result(inquiry_id: int, result: inquiries.InquiryResult, *, by: Actor) -> None:
    """Keep a result; one that is known changes nothing."""
    inquiry = IncomeInquiry.objects.select_for_update().select_related("application").get(pk=inquiry_id)
    state = InquiryState(result.state.value)
    if state == inquiry.state or inquiry.state not in OPEN:
        return
    inquiry.state, inquiry.permit_no, inquiry.message = state, result.permit_no, result.message[:500]
    if result.answer is not None:
        inquiry.answer_cipher = sealing.encrypt(json.dumps(result.answer, ensure_ascii=False, sort_keys=True))
    inquiry.save()
    record(by, "inquiry.taken", inquiry.application.receipt_number, [inquiry.atena_no], state=state.label)


def answered_incomes(application: Application, year: int) -> list[dict[str, Any]]:
    """Incomes other bodies have told of, as the facts carry them, with their source; of an application made anew, those
    told of before the ruling as well."""
    line = [one.pk for one in reversed(line_of(application))]
    found = answers_of(line, year)
    return [row for pk in line for row in found.get(pk, [])]


def answers_of(applications: Sequence[int], year: int) -> dict[int, list[dict[str, Any]]]:
    """The same for many applications, in one question, by their keys."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    answered = IncomeInquiry.objects.filter(application__in=applications, state=InquiryState.ANSWERED, year=year)
    for inquiry in answered.order_by("id"):
        answer = json.loads(sealing.decrypt(inquiry.answer_cipher or b""))
        source = f"情報照会（{name_of(inquiry.provider)}）"
        found[inquiry.application_id] += [
            {**told, "atena_no": inquiry.atena_no, "year": year, "source": source} for told in answer["records"]
        ]
    return found
