"""Personnel moves and retirements: on their day and no day before, at once, whether or not anybody looks (ACC-1)."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import personnel as words
from sasae.foundation.accounts import personnel
from sasae.foundation.accounts.batches import personnel_feed, take_personnel_changes
from sasae.foundation.accounts.models import Grant, StaffNotice, User
from sasae.foundation.history.models import HistoryEntry

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
DAY = date(2026, 6, 30)
TODAY = date(2026, 6, 15)  # as the tests' calendar has it


class Office:
    """The personnel system: its feed, page by page."""

    def __init__(self) -> None:
        self.feed: list[words.StaffChange] = []

    def tell(self, event: str, on: date, staff_no: str = "S0000097", **other: Any) -> None:
        plain = {"name": "去石　守", "office_code": "KC210", "office": "こども家庭課", "ward_code": ""}
        self.feed.append(
            words.StaffChange(
                sequence=len(self.feed) + 1, staff_no=staff_no, event=event, effective_on=on, **{**plain, **other}
            )
        )

    def answer(self, question: words.StaffChangesRequest) -> words.StaffChanges:
        found = [each for each in self.feed if each.sequence > question.after][:2]
        return words.StaffChanges(changes=found, last=found[-1].sequence if found else question.after)


@pytest.fixture
def office(far: Any) -> Office:
    held = Office()
    far.answers["personnel.staff_changes"] = held.answer
    return held


def live(user: User) -> int:
    return Grant.objects.filter(user=user, revoked_at=None).count()


@pytest.mark.clause("ACC-1")
@pytest.mark.clause("ACC-12")
def test_who_retires_works_to_the_last_day_and_no_day_longer(office: Office, staff: Any) -> None:
    user = staff("people.view", "feeds.run", staff_number="S0000097")
    office.tell("退職", DAY)
    take_personnel_changes()
    assert personnel.apply_due(DAY) == 0
    user = User.objects.get(pk=user.pk)
    assert (user.ends_on, user.usable(DAY), user.may("people.view", on=DAY), live(user)) == (DAY, True, True, 2)
    assert user.usable(date(2026, 7, 1)) is False  # even if nothing were applied
    assert personnel.apply_due(date(2026, 7, 1)) == 1
    user = User.objects.get(pk=user.pk)
    assert (user.is_active, user.session_mark, live(user)) == (False, "", 0)
    assert "権限2件を取り消した" in StaffNotice.objects.get().outcome


@pytest.mark.clause("ACC-1")
def test_who_moves_loses_every_right_on_the_day_with_the_next_click(office: Office, signed_in: Any) -> None:
    client = signed_in("people.view", staff_number="S0000098", office="情報システム課")
    office.tell("異動", date(2026, 6, 16), "S0000098", office="麻生区役所保険年金課", ward_code="141372")
    personnel_feed(timestamp=0)
    assert client.get("/feeds/").status_code == 200  # the day before
    office.tell("異動", TODAY, "S0000098", office="幸区役所保険年金課", ward_code="141321")
    personnel_feed(timestamp=0)
    assert client.get("/feeds/").status_code == 403
    user = User.objects.get(pk=client.staff.pk)
    assert (user.office, user.ward, user.is_active, live(user)) == ("幸区役所保険年金課", "141321", True, 0)
    revoked = HistoryEntry.objects.get(event="accounts.revoked")
    assert (revoked.actor_id, revoked.detail["reason"]) == ("personnel", "人事の反映（2026-06-15 異動）")


def test_who_goes_on_leave_is_out_at_once_and_comes_back_by_the_id_manager_alone(
    office: Office, signed_in: Any
) -> None:
    client = signed_in("people.view", staff_number="S0000005")
    office.tell("休職", TODAY, "S0000005")
    office.tell("復職", TODAY, "S0000005")
    personnel_feed(timestamp=0)
    assert client.get("/feeds/").status_code == 302  # to the log-in
    assert User.objects.get(pk=client.staff.pk).is_active is False
    left, back = StaffNotice.objects.order_by("sequence").values_list("outcome", flat=True)
    assert "IDを失効し" in left
    assert "自動では反映しない" in back


def test_told_again_or_late_a_notice_is_applied_once(office: Office, staff: Any, far: Any) -> None:
    user = staff("people.view", staff_number="S0000097")
    office.tell("異動", date(2026, 4, 1))
    assert personnel.take_notices(office.feed) == 1
    assert personnel.take_notices(office.feed) == 0
    assert personnel.apply_due(TODAY) == 1
    staff_grant = Grant.objects.filter(user=user, revoked_at=None).count()
    assert (staff_grant, personnel.apply_due(TODAY)) == (0, 0)


def test_a_personnel_system_that_is_away_holds_up_nothing_that_is_due(office: Office, staff: Any, far: Any) -> None:
    user = staff("people.view", staff_number="S0000097")
    office.tell("休職", TODAY)
    take_personnel_changes()
    far.away.add("personnel")
    personnel_feed(timestamp=0)
    assert live(user) == 0


def test_a_notice_about_nobody_here_touches_nobody_without_a_staff_number(office: Office, staff: Any) -> None:
    user = staff("people.view")
    office.tell("退職", date(2026, 3, 31), "S0000042")
    office.tell("採用", date(2026, 4, 1), "S0000043")
    office.tell("退職", date(2026, 3, 31), "")
    personnel_feed(timestamp=0)
    assert set(StaffNotice.objects.values_list("outcome", flat=True)) == {"この職員番号の利用者IDはない"}
    assert live(user) == 1


def test_the_id_manager_sees_what_waits_and_what_was_done(office: Office, signed_in: Any) -> None:
    office.tell("退職", DAY)
    take_personnel_changes()
    client = signed_in("accounts.view")
    assert "人事の知らせ" in client.get("/users/").content.decode()
    page = client.get("/users/personnel/?state=waiting").content.decode()
    assert "S0000097" in page
    assert "予定" in page
    assert signed_in("people.view").get("/users/personnel/").status_code == 403
