"""An ID manager administers the people of their own body alone, and the platform's those of the platform alone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from sasae.contracts.personnel import StaffChange
from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.personnel import apply_due, take_notices
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.resets import actions as resets
from sasae.foundation.shared_use.models import Sign
from sasae.intermediary.bodies.journal import lines_of
from sasae.intermediary.rights import OF_A_BODY, OF_THE_PLATFORM
from sasae.kernel import clock
from tests.intermediary.core import KAWASAKI, MIDORINO

pytestmark = [
    pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-9"), pytest.mark.usefixtures("bodies"),
]  # fmt: skip
MANAGES = ("accounts.view", "accounts.manage")


def test_a_body_s_manager_sees_the_people_of_their_body_and_nobody_else(signed_in: Any, staff: Any) -> None:
    own, other, platform = staff(office_code=KAWASAKI), staff(office_code=MIDORINO), staff(office_code="")
    manager = signed_in(*MANAGES, office_code=KAWASAKI)
    page = manager.get("/users/").content.decode()
    assert own.login_id in page
    assert (other.login_id in page, platform.login_id in page) == (False, False)
    statuses = {each.pk: manager.get(f"/users/{each.pk}/").status_code for each in (own, other, platform)}
    assert statuses == {own.pk: 200, other.pk: 404, platform.pk: 404}


def test_a_body_s_manager_does_nothing_to_the_people_of_another(signed_in: Any, staff: Any) -> None:
    other = staff("keys.view", office_code=MIDORINO)
    given = Grant.objects.get(user=other)
    manager = signed_in(*MANAGES, office_code=KAWASAKI)
    assert manager.post(f"/users/{other.pk}/close/", {"reason": "x"}).status_code == 404
    assert manager.post(f"/users/{other.pk}/grant/", {"right": "keys.view", "reason": "x"}).status_code == 404
    assert manager.post(f"/users/{other.pk}/revoke/{given.pk}/", {"reason": "x"}).status_code == 404
    assert User.objects.get(pk=other.pk).is_active
    assert Grant.objects.get(pk=given.pk).revoked_at is None


def test_resets_and_signs_of_shared_use_stay_with_the_body(signed_in: Any, staff: Any) -> None:
    clerk, asker = staff(office_code=MIDORINO), staff("resets.ask", office_code=MIDORINO)
    lost = resets.ask(asker, clerk.login_id, "password", "職員証", "忘れた", at=clock.now())
    told = {"day": clock.today(), "decide_by": clock.today(), "found_at": clock.now(), "times": 1, "seen": []}
    sign = Sign.objects.create(login_id=clerk.login_id, kind="travel", **told)
    pages = [f"/users/resets/{lost.pk}/", f"/users/signs/{sign.pk}/"]
    for code, status in ((MIDORINO, 200), (KAWASAKI, 404), ("", 404)):
        manager = signed_in(*MANAGES, office_code=code)
        assert [manager.get(page).status_code for page in pages] == [status, status]
        lists = [manager.get(page).content.decode() for page in ("/users/resets/", "/users/signs/")]
        assert [clerk.login_id in page for page in lists] == [status == 200] * 2
    assert manager.post(f"/users/resets/{lost.pk}/grant/").status_code == 404
    with pytest.raises(resets.CannotReset, match="RS-101"):
        resets.ask(staff("resets.ask", office_code=KAWASAKI), clerk.login_id, "password", "職員証", "忘れた", at=clock.now())


def test_a_new_id_belongs_to_the_body_of_whoever_gives_it_out_whatever_is_sent(signed_in: Any) -> None:
    form = {"login_id": "newcomer", "name": "新 人", "office": "市民課", "office_code": MIDORINO}
    assert signed_in(*MANAGES, office_code=KAWASAKI).post("/users/new/", form).status_code == 200
    assert User.objects.get(login_id="newcomer").office_code == KAWASAKI
    assert signed_in(*MANAGES, office_code="").post("/users/new/", {**form, "login_id": "operator9"}).status_code == 200
    assert User.objects.get(login_id="operator9").office_code == ""


@pytest.mark.parametrize("right", [*OF_THE_PLATFORM, "operation.maintain", "removals.manage", "removals.approve"])
def test_a_body_s_manager_gives_no_right_that_reaches_beyond_the_body(signed_in: Any, staff: Any, right: str) -> None:
    clerk = staff(office_code=KAWASAKI)
    signed_in(*MANAGES, office_code=KAWASAKI).post(f"/users/{clerk.pk}/grant/", {"right": right, "reason": "要る"})
    assert not Grant.objects.filter(user=clerk).exists()


@pytest.mark.parametrize("right", sorted(OF_A_BODY - {"accounts.manage"}))
def test_the_platform_s_manager_gives_no_right_of_a_body(signed_in: Any, staff: Any, right: str) -> None:
    operator = staff(office_code="")
    signed_in(*MANAGES, office_code="").post(f"/users/{operator.pk}/grant/", {"right": right, "reason": "要る"})
    assert not Grant.objects.filter(user=operator).exists()


def test_each_gives_the_rights_of_their_own(signed_in: Any, staff: Any) -> None:
    clerk, operator = staff(office_code=KAWASAKI), staff(office_code="")
    signed_in(*MANAGES, office_code=KAWASAKI).post(
        f"/users/{clerk.pk}/grant/", {"right": "keys.view", "reason": "要る"}
    )
    signed_in(*MANAGES, office_code="").post(
        f"/users/{operator.pk}/grant/", {"right": "platform.view", "reason": "要る"}
    )
    assert set(Grant.objects.filter(user__in=[clerk, operator]).values_list("right", flat=True)) == {
        "keys.view", "platform.view",
    }  # fmt: skip


def told(number: int, event: str, staff_no: str = "1001") -> StaffChange:
    return StaffChange(
        sequence=number, staff_no=staff_no, name="宮前 亮", office_code="0123", office="市民課", event=event,
        effective_on=clock.today(),
    )  # fmt: skip


@pytest.mark.clause("ACC-1")
def test_a_retirement_ends_the_id_of_that_body_and_not_of_the_same_number_elsewhere(signed_in: Any, staff: Any) -> None:
    leaver = signed_in("keys.view", office_code=KAWASAKI)
    same = staff("keys.view", office_code=MIDORINO)
    User.objects.filter(pk__in=[leaver.staff.pk, same.pk]).update(staff_number="1001")
    take_notices([told(1, "退職")])
    assert apply_due(clock.today()) == 0
    assert leaver.get("/keys/").status_code == 200
    assert apply_due(clock.today() + timedelta(days=1)) == 1
    assert leaver.get("/keys/").status_code == 302
    assert (User.objects.get(pk=same.pk).is_active, User.objects.get(pk=same.pk).ends_on) == (True, None)


@pytest.mark.clause("ACC-1")
def test_who_is_moved_within_the_body_stays_of_the_body_and_loses_every_right_at_once(signed_in: Any) -> None:
    moved = signed_in("keys.view", office_code=KAWASAKI)
    User.objects.filter(pk=moved.staff.pk).update(staff_number="1001")
    take_notices([told(1, "異動")])
    apply_due(clock.today())
    user = User.objects.get(pk=moved.staff.pk)
    assert (user.office_code, user.office) == (KAWASAKI, "市民課")
    assert moved.get("/keys/").status_code == 403


@pytest.mark.clause("INT-9")
def test_an_operator_of_a_body_reads_the_journal_s_lines_of_that_body_and_the_platform_s_auditor_all(
    taken_in: Any, signed_in: Any, staff: Any
) -> None:
    theirs, ours = staff(office_code=MIDORINO), staff(office_code=KAWASAKI)
    for number, more in enumerate(
        [
            {"actor_id": theirs.login_id, "actor_kind": "staff"}, {"actor_id": SYSTEM("other_city").id},
            {"persons": [f"{KAWASAKI}:1", f"{MIDORINO}:25"]}, {"subject": f"{MIDORINO}202606150000000001"},
            {"detail": {"body": MIDORINO}},
            {"actor_id": ours.login_id, "actor_kind": "staff"}, {"persons": [f"{KAWASAKI}:25"]},
            {"subject": f"{KAWASAKI}{MIDORINO}000000000001"},
            {"subject": f"{MIDORINO}202606150000000001", "actor_id": ours.login_id, "actor_kind": "staff"},
            {"subject": f"{MIDORINO}202606150000000001", "persons": [f"{KAWASAKI}:25"]},
            {"subject": f"{MIDORINO}202606150000000001", "detail": {"body": KAWASAKI}},
        ]
    ):  # fmt: skip
        line = {"actor_id": "x", "actor_kind": "system", "subject": f"N-{number}", "persons": [], "detail": {}, **more}
        HistoryEntry.objects.create(event="tried", outcome="done", actor_name=f"目印{number}", **line)
    pages = {
        code: signed_in("history.view", office_code=code).get("/history/?event=tried").content.decode()
        for code in (MIDORINO, "")
    }
    seen = {code: [number for number in range(11) if f"目印{number}" in page] for code, page in pages.items()}
    assert seen == {MIDORINO: [0, 1, 2, 3, 4], "": list(range(11))}


def test_no_line_of_another_body_is_read_to_find_those_of_one(taken_in: Any, staff: Any) -> None:
    """Every arm of the question has an index: one that has none would have the whole journal read."""
    rows = lines_of(staff(office_code=MIDORINO), HistoryEntry.objects.all())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    plan = rows.explain()
    assert "Seq Scan on history_entry" not in plan
    assert {"history_entry_bodies", "history_entry_actor"} <= set(re.findall(r"history_entry_\w+", plan))
