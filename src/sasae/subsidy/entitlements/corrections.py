"""Answers that the body which gave them takes back: noted from its letter, asked for again, compared with what was told.

The notice comes as a letter (個人情報の保護に関する法律97条: 書面により通知): the network carries none. From the moment it is
noted the answer counts no more; what has changed is said in words once the new one is there.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from sasae.foundation import sealing
from sasae.foundation.history import Actor, record
from sasae.kernel import clock
from sasae.kernel.findings import Refusal, one_line
from sasae.reference.exchanged_items import name_of
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.asked import named, provider_named
from sasae.subsidy.entitlements.inquiries import Wanted, request_many
from sasae.subsidy.entitlements.models import IncomeInquiry, InquiryState

AFFAIR = "資格審査"
GONE = "訂正後は、該当する記録がありません"
ENDED = (InquiryState.ANSWERED, InquiryState.NOBODY)


class CannotCorrect(Refusal):
    """The notice cannot be noted; the text says why, in Japanese."""


@transaction.atomic
def note_correction(inquiry_id: int, *, document: str, by: Actor, at: datetime) -> IncomeInquiry:
    """The body says that its answer was wrong. Raises CannotCorrect."""
    document = one_line(
        document, CannotCorrect, missing="訂正の知らせの文書番号と日付を入力してください。", at="document", most=100
    )
    inquiry = IncomeInquiry.objects.select_for_update(of=("self",)).select_related("application").get(pk=inquiry_id)
    if inquiry.state != InquiryState.ANSWERED:
        raise CannotCorrect(
            f"この照会は「{inquiry.get_state_display()}」です。訂正の知らせは、回答のある照会に入れます。"
        )
    inquiry.state, inquiry.corrected_at, inquiry.correction = InquiryState.CORRECTED, at, document
    inquiry.save()
    record(
        by, "inquiry.corrected", inquiry.application.receipt_number, [inquiry.atena_no],
        provider=provider_named(inquiry.provider), note=document,
    )  # fmt: skip
    return inquiry


def ask_again(*, by: Actor) -> int:
    """Ask for what was taken back and is not asked for again yet. Returns how many. Raises Unreachable, Refused."""
    rows = IncomeInquiry.objects.filter(~Exists(_later()), state=InquiryState.CORRECTED).select_related("application")
    wanted = [
        Wanted(
            one.application, one.atena_no, one.year, one.provider, one.information, one.consent_on is not None,
            one.consent_on,
        )
        for one in rows.order_by("pk")
    ]  # fmt: skip
    return len(request_many(wanted, affair=AFFAIR, by=by))


def _later() -> QuerySet[IncomeInquiry]:
    same = {name: OuterRef(name) for name in ("application", "atena_no", "year", "information")}
    return IncomeInquiry.objects.filter(pk__gt=OuterRef("pk"), **same)


def ended_anew() -> QuerySet[IncomeInquiry]:
    """New answers after an answer that was taken back."""
    same = {name: OuterRef(name) for name in ("application", "atena_no", "year", "information")}
    before = IncomeInquiry.objects.filter(pk__lt=OuterRef("pk"), state=InquiryState.CORRECTED, **same)
    told = Q(state__in=ENDED) | Q(state=InquiryState.CORRECTED, answer_cipher__isnull=False)
    return IncomeInquiry.objects.filter(told, Exists(before)).select_related("application").order_by("pk")


def before_of(inquiry: IncomeInquiry) -> IncomeInquiry | None:
    """The answer taken back that this one stands for."""
    rows = IncomeInquiry.objects.filter(
        application=inquiry.application_id, atena_no=inquiry.atena_no, year=inquiry.year,
        information=inquiry.information, state=InquiryState.CORRECTED, pk__lt=inquiry.pk,
    )  # fmt: skip
    return rows.order_by("-pk").first()


def taken_back(application: Application) -> QuerySet[IncomeInquiry]:
    """The answers of an application that were taken back."""
    return application.inquiries.filter(state=InquiryState.CORRECTED)


def made_on(facts: dict[str, Any], answer: IncomeInquiry) -> bool:
    """Whether these facts hold this very answer: of the same person, provided at the same moment."""
    if answer.provided_at is None:
        return False
    told_at = answer.provided_at.astimezone(clock.TOKYO).isoformat()
    rows = [*facts["incomes"], *facts.get("told_elsewhere", ())]
    return any(row["atena_no"] == answer.atena_no and row.get("told_at") == told_at for row in rows)


def difference(before: IncomeInquiry, after: IncomeInquiry) -> str:
    """What the new answer says otherwise, in words; empty when it says the same."""
    if after.answer_cipher is None:
        return GONE
    then, now = _records(before), _records(after)
    parts = []
    for place in range(max(len(then), len(now))):
        old, new = (rows[place] if place < len(rows) else {} for rows in (then, now))
        changed = [name for name in [*old, *(one for one in new if one not in old)] if old.get(name) != new.get(name)]
        parts += [f"{name_of(name)} {_shown(old.get(name))}→{_shown(new.get(name))}" for name in changed]
    return "、".join(parts)


def _records(inquiry: IncomeInquiry) -> Sequence[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(sealing.decrypt(inquiry.answer_cipher or b""))["records"]
    return records


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)


def rows_of(application: Application, names: dict[str, str]) -> list[dict[str, Any]]:
    """Every answer of an application that may be corrected, or was; with what its correction changed."""
    every = list(application.inquiries.order_by("pk"))
    answers = [one for one in every if one.answer_cipher is not None and one.state in _MAY]
    return [
        {
            "one": one, "name": names.get(one.atena_no, one.atena_no), "kind": named(one.information),
            "provider": provider_named(one.provider), "open": one.state == InquiryState.ANSWERED,
            "compared": _compared(one, every),
        }
        for one in answers
    ]  # fmt: skip


_MAY = (InquiryState.ANSWERED, InquiryState.CORRECTED)


def _compared(one: IncomeInquiry, every: Sequence[IncomeInquiry]) -> str:
    """What the answer after this one says otherwise; empty where there is none yet."""
    key = (one.atena_no, one.year, one.information)
    later = [each for each in every if each.pk > one.pk and (each.atena_no, each.year, each.information) == key]
    after = next((each for each in later if each.state in (*ENDED, InquiryState.CORRECTED)), None)
    return (difference(one, after) or "新しい回答は、前の回答と同じです。") if after else ""
