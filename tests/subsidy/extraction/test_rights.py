"""Who may count, approve and fetch what: by name, by ward, and only while the right is held."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.foundation.accounts.models import Grant
from sasae.foundation.batch import run_now
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.extraction import actions
from sasae.subsidy.extraction.models import Extraction, State
from sasae.subsidy.extraction.querying import CannotExtract, asked, counted, texts
from sasae.subsidy.people.models import Person
from tests.subsidy.conftest import APPROVER, COUNTER
from tests.subsidy.extraction.test_extraction import ASK, PURPOSE, condition, form
from tests.subsidy.money import claim
from tests.subsidy.town import DAY, MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MIYAMAE, TAMA = "141364", "141356"
NAMED = form(columns=["valid_from"], verb="preview")


def test_who_may_not_name_persons_does_not_count_by_a_name_either(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    page = signed_in("extraction.view", "extraction.ask").post("/extraction/new/covers/", NAMED).content.decode()
    assert "個人を示す列・条件を使う権限がありません" in page
    assert "1行、1人です" not in page
    assert "1行、1人です" in signed_in(*ASK).post("/extraction/new/covers/", NAMED).content.decode()


def test_every_count_is_on_record_without_the_name_it_was_asked_by(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    signed_in(*ASK).post("/extraction/new/covers/", NAMED)
    detail = HistoryEntry.objects.get(event="extraction.counted").detail
    assert (detail["rows"], detail["persons_counted"]) == (1, 1)
    assert "個人を示す値" in detail["conditions"]
    assert "蓮" not in str(detail)


def test_a_name_in_a_condition_is_read_by_who_asked_and_who_approves_alone(
    granted: Recipient, signed_in: Callable[..., Any]
) -> None:
    clerk = signed_in(*ASK)
    page = clerk.post("/extraction/new/covers/", form()).url
    readers = (clerk, signed_in("extraction.view", "extraction.approve"), signed_in("extraction.view"))
    assert ["「蓮」" in one.get(page).content.decode() for one in readers] == [True, True, False]


def test_an_approver_of_one_ward_does_not_approve_for_all(
    granted: Recipient, signed_in: Callable[..., Any], refusals: Callable[[], list[str]]
) -> None:
    page = signed_in(*ASK).post("/extraction/new/covers/", form()).url
    one_ward = signed_in("extraction.view", "extraction.approve", ward=MIYAMAE)
    assert one_ward.post(f"{page}decide/", {"verb": "approve"}).status_code == 403
    assert "及ばない区" in refusals()[-1]
    assert Extraction.objects.get().state == State.ASKED
    other = signed_in(*ASK, ward=MIYAMAE).post("/extraction/new/covers/", form()).url
    one_ward.post(f"{other}decide/", {"verb": "approve"})
    assert Extraction.objects.order_by("-pk")[0].state == State.APPROVED


@pytest.mark.parametrize("lost", ["extraction.personal", "extraction.ask"])
def test_a_file_is_handed_over_only_while_the_right_is_held(
    granted: Recipient, signed_in: Callable[..., Any], lost: str
) -> None:
    clerk = signed_in(*ASK)
    page = clerk.post("/extraction/new/covers/", form()).url
    actions.approve(Extraction.objects.get().pk, by=APPROVER, at=clock.now())
    run_now(BatchRun.objects.get(kind="extraction.run"))
    assert clerk.get(f"{page}file/").status_code == 200
    held = Grant.objects.filter(user__login_id=clerk.staff.login_id, right=lost)
    assert held.update(ward=TAMA) if lost == "extraction.ask" else held.update(since=date(2026, 1, 1), until=date(2026, 1, 2))
    assert clerk.get(f"{page}file/").status_code == 403


def test_nobody_but_who_asked_is_handed_the_bytes(granted: Recipient) -> None:
    ask = asked("covers", ["valid_from"], [], None)
    one = actions.ask(ask, purpose=PURPOSE, format="csv", personal=False, by=COUNTER, on=DAY, at=clock.now())
    actions.approve(one.pk, by=APPROVER, at=clock.now())
    run_now(BatchRun.objects.get(kind="extraction.run"))
    one.refresh_from_db()
    with pytest.raises(CannotExtract, match="EX-204"):
        actions.handed_over(one, by=APPROVER)
    assert actions.handed_over(one, by=COUNTER)


def test_where_a_protected_person_is_treated_is_not_told_and_finds_nobody(granted: Recipient) -> None:
    made = claim(granted.number, COUNTER)
    by_clinic = asked("claims", ["number", "provider"], [condition("provider", "あさお台", "has")], None)
    assert counted(by_clinic, DAY) == (1, 1)
    assert [row[1] for row in texts(by_clinic, [made.pk], DAY)] == ["あさお台耳鼻咽喉科"]
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    assert counted(by_clinic, DAY) == (0, 0)
    assert [row[1] for row in texts(by_clinic, [made.pk], DAY)] == [MASK]


def test_a_page_of_columns_that_are_no_more_opens(granted: Recipient, signed_in: Callable[..., Any]) -> None:
    page = signed_in(*ASK).post("/extraction/new/covers/", form()).url
    Extraction.objects.update(columns=["gone"])
    answer = signed_in("extraction.view").get(page)
    assert "いまは取り出せない列です" in answer.content.decode()
