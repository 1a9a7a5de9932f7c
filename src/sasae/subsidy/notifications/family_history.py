"""One history a family: what was notified, what the register told, what was true, who was covered, what was decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from sasae.kernel.wareki import to_wareki
from sasae.law import Loss, Outcome
from sasae.subsidy.entitlements.changes import known
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, FamilyFact
from sasae.subsidy.notifications.labels import words_of
from sasae.subsidy.notifications.models import LossNotice, Notification, Review
from sasae.subsidy.people.models import Person

Entry = dict[str, Any]


def history_of(families: Sequence[Family]) -> list[Entry]:
    """Everything of a person's families, the newest day first."""
    parts = (_entitlements, _facts, _notifications, _reviews, _decisions, _letters)
    entries = [entry for family in families for part in parts for entry in part(family)]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def standing_facts(families: Sequence[Family]) -> list[Entry]:
    """What the office holds true of families since their application, to be taken back where it was wrong."""
    rows = known(FamilyFact.objects.filter(family__in=families)).select_related("person").order_by("valid_from", "id")
    return [{"fact": fact, "words": words_of(fact)} for fact in rows]


def persons_in(entries: Sequence[Entry], facts: Sequence[Entry]) -> list[str]:
    """Whom a history names, those who have left the family included."""
    return [entry["person"] for entry in entries if entry["person"]] + [one["fact"].person.atena_no for one in facts]


def _entry(at: date, text: str, url: str = "", person: Person | None = None) -> Entry:
    return {"at": at, "text": text, "url": url, "person": person.atena_no if person else ""}


def _entitlements(family: Family) -> list[Entry]:
    found = []
    for one in Entitlement.ever.filter(family=family).select_related("recipient__person"):
        who = one.recipient.person
        if one.annulled:
            reason = Loss(one.loss_reason).label
            found.append(_entry(one.valid_from, f"{who.name}さんの資格は、始まる前に失われた（{reason}）", person=who))
            continue
        began = f"{who.name}さんの資格が始まった（{to_wareki(one.valid_to)}まで）"
        found.append(_entry(one.valid_from, began, person=who))
        if one.loss_reason:
            ended = f"{who.name}さんの資格の最後の日（{Loss(one.loss_reason).label}）"
            found.append(_entry(one.valid_to, ended, person=who))
    return found


def _facts(family: Family) -> list[Entry]:
    found = []
    for fact in FamilyFact.objects.filter(family=family).select_related("person"):
        until = f"、{to_wareki(fact.valid_to)}まで" if fact.valid_to else ""
        replaced = "（のちに差し替えた記録）" if fact.superseded_at else ""
        text = (
            f"{fact.person.name}さん：{fact.get_kind_display()}{words_of(fact)}{until}（出所 {fact.source}）{replaced}"
        )
        found.append(_entry(fact.valid_from, text, person=fact.person))
    return found


def _notifications(family: Family) -> list[Entry]:
    return [
        _entry(
            one.received_on, f"届出（{one.get_kind_display()}）を受け付けた　{one.get_state_display()}",
            reverse("notifications:notification", args=[one.number]),
        )
        for one in Notification.objects.filter(family=family)
    ]  # fmt: skip


def _reviews(family: Family) -> list[Entry]:
    return [
        _entry(
            one.occurred_on, f"{one.person.name}さん：{one.title}　{one.get_state_display()}",
            reverse("notifications:review", args=[one.pk]), one.person,
        )
        for one in Review.objects.filter(family=family, notification=None).select_related("person")
    ]  # fmt: skip


def _decisions(family: Family) -> list[Entry]:
    return [
        _entry(
            one.on, f"{one.get_occasion_display()}の決定：{Outcome(one.outcome).label}",
            reverse("entitlements:examination", args=[one.pk]),
        )
        for one in Examination.objects.filter(application__applicant=family.applicant_id, state="approved")
    ]  # fmt: skip


def _letters(family: Family) -> list[Entry]:
    rows = LossNotice.objects.filter(examination__application__applicant=family.applicant_id)
    return [_entry(one.issued_on, f"受給資格消滅通知書 {one.number} を作成した") for one in rows]
