"""Registering sites and locked places; inspecting a site, confirming it, following what was found until it is mended."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from sasae.foundation.history import Actor, record
from sasae.foundation.places.measures import BAD, MEASURES
from sasae.foundation.places.models import (
    FINDING_MOVES,
    INSPECTION_MOVES,
    FindingState,
    Inspection,
    InspectionState,
    LockedPlace,
    Site,
    SiteFinding,
)
from sasae.foundation.places.queries import lying_in
from sasae.foundation.two_persons import Pair
from sasae.kernel.clock import TOKYO
from sasae.kernel.findings import Refusal, one_line

MENDING = Pair("places.close", thing="保管場所の不備", first="改善", second="改善の確認")
INSPECTION = Pair("places.confirm", thing="保管場所の点検", first="点検", second="点検の確認・差戻し")


class CannotKeep(Refusal):
    """The step is not taken; the text says why, in Japanese."""


@transaction.atomic
def register_site(code: str, name: str, kind: str, keeper: str, *, by: Actor, at: datetime) -> Site:
    """A new site."""
    if Site.objects.filter(code=code).exists():
        raise CannotKeep("この番号の拠点は登録されています。", id="PL-101", at="code")
    made = Site.objects.create(code=code, name=name, kind=kind, keeper=keeper, registered_by=by.id, registered_at=at)
    record(by, "site.registered", code, name=name)
    return made


@transaction.atomic
def inspect(
    site: Site, answers: Mapping[str, str], wrong: Mapping[str, str], *, on: date, mend_by: date | None, note: str,
    by: Actor, at: datetime,
) -> Inspection:  # fmt: skip
    """One look at a site: an answer to each measure of that day; what is wrong with those that are not good."""
    measures = MEASURES.on(on)[site.kind]
    if set(answers) != set(measures):
        raise CannotKeep("点検の項目が変わりました。画面を開き直してください。", id="PL-102")
    bad = [name for name, answer in answers.items() if answer == BAD]
    if on > at.astimezone(TOKYO).date():
        raise CannotKeep("点検日が今日より後の日です。", id="PL-103", at="on")
    if bad and (mend_by is None or mend_by < on):
        raise CannotKeep("不備を直す期限を、点検日以後の日で入れてください。", id="PL-104", at="mend_by")
    for name in bad:
        one_line(wrong.get(name, ""), CannotKeep, missing="不備の内容を入れてください。", at=f"wrong_{name}")
    made = Inspection.objects.create(
        site=site, on=on, answers=dict(answers), note=note, inspected_by=by.id, inspected_at=at
    )
    SiteFinding.objects.bulk_create(
        [
            SiteFinding(inspection=made, measure=name, words=measures[name], what=wrong[name].strip(), mend_by=mend_by)
            for name in bad
        ]
    )
    record(by, "site.inspected", site.code, wrong=len(bad))
    return made


@transaction.atomic
def confirm(number: int, *, by: Actor, at: datetime) -> None:
    """Another person says that the inspection is as recorded."""
    one = _inspection(number, InspectionState.CONFIRMED, by)
    one.state, one.decided_by, one.decided_at = InspectionState.CONFIRMED, by.id, at
    one.save()
    if one.site.inspected_on is None or one.site.inspected_on < one.on:
        Site.objects.filter(pk=one.site_id).update(inspected_on=one.on)
    record(by, "site.inspection_confirmed", one.site.code)


@transaction.atomic
def send_back(number: int, why: str, *, by: Actor, at: datetime) -> None:
    """Another person wants it looked at again."""
    said = one_line(why, CannotKeep, missing="差し戻す理由を入れてください。")
    one = _inspection(number, InspectionState.SENT_BACK, by)
    one.state, one.decided_by, one.decided_at, one.why = InspectionState.SENT_BACK, by.id, at, said
    one.save()
    record(by, "site.inspection_sent_back", one.site.code, why=said)


@transaction.atomic
def mend(number: int, how: str, *, by: Actor, at: datetime) -> None:
    """Somebody says that a finding is mended."""
    said = one_line(how, CannotKeep, missing="直した方法を入れてください。", at="how")
    one = _finding(number, FindingState.MENDED)
    one.state, one.how, one.mended_by, one.mended_at = FindingState.MENDED, said, by.id, at
    one.save()
    record(by, "site.mended", one.inspection.site.code, how=said)


@transaction.atomic
def close(number: int, *, by: Actor, at: datetime) -> None:
    """Another person has seen that it is mended."""
    one = _finding(number, FindingState.CLOSED)
    refusal = CannotKeep("直した人は、確かめられません。別の職員が見てください。", id="PL-105")
    MENDING.by_another_than(one.mended_by, by, about=one.inspection.site.code, refusal=refusal)
    one.state, one.closed_by, one.closed_at = FindingState.CLOSED, by.id, at
    one.save()
    record(by, "site.finding_closed", one.inspection.site.code)


@transaction.atomic
def reopen(number: int, why: str, *, by: Actor) -> None:
    """It is not mended after all."""
    said = one_line(why, CannotKeep, missing="直っていない理由を入れてください。")
    one = _finding(number, FindingState.OPEN)
    one.state, one.how, one.mended_by, one.mended_at = FindingState.OPEN, said, "", None
    one.save()
    record(by, "site.finding_reopened", one.inspection.site.code, why=said)


@transaction.atomic
def register_place(
    name: str, kind: str, site: Site, room: str, key_keeper: str, *, by: Actor, at: datetime
) -> LockedPlace:
    """A new locked place."""
    if LockedPlace.objects.filter(name=name).exists():
        raise CannotKeep("この名称の保管場所は登録されています。", id="PL-106", at="name")
    made = LockedPlace.objects.create(
        name=name, kind=kind, site=site, room=room, key_keeper=key_keeper, registered_by=by.id, registered_at=at
    )
    record(by, "place.registered", made.label, name=name)
    return made


@transaction.atomic
def give_key(number: int, keeper: str, *, by: Actor) -> None:
    """Somebody else holds the key from now on."""
    said = one_line(keeper, CannotKeep, missing="鍵を持つ人を入れてください。", at="keeper", most=100)
    place = _in_use(number)
    place.key_keeper = said
    place.save()
    record(by, "place.key_given", place.label, keeper=said)


@transaction.atomic
def end_place(number: int, *, by: Actor, on: date) -> None:
    """Nothing is put there any more; it is empty."""
    place = _in_use(number)
    if left := sum(rows.count() for rows in lying_in(place)):
        raise CannotKeep(f"まだ{left}件が保管されています。ほかの場所へ移してからにしてください。", id="PL-111")
    place.ended_on = on
    place.save()
    record(by, "place.ended", place.label)


def _in_use(number: int) -> LockedPlace:
    place = LockedPlace.objects.select_for_update(of=("self",)).get(pk=number)
    if place.ended_on is not None:
        raise CannotKeep("この保管場所は、もう使っていません。", id="PL-107")
    return place


def _inspection(number: int, state: InspectionState, by: Actor) -> Inspection:
    one = Inspection.objects.select_for_update(of=("self",)).select_related("site").get(pk=number)
    if state not in INSPECTION_MOVES[InspectionState(one.state)]:
        raise CannotKeep(f"この点検は「{one.get_state_display()}」のため、できません。", id="PL-108")
    refusal = CannotKeep("点検した人は、確かめられません。別の職員が確かめてください。", id="PL-109")
    INSPECTION.by_another_than(one.inspected_by, by, about=one.site.code, refusal=refusal)
    return one


def _finding(number: int, state: FindingState) -> SiteFinding:
    one = SiteFinding.objects.select_for_update(of=("self",)).select_related("inspection__site").get(pk=number)
    if state not in FINDING_MOVES[FindingState(one.state)]:
        raise CannotKeep(f"この不備は「{one.get_state_display()}」のため、できません。", id="PL-110")
    return one
