"""Each body's linkage platform hands over its personnel notices: on their day, at once, and for that body's people alone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from sasae.contracts import body_personnel as words
from sasae.contracts import contractor_ends as ends
from sasae.foundation.accounts import contractors
from sasae.foundation.accounts.models import Grant, StaffNotice, User
from sasae.foundation.accounts.personnel import apply_due, last_taken, take_notices
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.models import Body, BodyState
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.test_body_accounts import told as asked_for

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("ACC-1")]
ENDS = date(2026, 6, 30)
LATER = date(2026, 9, 30)


def line(sequence: int, event: str, on: date | str, staff_no: str = "1001", **other: Any) -> words.StaffNotice:
    return words.StaffNotice(sequence=sequence, staff_no=staff_no, event=event, effective_on=str(on), **other)


@pytest.fixture
def hand_over(net: Net) -> Callable[..., words.NoticesTaken]:
    """As みどり野市's linkage platform."""
    return lambda *lines: net.said("other_city", words.HAND_OVER, words.StaffNotices(notices=list(lines)))


@pytest.fixture
def person(staff: Any) -> User:
    made: User = staff("keys.view", office_code=MIDORINO, staff_number="1001")
    return made


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def rights(user: User) -> int:
    return Grant.objects.filter(user=user, revoked_at=None).count()


def counts(taken: words.NoticesTaken) -> tuple[int, int, int]:
    return taken.taken, taken.known, taken.refused


def test_who_retires_works_to_the_last_day_and_no_day_longer(hand_over: Any, person: User) -> None:
    assert counts(hand_over(line(1, "退職", ENDS))) == (1, 0, 0)
    assert (again(person).ends_on, again(person).usable(ENDS)) == (ENDS, True)
    assert (apply_due(ENDS), again(person).is_active) == (0, True)
    assert (apply_due(ENDS + timedelta(days=1)), again(person).is_active, rights(person)) == (1, False, 0)


@pytest.mark.clause("INT-9")
@pytest.mark.parametrize("event", ["退職", "異動", "休職"])
def test_the_same_number_in_another_body_is_another_person(
    hand_over: Any, person: User, staff: Any, event: str
) -> None:
    others = [staff("keys.view", office_code=code, staff_number="1001") for code in (KAWASAKI, "")]
    hand_over(line(1, event, clock.today() - timedelta(days=1)))
    assert rights(person) == 0
    assert [(again(each).is_active, again(each).ends_on, rights(each)) for each in others] == [(True, None, 1)] * 2


def test_an_open_session_dies_with_the_message_that_tells_of_today(
    net: Net, signed_in: Any, settings: Any, pages_for_people: Any
) -> None:
    door = settings.ROOT_URLCONF, settings.MIDDLEWARE
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    desk = signed_in("keys.view", office_code=MIDORINO, staff_number="1001")
    assert desk.get("/keys/").status_code == 200
    settings.ROOT_URLCONF, settings.MIDDLEWARE = door
    message = words.StaffNotices(notices=[line(1, "休職", clock.today())])
    net.said("other_city", words.HAND_OVER, message)
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    assert desk.get("/keys/").status_code == 302


def test_told_again_it_stands_once_and_takes_nothing_a_second_time(hand_over: Any, person: User) -> None:
    hand_over(line(1, "異動", clock.today(), office="税務課"))
    Grant.objects.create(user=person, right="keys.view", since=clock.today(), granted_by="x", reason="異動先で要る")
    assert counts(hand_over(line(1, "異動", clock.today(), office="税務課"))) == (0, 1, 0)
    assert (rights(person), again(person).office, again(person).office_code) == (1, "税務課", MIDORINO)


def test_a_number_told_with_other_content_is_refused_and_the_first_stands(hand_over: Any, person: User) -> None:
    hand_over(line(1, "退職", ENDS))
    answer = hand_over(line(1, "退職", LATER))
    assert [(each.row, each.sequence, each.id) for each in answer.findings] == [(1, 1, "I-756")]
    assert again(person).ends_on == ENDS


@pytest.mark.parametrize(
    ("bad", "ids"),
    [
        (line(2, "転勤", ENDS), ["I-753"]),
        (line(2, "退職", "2026-06-31"), ["I-754"]),
        (line(2, "退職", "20260630"), ["I-754"]),
        (line(2, "退職", "0001-01-01"), ["I-754"]),
        (line(2, "退職", ENDS, staff_no=" "), ["I-752"]),
        (line(2, "取消", ENDS), ["I-755"]),
        (line(2, "?", "", staff_no=""), ["I-752", "I-753", "I-754"]),
        (line(2, "退職", ENDS, replaces=9), ["I-757"]),
        (line(2, "退職", ENDS, staff_no="1002", replaces=1), ["I-757"]),
        (line(2, "退職", ENDS, replaces=2), ["I-757"]),
    ],
)
def test_an_unreadable_line_is_named_and_keeps_no_other_back(
    hand_over: Any, person: User, bad: words.StaffNotice, ids: list[str]
) -> None:
    answer = hand_over(line(1, "採用", ENDS), bad, line(3, "退職", LATER))
    assert counts(answer) == (2, 0, 1)
    assert [(each.row, each.sequence, each.id) for each in answer.findings] == [(2, 2, each) for each in ids]
    assert again(person).ends_on == LATER
    (kept,) = HistoryEntry.objects.filter(event="accounts.notices_refused")
    assert kept.detail["findings"] == "、".join(ids)


@pytest.mark.parametrize("before", [None, date(2026, 8, 31)])
def test_a_new_day_takes_the_place_of_the_old_one_and_goes_no_further_than_the_manager_had_it(
    hand_over: Any, person: User, before: date | None
) -> None:
    User.objects.filter(pk=person.pk).update(ends_on=before)
    hand_over(line(1, "退職", ENDS))
    assert again(person).ends_on == ENDS
    assert counts(hand_over(line(2, "退職", LATER, replaces=1))) == (1, 0, 0)
    assert again(person).ends_on == (before or LATER)
    assert (apply_due(ENDS + timedelta(days=1)), again(person).is_active) == (0, True)
    assert (apply_due(LATER + timedelta(days=1)), again(person).is_active) == (1, False)


def test_what_is_taken_back_before_its_day_takes_nothing(hand_over: Any, person: User) -> None:
    hand_over(line(1, "退職", ENDS), line(2, "取消", ENDS, replaces=1))
    assert again(person).ends_on is None
    assert (apply_due(LATER), again(person).is_active, rights(person)) == (0, True, 1)


def test_a_last_day_the_manager_set_since_is_left_alone(hand_over: Any, person: User) -> None:
    hand_over(line(1, "退職", ENDS))
    User.objects.filter(pk=person.pk).update(ends_on=date(2026, 6, 20))
    hand_over(line(2, "取消", ENDS, replaces=1))
    assert again(person).ends_on == date(2026, 6, 20)


def test_what_was_applied_or_replaced_is_not_replaced(hand_over: Any, person: User) -> None:
    hand_over(line(1, "異動", clock.today()), line(2, "退職", ENDS), line(3, "退職", LATER, replaces=2))
    answer = hand_over(line(4, "取消", ENDS, replaces=1), line(5, "取消", ENDS, replaces=2))
    assert [each.id for each in answer.findings] == ["I-758", "I-758"]
    assert (rights(person), again(person).ends_on) == (0, LATER)


@pytest.mark.clause("INT-9")
@pytest.mark.parametrize("caller", ["network_core", "subsidy"])
def test_a_system_that_is_no_body_s_linkage_platform_is_refused(net: Net, caller: str) -> None:
    refused = net.ask(caller, words.HAND_OVER, words.StaffNotices(notices=[line(1, "退職", ENDS)]))
    assert (refused.status_code, refused.json()["findings"][0]["id"]) == (403, "W-012")
    assert not StaffNotice.objects.exists()


def test_a_linkage_platform_whose_body_is_not_here_is_refused(net: Net) -> None:
    Body.objects.filter(code=MIDORINO).update(caller="elsewhere")
    refused = net.ask("other_city", words.HAND_OVER, words.StaffNotices(notices=[line(1, "退職", ENDS)]))
    assert (refused.status_code, refused.json()["findings"][0]["id"]) == (422, "I-001")


def test_the_body_whose_personnel_office_is_asked_hands_nothing_over(net: Net) -> None:
    message = words.StaffNotices(notices=[line(9000, "退職", ENDS)])
    refused = net.ask("linkage", words.HAND_OVER, message)
    assert (refused.status_code, refused.json()["findings"][0]["id"]) == (422, "I-751")
    assert last_taken() == 0


def test_two_bodies_number_their_notices_as_they_like(hand_over: Any, person: User) -> None:
    hand_over(line(500, "退職", ENDS))
    assert last_taken() == 0  # what another body told does not move on what is asked of the city's own office
    assert take_notices([asked_for(500, "異動", "9999")]) == 1
    assert StaffNotice.objects.filter(sequence=500).count() == 2


@pytest.mark.parametrize(("state", "status"), [(BodyState.CLOSED, 200), (BodyState.ERASED, 422)])
def test_a_body_that_has_withdrawn_still_ends_its_people_s_ids_until_it_is_erased(
    net: Net, person: User, state: BodyState, status: int
) -> None:
    Body.objects.filter(code=MIDORINO).update(state=state, closed_on=date(2026, 4, 1))
    message = words.StaffNotices(notices=[line(1, "退職", ENDS)])
    assert net.ask("other_city", words.HAND_OVER, message).status_code == status
    assert again(person).ends_on == (ENDS if status == 200 else None)


def test_a_manager_sees_the_notices_of_their_own_body_alone(
    hand_over: Any, person: User, staff: Any, signed_in: Any, settings: Any, pages_for_people: Any
) -> None:
    staff(office_code=KAWASAKI, staff_number="1001")
    hand_over(line(777001, "退職", ENDS))
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    seen = [
        "777001" in signed_in("accounts.view", office_code=code).get("/users/personnel/").content.decode()
        for code in (MIDORINO, KAWASAKI, "")
    ]
    assert seen == [True, False, False]


def review(client: Any, asked: str = "") -> str:
    page: str = client.get(f"/users/review/{asked}").content.decode()
    return page


@pytest.mark.clause("ACC-13")
def test_the_review_puts_each_id_of_the_body_beside_its_rights_and_the_last_notice(
    hand_over: Any, person: User, staff: Any, signed_in: Any, settings: Any, pages_for_people: Any
) -> None:
    other = staff("keys.view", office_code=KAWASAKI, staff_number="1001")
    hand_over(line(1, "異動", clock.today()), line(2, "退職", ENDS))
    Grant.objects.create(user=person, right="keys.view", since=clock.today(), granted_by="x", reason="異動先で要る")
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    page = review(signed_in("accounts.view", office_code=MIDORINO))
    assert person.login_id in page
    assert ("令和8年6月30日 退職（発令日を待つ）" in page, "異動（" in page, name_of("keys.view") in page) == (
        True,
        False,
        True,
    )
    assert other.login_id not in page
    elsewhere = review(signed_in("accounts.view", office_code=KAWASAKI))
    assert (other.login_id in elsewhere, "退職（" in elsewhere) == (True, False)
    assert signed_in("keys.view", office_code=MIDORINO).get("/users/review/").status_code == 403


@pytest.mark.clause("ACC-13")
def test_the_review_narrows_to_what_is_doubtful(
    hand_over: Any, person: User, staff: Any, signed_in: Any, settings: Any, pages_for_people: Any
) -> None:
    good, numberless = [staff(office_code=MIDORINO, staff_number=number) for number in ("1002", "")]
    User.objects.exclude(pk=person.pk).update(last_login=clock.now())
    hand_over(line(1, "退職", ENDS), line(2, "退職", ENDS, staff_no="1002"), line(3, "取消", ENDS, "1002", replaces=2))
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    manager = signed_in("accounts.view", office_code=MIDORINO)
    found = {
        why: [each.login_id for each in (person, good, numberless) if each.login_id in review(manager, f"?doubt={why}")]
        for why in ("number", "unused", "left")
    }
    assert found == {"number": [numberless.login_id], "unused": [person.login_id], "left": [person.login_id]}


@pytest.mark.clause("ACC-12", "OUT-1")
def test_a_contractor_s_person_whose_work_ends_is_out_at_once_in_that_body_alone(
    net: Net, signed_in: Any, staff: Any, settings: Any, pages_for_people: Any
) -> None:
    door = settings.ROOT_URLCONF, settings.MIDDLEWARE
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    desk = signed_in("keys.view", office_code=MIDORINO, staff_number="W000001")
    others = staff("keys.view", office_code=KAWASAKI, staff_number="W000001")
    assert desk.get("/keys/").status_code == 200
    settings.ROOT_URLCONF, settings.MIDDLEWARE = door
    end = ends.WorkerEnd(worker="W000001", last_day=clock.today(), at_once=True, reason=ends.Why.CANCELLED)
    assert net.said("other_city", ends.OF_BODY, ends.WorkerEnds(ends=[end])).taken == 1
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    assert desk.get("/keys/").status_code == 302
    assert (again(others).is_active, again(others).ends_on) == (True, None)
    said = [contractors.why_not("W000001", "", LATER, clock.today(), code) for code in (MIDORINO, KAWASAKI)]
    assert ("EM-303" in said[0], said[1]) == (True, "")
