"""After the hand-over: what was registered otherwise stands until a named person clears it, with a reason."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.handover.models import Publication, RegistrationDifference
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from tests.intake.applications import ATENA, file
from tests.intake.test_rights_by_procedure import holding

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACQ-8")]
RECEIPT = "KW2026061500000001"
PAGE = f"/handover/differences/{RECEIPT}/"


@pytest.fixture
def standing(partners: Any, card: Any) -> list[int]:
    """Two differences of Hanako's application, registered as 12."""
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    assert Application.objects.count() == 1
    Publication.objects.update(acknowledged_at=clock.now(), registered_as="12", comparison="different")
    places = {"child_support_yen": "養育費（年額）", "children.0.name": "児童（1人目）・氏名"}
    made = [
        RegistrationDifference.objects.create(publication=Publication.objects.get(), place=place, label=label)
        for place, label in places.items()
    ]
    return [one.pk for one in made]


def test_each_stands_on_every_list_until_it_is_cleared_with_a_reason(standing: list[int], signed_in: Any) -> None:
    client = signed_in("handover.view", "handover.clear", "applications.view")
    assert "解消していない登録内容の相違が2件" in client.get("/handover/").content.decode()
    assert RECEIPT in client.get("/handover/differences/?state=open").content.decode()
    done = client.post(PAGE, {"picked": [standing[0]], "reason": "申請者に電話で確かめ、登録を正した"}, follow=True)
    assert "1件の相違を解消しました" in done.content.decode()
    first, second = RegistrationDifference.objects.order_by("pk")
    assert (first.cleared_by, first.reason) == (client.staff.login_id, "申請者に電話で確かめ、登録を正した")
    assert first.cleared_at is not None
    assert second.cleared_at is None
    assert "未解消 1件" in client.get(PAGE).content.decode()
    assert "解消済" in client.get(f"/applications/{RECEIPT}/").content.decode()
    kept = HistoryEntry.objects.get(event="difference.cleared")
    assert (kept.persons, kept.actor_id, kept.detail["labels"]) == ([ATENA], client.staff.login_id, "養育費（年額）")
    client.post(PAGE, {"picked": [standing[1]], "reason": "児童の氏名は旧字。登録が正しい"})
    assert "すべて解消済" in client.get(PAGE).content.decode()
    assert RECEIPT not in client.get("/handover/differences/?state=open").content.decode()
    assert RECEIPT in client.get("/handover/differences/?state=cleared").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"reason": "正した"}, "解消する相違"), ({"picked": [0], "reason": " "}, "解消の理由"), ({"picked": ["x"], "reason": "正した"}, "解消する相違")],
    ids=["none picked", "no reason", "none of hers"],
)  # fmt: skip
def test_without_a_reason_or_a_difference_nothing_is_cleared_and_what_was_typed_stays(
    standing: list[int], signed_in: Any, typed: dict[str, Any], said: str
) -> None:
    typed = {**typed, **({"picked": standing} if typed.get("picked") == [0] else {})}
    refused = signed_in("handover.view", "handover.clear").post(PAGE, typed)
    assert refused.status_code == 422
    assert said in refused.content.decode()
    assert typed["reason"].strip() in refused.content.decode()
    assert not RegistrationDifference.objects.exclude(cleared_by="").exists()


def test_cleared_once_it_is_not_cleared_again(standing: list[int], signed_in: Any) -> None:
    first, second = (signed_in("handover.view", "handover.clear") for _ in range(2))
    told = {"picked": standing, "reason": "正した"}
    first.post(PAGE, told)
    assert second.post(PAGE, told).status_code == 422
    assert set(RegistrationDifference.objects.values_list("cleared_by", flat=True)) == {first.staff.login_id}
    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationDifference.objects.update(cleared_by="")


@pytest.mark.clause("ACC-4")
def test_who_only_looks_and_who_holds_another_procedure_clears_nothing(standing: list[int], signed_in: Any) -> None:
    told = {"picked": standing, "reason": "正した"}
    looking = signed_in("handover.view")
    assert "解消する</button>" not in looking.get(PAGE).content.decode()
    assert looking.post(PAGE, told).status_code == 403
    other = holding("another_procedure")
    assert other.get(PAGE).status_code == 404
    assert RECEIPT not in other.get("/handover/differences/").content.decode()
    assert "相違が" not in other.get("/handover/").content.decode()
    assert not RegistrationDifference.objects.exclude(cleared_by="").exists()
