"""Questions, strange lines, disclosures and what was carried in leave after their period, with all that belongs to them."""

import uuid
from datetime import date, datetime
from typing import Any

import pytest
from django.db import transaction

from sasae.contracts import resident_questions as portal
from sasae.foundation import sealing
from sasae.foundation.custody.models import Medium
from sasae.foundation.history import SYSTEM
from sasae.foundation.outbox.actions import send_later
from sasae.foundation.outbox.models import OutboxMessage
from sasae.foundation.retention import actions, holds
from sasae.foundation.retention.models import DeletionCount
from sasae.intake import keeping
from sasae.intake.carrying.models import CarriedFile, CarryIn
from sasae.intake.questions.models import DisclosureRequest, ResidentQuestion, StrangeCase
from sasae.kernel import clock
from sasae.kernel.clock import TOKYO
from tests.intake.test_retention import left_of

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal", "retention"], transaction=True),
    pytest.mark.clause("RET-2"),
]
ENDED = datetime(2027, 3, 31, 23, 59, tzinfo=TOKYO)  # the last minute of fiscal year 2026
CASE, REQUEST, ATENA = "KA2026000001", "KJ2026000001", "000000000012345"
ONE, TWO = SYSTEM("clerk one"), SYSTEM("clerk two")


def question(number: str, kind: str) -> ResidentQuestion:
    return ResidentQuestion.objects.create(question_id=number, kind=kind, asked_at=ENDED, taken_at=ENDED, atena_no=ATENA)


@pytest.fixture
def things() -> dict[str, str]:
    """One of every kind that has ended, by its number."""
    alone, strange, packet = (question(str(uuid.uuid4()), kind) for kind in ("looks", "strange", "packet"))
    StrangeCase.objects.create(
        number=CASE, question=strange, atena_no=ATENA, system="intake", reference="r", line_at=ENDED, what="見ました",
        state="answered", opened_on=date(2026, 6, 15), answer="仕事で見ました。", answered_by="a", answered_at=ENDED,
    )  # fmt: skip
    DisclosureRequest.objects.create(
        number=REQUEST, question=packet, atena_no=ATENA, state="handed", requested_on=date(2026, 6, 15),
        due_on=date(2026, 7, 15), fee_yen=0, decided_by="b", decided_at=ENDED, handed_at=ENDED,
        packet_cipher=sealing.encrypt(b"%PDF-", "packet"),
    )  # fmt: skip
    with transaction.atomic():
        send_later(portal.NEWS, portal.News(question_id=strange.question_id), key=f"news-{CASE}")
        send_later(portal.NEWS, portal.News(question_id=packet.question_id), key=f"news-{REQUEST}-extended")
        send_later(portal.ANSWER, portal.Answer(question_id=alone.question_id, sealed="x"), key=f"answer-{alone.question_id}")
    medium = Medium.objects.create(code="USB-7", kind="USB", recipient="age1x", registered_by="a", registered_at=ENDED)
    carried = CarryIn.objects.create(
        medium=medium, size=1, sha256="0" * 64, carried_by="a", carried_at=ENDED, erase_by=date(2027, 3, 31),
        state="erased", how="上書き", erased_by="a", erased_at=ENDED,
    )  # fmt: skip
    CarriedFile.objects.create(
        carry_in=carried, name="x", size=1, sha256="0" * 64, outcome="refused", content_cipher=sealing.encrypt(b"x", "carried")
    )
    return {"question": f"QU-{alone.pk}", "strange_case": CASE, "disclosure": REQUEST, "carried": f"CI-{carried.pk}"}


def listed(on: date) -> dict[str, str]:
    return {one.kind: one.key for one in keeping.due(on)}


def test_each_is_due_the_day_after_the_last_of_its_years(things: dict[str, str]) -> None:
    assert listed(date(2028, 3, 31)) == {}
    assert listed(date(2028, 4, 1)) == {kind: things[kind] for kind in ("question", "carried")}
    assert listed(date(2032, 3, 31)) == listed(date(2028, 4, 1))
    assert listed(date(2032, 4, 1)) == things
    assert {one.kept_until for one in keeping.due(date(2032, 4, 1))} == {date(2028, 3, 31), date(2032, 3, 31)}


def test_what_goes_on_is_never_due_and_what_is_held_stays(things: dict[str, str]) -> None:
    CarryIn.objects.update(state="waiting")
    holds.place(CASE, "審査請求", by=ONE, now=clock.now())
    run = actions.list_due(by=ONE, on=date(2090, 4, 1), now=clock.now())
    assert {one.key for one in run.items.all()} == {things["question"], REQUEST}


def test_deleted_nothing_of_it_is_left_but_the_journal(things: dict[str, str], owner_connection: Any) -> None:
    run = actions.list_due(by=ONE, on=date(2032, 4, 1), now=clock.now())
    actions.approve(run.pk, by=TWO, now=clock.now())
    actions.carry_out(run.pk, now=clock.now())
    assert {one.kind: one.deleted for one in DeletionCount.objects.all()} == dict.fromkeys(things, 1)
    for model in (ResidentQuestion, StrangeCase, DisclosureRequest, CarryIn, CarriedFile, OutboxMessage):
        assert not model._default_manager.exists(), model
    assert [left_of(number, owner_connection) for number in (CASE, REQUEST, ATENA)] == [[], [], []]
    assert not any(keeping.exists(key) for key in things.values())
