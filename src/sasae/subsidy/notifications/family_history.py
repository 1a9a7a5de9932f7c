"""One history a family: what was notified, what the register told, what was true, who was covered, what was decided."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from sasae.foundation.history.as_of import AsOf, as_known
from sasae.kernel.wareki import to_wareki
from sasae.law import Loss, Outcome
from sasae.subsidy.entitlements.changes import known
from sasae.subsidy.entitlements.models import Entitlement, Examination, Family, FamilyFact
from sasae.subsidy.notifications.labels import words_of
from sasae.subsidy.notifications.models import LossNotice, Notification, Review
from sasae.subsidy.people.models import Person

Entry = dict[str, Any]


def history_of(families: Sequence[Family], then: AsOf | None = None) -> list[Entry]:
    """Everything of a person's families, the newest day first; of a past day, what had happened by it as it was known."""
    parts = (_entitlements, _facts, _notifications, _reviews, _decisions, _letters)
    entries = [entry for family in families for part in parts for entry in part(family, then)]
    entries = [entry for entry in entries if then is None or entry["at"] <= then.on]
    return sorted(entries, key=lambda entry: entry["at"], reverse=True)


def standing_facts(families: Sequence[Family], then: AsOf | None = None) -> list[Entry]:
    """What the office holds true of families since their application, to be taken back where it was wrong."""
    rows = known(FamilyFact.objects.filter(family__in=families), then.known_at if then else None)
    if then:
        rows = rows.filter(valid_from__lte=then.on).exclude(valid_to__lt=then.on)
    rows = rows.select_related("person").order_by("valid_from", "id")
    return [{"fact": fact, "words": words_of(fact)} for fact in rows]


def persons_in(entries: Sequence[Entry], facts: Sequence[Entry]) -> list[str]:
    """Whom a history names, those who have left the family included."""
    return [entry["person"] for entry in entries if entry["person"]] + [one["fact"].person.atena_no for one in facts]


def _rows(rows: QuerySet[Any], then: AsOf | None) -> Iterable[Any]:
    return as_known(rows, then.known_at) if then else rows


def _entry(at: date, text: str, url: str = "", person: Person | None = None) -> Entry:
    return {"at": at, "text": text, "url": url, "person": person.atena_no if person else ""}


def _entitlements(family: Family, then: AsOf | None) -> list[Entry]:
    found = []
    for one in _rows(Entitlement.ever.filter(family=family).select_related("recipient__person"), then):
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


def _facts(family: Family, then: AsOf | None) -> list[Entry]:
    found = []
    rows = FamilyFact.objects.filter(family=family).select_related("person")
    for fact in rows.filter(recorded_at__lte=then.known_at) if then else rows:
        until = f"、{to_wareki(fact.valid_to)}まで" if fact.valid_to else ""
        over = fact.superseded_at is not None and (then is None or fact.superseded_at <= then.known_at)
        replaced = "（のちに差し替えた記録）" if over else ""
        text = (
            f"{fact.person.name}さん：{fact.get_kind_display()}{words_of(fact)}{until}（出所 {fact.source}）{replaced}"
        )
        found.append(_entry(fact.valid_from, text, person=fact.person))
    return found


def _notifications(family: Family, then: AsOf | None) -> list[Entry]:
    return [
        _entry(
            one.received_on, f"届出（{one.get_kind_display()}）を受け付けた　{one.get_state_display()}",
            reverse("notifications:notification", args=[one.number]),
        )
        for one in _rows(Notification.objects.filter(family=family), then)
    ]  # fmt: skip


def _reviews(family: Family, then: AsOf | None) -> list[Entry]:
    return [
        _entry(
            one.occurred_on, f"{one.person.name}さん：{one.title}　{one.get_state_display()}",
            reverse("notifications:review", args=[one.pk]), one.person,
        )
        for one in _rows(Review.objects.filter(family=family, notification=None).select_related("person"), then)
    ]  # fmt: skip


def _decisions(family: Family, then: AsOf | None) -> list[Entry]:
    return [
        _entry(
            one.on, f"{one.get_occasion_display()}の決定：{Outcome(one.outcome).label}",
            reverse("entitlements:examination", args=[one.pk]),
        )
        for one in _rows(Examination.objects.filter(application__applicant=family.applicant_id), then)
        if one.state == "approved"
    ]  # fmt: skip


def _letters(family: Family, then: AsOf | None) -> list[Entry]:
    decided = _rows(Examination.objects.filter(application__applicant=family.applicant_id), then)
    rows = LossNotice.objects.filter(examination__in=[one.pk for one in decided if one.state == "approved"])
    return [_entry(one.issued_on, f"受給資格消滅通知書 {one.number} を作成した") for one in rows]
