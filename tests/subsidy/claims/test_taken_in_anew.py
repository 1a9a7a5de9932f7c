"""A refused or withdrawn claim once more: with its pictures, by reference; another person decides."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.subsidy.claims import actions
from sasae.subsidy.claims.actions import CannotClaim
from sasae.subsidy.claims.models import Attachment, Claim, State
from sasae.subsidy.claims.warnings import warnings_of
from sasae.subsidy.entitlements.models import Recipient
from tests.subsidy.claims.folders import COVERED, PNG, handed_in, line, picture
from tests.subsidy.claims.test_folder_screens import text
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import LATER, claim

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
WHY = "領収書が見つかった"


@pytest.fixture
def withdrawn(granted: Recipient) -> Claim:
    """With a picture of its line, and one of its folder."""
    folder = handed_in(line(granted.number, files=[picture("行")], **COVERED), files=[picture("全体")])
    made: Claim = folder.claims.get()
    return actions.withdraw(made.pk, why="取り違え", by=COUNTER, on=LATER)


def anew(made: Claim, by: Any = COUNTER, on: date = LATER) -> Claim:
    return actions.claim_anew(made, why=WHY, by=by, on=on, claimed_on=on)


@pytest.mark.clause("BUS-2")
def test_the_pictures_come_along_without_being_kept_twice(withdrawn: Claim) -> None:
    made = anew(withdrawn)
    assert made.folder is not None
    carried = list(made.folder.attachments.order_by("pk"))
    assert [(one.claim_id, one.picture) for one in carried] == [
        (made.pk, PNG + "行".encode()),
        (None, PNG + "全体".encode()),
    ]
    assert {bytes(one.content) for one in carried} == {b""}
    again = anew(actions.withdraw(made.pk, why="もう一度", by=COUNTER, on=LATER))
    first = set(withdrawn.folder.attachments.values_list("pk", flat=True)) if withdrawn.folder else set()
    assert set(Attachment.objects.filter(folder=again.folder).values_list("same_as", flat=True)) == first
    assert warnings_of(again.folder, [(again, _decision(again))]) == []  # no picture of another folder


def _decision(made: Claim) -> Any:
    from sasae.subsidy.claims.cases import decisions_of

    return decisions_of([made], LATER)[0]


def test_a_picture_has_its_bytes_or_says_where_they_are(withdrawn: Claim) -> None:
    kept = Attachment.objects.order_by("pk").first()
    assert kept is not None
    kept.pk, kept.digest, kept.content = None, "0" * 64, b""
    with pytest.raises(IntegrityError, match="attached_bytes"), transaction.atomic():
        kept.save(force_insert=True)


def test_it_has_a_new_day_and_is_decided_by_another(withdrawn: Claim) -> None:
    made = anew(withdrawn, on=date(2026, 8, 3))
    assert (made.claimed_on, made.state, made.treated_on) == (date(2026, 8, 3), State.RECEIVED, withdrawn.treated_on)
    with pytest.raises(CannotClaim, match="C-202"):
        actions.decide(made.pk, by=COUNTER, on=date(2026, 8, 3))
    assert actions.decide(made.pk, by=EXAMINER, on=date(2026, 8, 3)).amount == 3_000


def test_five_years_count_from_the_new_day(withdrawn: Claim) -> None:
    late = anew(withdrawn, on=date(2031, 7, 1))  # June 2026: until 30 June 2031
    assert actions.decide(late.pk, by=EXAMINER, on=date(2031, 7, 1)).outcome.name == "REFUSED"


@pytest.mark.parametrize("why", ["", "  "])
def test_it_needs_a_reason(withdrawn: Claim, why: str) -> None:
    with pytest.raises(CannotClaim, match="C-205"):
        actions.claim_anew(withdrawn, why=why, by=COUNTER, on=LATER, claimed_on=LATER)


def test_what_is_open_or_claimed_again_already_is_not_taken_in_anew(granted: Recipient, withdrawn: Claim) -> None:
    made = anew(withdrawn)
    with pytest.raises(CannotClaim, match="C-201"):
        anew(made)
    with pytest.raises(CannotClaim, match="C-106"):
        anew(withdrawn)
    with pytest.raises(CannotClaim, match="C-106"):
        claim(granted.number, COUNTER)


def test_at_the_screen_it_is_taken_in_today_and_its_picture_is_seen(withdrawn: Claim, signed_in: Any) -> None:
    desk = signed_in("claims.enter", "claims.view")
    page, path = text(desk.get(f"/claims/{withdrawn.number}/")), f"/claims/{withdrawn.number}/anew/"
    assert "改めて受け付ける" in page
    assert "C-205" in text(desk.post(path, {"anew_why": ""}, follow=True))
    answer = desk.post(path, {"anew_why": WHY}, follow=True)
    made = Claim.objects.latest("pk")
    assert made.number in text(answer)
    assert desk.get(f"/claims/{made.number}/receipt/").content == PNG + "行".encode()
    assert made.folder is not None
    of_folder = made.folder.attachments.get(claim__isnull=True)
    assert (
        desk.get(f"/claims/folders/{made.folder.number}/attachments/{of_folder.pk}/").content == PNG + "全体".encode()
    )
