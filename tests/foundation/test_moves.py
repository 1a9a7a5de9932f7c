"""Hundreds of moves at once: a file read whole or not at all, looked at, approved by another, in effect on its day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from sasae.foundation.accounts import personnel
from sasae.foundation.accounts.actions import close_user, grant
from sasae.foundation.accounts.models import Grant, StaffNotice, User
from sasae.foundation.accounts.reach import reach_of
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.moves import actions
from sasae.foundation.moves.changes import changes_of, mark_of
from sasae.foundation.moves.models import MOVES, MoveFile, MoveState
from sasae.foundation.moves.reading import HEADS
from sasae.kernel import clock
from tests.staff import at, sign_in
from tests.two_persons import refused

pytestmark = [pytest.mark.clause("ACC-1", "ACC-12")]
database = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


def on(days: int = 10) -> date:
    return clock.today() + timedelta(days=days)


def lines(*rows: str, day: date | None = None) -> str:
    return "\r\n".join([",".join(HEADS), *(f"{row},{day or on()}" for row in rows)])


@pytest.fixture
def manager(signed_in: Any) -> Any:
    return signed_in("accounts.view", "accounts.manage", "accounts.approve", name="伊東 明子")


@pytest.fixture
def approver(signed_in: Any) -> Any:
    return signed_in("accounts.view", "accounts.approve", name="高津 泉")


def take(manager: Any, *rows: str, day: date | None = None) -> MoveFile:
    """Taken in by the manager, over the page."""
    file = SimpleUploadedFile("異動.csv", lines(*rows, day=day).encode())
    answer = manager.post(at("/users/moves/new/"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    return MoveFile.objects.latest("pk")


def approved(one: MoveFile, by: str = "other") -> MoveFile:
    seen = mark_of(changes_of(one, clock.now()))
    actions.approve(one.pk, seen, by=SYSTEM(by), on=clock.today(), now=clock.now())
    return one


def held(user: User, day: date) -> set[str]:
    return {one.right for one in Grant.objects.filter(user=user) if one.in_force(day)}


@database
def test_a_file_is_looked_at_approved_by_another_and_in_effect_on_its_day(
    manager: Any, approver: Any, staff: Any, client: Any
) -> None:
    mover = staff("batch.view", "printing.view", office="税課")
    gainer = staff("batch.view", office="税課")
    leaver = staff("batch.view", office="税課")
    sign_in(client, mover)
    one = take(
        manager, f"{mover.login_id},異動,税課,窓口,,,batch.view、history.view,",
        f"{gainer.login_id},異動,税課,窓口,,,batch.view、history.view,", f"{leaver.login_id},終了,税課,,,,,",
    )  # fmt: skip
    place = at(f"/users/moves/{one.pk}/")
    mine = manager.get(place).content.decode()
    assert "あなたが取り込みました" in mine
    seen = manager.get(place).context["seen"]
    assert "MV-102" in manager.post(f"{place}approve/", {"seen": seen}, follow=True).content.decode()
    page = approver.get(place)
    counts = page.context["counts"]
    assert (counts.gaining, counts.losing, counts.ending, counts.signed_in, counts.faulty) == (2, 2, 1, 1, 0)
    losing = approver.get(f"{place}?which=lose").context["list"].rows
    assert [row.user for row in losing] == [mover, leaver]
    assert approver.get(f"{place}?which=in").context["list"].rows[0].user == mover
    assert "承認を待つ一斉の異動" in approver.get(at("/")).content.decode()
    assert "MV-104" in approver.post(f"{place}approve/", {"seen": "x"}, follow=True).content.decode()
    approver.post(f"{place}approve/", {"seen": page.context["seen"]})
    assert actions.apply_due(on(9), clock.now()) == 0
    assert held(mover, on(9)) == {"batch.view", "printing.view"}
    assert actions.apply_due(on(), clock.now()) == 1
    assert actions.apply_due(on(), clock.now()) == 0
    _in_effect(one, mover, gainer, leaver)
    assert client.get(at("/")).status_code == 302
    result = manager.get(place).content.decode()
    assert name_of("printing.view") in result
    manager.post(f"{place}confirm/")
    one.refresh_from_db()
    assert (one.state, one.left) == (MoveState.CONFIRMED, 0)
    told = [
        "moves.taken",
        "moves.approved",
        "moves.moved",
        "moves.moved",
        "moves.ended",
        "moves.done",
        "moves.confirmed",
    ]
    assert (
        list(HistoryEntry.objects.filter(event__startswith="moves.").order_by("id").values_list("event", flat=True))
        == told
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        MoveFile.objects.update(approved_by=one.taken_by)


def _in_effect(one: MoveFile, mover: User, gainer: User, leaver: User) -> None:
    for user in (mover, gainer, leaver):
        user.refresh_from_db()
    assert held(mover, on()) == held(gainer, on()) == {"batch.view", "history.view"}
    assert (held(leaver, on()), leaver.is_active, mover.office) == (set(), False, "窓口")
    given = Grant.objects.get(user=mover, right="history.view")
    assert (given.since, given.granted_by) == (on(), one.taken_by)
    assert Grant.objects.get(user=mover, right="batch.view").since < on()  # what stays is the grant that was


@database
def test_killed_in_the_middle_nothing_is_half_done_and_the_next_turn_does_it_all(manager: Any, staff: Any) -> None:
    people = [staff("batch.view", office="税課") for _ in range(3)]
    approved(take(manager, *(f"{one.login_id},異動,税課,窓口,,,printing.view," for one in people)))

    def killed(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "accounts_move" '):
            raise KeyboardInterrupt
        return execute(sql, params, many, context)

    with pytest.raises(KeyboardInterrupt), connection.execute_wrapper(killed):
        actions.apply_due(on(), clock.now())
    assert [held(one, on()) for one in people] == [{"batch.view"}] * 3
    assert actions.apply_due(on(), clock.now()) == 1
    assert [held(one, on()) for one in people] == [{"printing.view"}] * 3


@database
def test_the_lines_are_worked_by_sets_whatever_their_number(
    manager: Any, staff: Any, django_assert_max_num_queries: Any
) -> None:
    people = [staff("batch.view", office="税課") for _ in range(12)]
    approved(take(manager, *(f"{one.login_id},異動,税課,窓口,,,printing.view," for one in people)))
    with django_assert_max_num_queries(20):
        assert actions.apply_due(on(), clock.now()) == 1


@database
def test_the_personnel_office_s_notice_of_that_day_takes_nothing_back_and_a_later_one_does(
    manager: Any, staff: Any
) -> None:
    user = staff("batch.view", office="税課", staff_number="S0001")
    approved(take(manager, f"{user.login_id},異動,税課,窓口,,,printing.view,"))
    actions.apply_due(on(), clock.now())
    _noticed(1, on())
    assert held(user, on()) == {"printing.view"}
    _noticed(2, on(11))
    assert held(user, on(11)) == set()


def _noticed(sequence: int, day: date) -> None:
    told = {"staff_number": "S0001", "event": "異動", "office": "窓口", "effective_on": day}
    personnel.keep([StaffNotice(sequence=sequence, **told)], "")
    personnel.apply_due(day)


@database
@pytest.mark.parametrize("state", list(MoveState))
def test_a_file_goes_only_where_its_state_lets_it(state: MoveState, staff: Any) -> None:
    now, user = clock.now(), staff(office="税課")
    done = now if state in (MoveState.DONE, MoveState.CONFIRMED) else None
    one = MoveFile.objects.create(
        name="x", sha256="0", rows=1, effective_on=clock.today(), state=state, taken_by="a", taken_at=now,
        approved_by="b", approved_at=now, done_at=done, why="やめた",
    )  # fmt: skip
    one.moves.create(line=2, user=user, office="窓口")
    assert _reached(one, lambda: approved(one)) is (MoveState.APPROVED in MOVES[state])
    assert _reached(one, lambda: actions.confirm(one.pk, by=BY, now=now)) is (MoveState.CONFIRMED in MOVES[state])
    assert _reached(one, lambda: actions.cancel(one.pk, "やめる", by=BY, now=now)) is (
        MoveState.CANCELLED in MOVES[state]
    )
    assert _reached(one, lambda: actions.apply_due(clock.today(), now)) is (MoveState.DONE in MOVES[state])


def _reached(one: MoveFile, step: Any) -> bool:
    """Whether the step changes the state; it is taken back."""
    try:
        with transaction.atomic():
            step()
            changed = MoveFile.objects.get(pk=one.pk).state != one.state
            raise InterruptedError if changed else ValueError
    except actions.CannotMove as refusal:
        return refusal.id != "MV-101"
    except InterruptedError:
        return True
    except ValueError:
        return False


@database
def test_either_side_cancels_with_a_reason_until_the_day_and_then_nothing_happens(
    manager: Any, approver: Any, staff: Any
) -> None:
    user = staff("batch.view", office="税課")
    row = f"{user.login_id},異動,税課,窓口,,,printing.view,"
    one = approved(take(manager, row))
    place = at(f"/users/moves/{one.pk}/cancel/")
    approver.post(place, {"why": " "})
    assert MoveFile.objects.get(pk=one.pk).state == MoveState.APPROVED
    approver.post(place, {"why": "発令が延びた"})
    again = take(manager, row)  # over with the first, the person may stand in another
    manager.post(at(f"/users/moves/{again.pk}/cancel/"), {"why": "誤り"})
    assert set(MoveFile.objects.values_list("state", flat=True)) == {MoveState.CANCELLED}
    assert actions.apply_due(on(), clock.now()) == 0
    assert held(user, on()) == {"batch.view"}


@database
def test_what_does_not_fit_those_who_are_here_is_said_all_at_once_and_nothing_is_kept(
    manager: Any, staff: Any, refusals: Any
) -> None:
    here, ended, twice = (staff(office="税課") for _ in range(3))
    close_user(ended, by=BY, reason="退職")
    take(manager, f"{twice.login_id},異動,税課,窓口,,,,")
    rows = [
        f"{manager.staff.login_id},異動,,窓口,,,,", "nobody.here,異動,税課,窓口,,,,", f"{here.login_id},異動,窓口,窓口,,,,",
        f"{ended.login_id},異動,税課,窓口,,,,",
    ]  # fmt: skip
    assert _refused(manager, *rows) == ["MV-018", "MV-008", "MV-011", "MV-010"]
    assert _refused(manager, f"{twice.login_id},異動,税課,窓口,,,,") == ["MV-019"]
    assert _refused(manager, f"{here.login_id},異動,税課,窓口,,,audits.audit、batch.run,")[-1:] == ["MV-016"]
    assert MoveFile.objects.count() == 1
    assert len([line for line in refusals() if "moves.not_taken" in line]) == 3


def _refused(manager: Any, *rows: str) -> list[str]:
    answer = manager.post(at("/users/moves/new/"), {"file": SimpleUploadedFile("x.csv", lines(*rows).encode())})
    assert answer.status_code == 422
    return [one.id for one in answer.context["findings"]]


@database
def test_who_may_not_approve_and_what_may_not_be_approved(manager: Any, staff: Any) -> None:
    user = staff("batch.view", office="税課")
    one = take(manager, f"{user.login_id},異動,税課,窓口,,,printing.view,")
    seen = mark_of(changes_of(one, clock.now()))

    def why(by: Any, day: date, seen: str = seen) -> str:
        with pytest.raises(actions.CannotMove) as refusal, transaction.atomic():
            actions.approve(one.pk, seen, by=by, on=day, now=datetime.now(tz=clock.now().tzinfo))
        return refusal.value.id

    for pair, same in (("moves.approve", manager.staff.actor), ("moves.own", user.actor)):
        refused(pair, lambda by: actions.approve(one.pk, seen, by=by, on=clock.today(), now=clock.now()), same=same, other=BY)
    assert why(manager.staff.actor, clock.today()) == "MV-102"
    assert why(user.actor, clock.today()) == "MV-103"
    assert why(BY, on(11)) == "MV-105"
    grant(user, "history.view", by=BY, reason="要る")
    assert why(BY, clock.today()) == "MV-104"
    close_user(user, by=BY, reason="退職")
    assert why(BY, clock.today(), mark_of(changes_of(one, clock.now()))) == "MV-107"
    User.objects.filter(pk=user.pk).update(is_active=True)
    seen = mark_of(changes_of(one, clock.now()))
    actions.approve(one.pk, seen, by=BY, on=on(), now=clock.now())


@database
def test_who_ended_after_the_approval_is_left_and_said(manager: Any, staff: Any) -> None:
    stays, goes = staff("batch.view", office="税課"), staff("batch.view", office="税課")
    one = approved(take(manager, *(f"{user.login_id},異動,税課,窓口,,,printing.view," for user in (stays, goes))))
    close_user(goes, by=BY, reason="退職")
    actions.apply_due(on(), clock.now())
    one.refresh_from_db()
    assert (one.state, one.left) == (MoveState.DONE, 1)
    assert (held(stays, on()), held(goes, on())) == ({"printing.view"}, set())
    left = manager.get(at(f"/users/moves/{one.pk}/?left=yes")).context["list"].rows
    assert [row.user for row in left] == [goes]
    assert "結果の確認を待つ一斉の異動" in manager.get(at("/")).content.decode()


@database
def test_of_another_organisation_nobody_sees_the_file(manager: Any, staff: Any) -> None:
    user = staff(office="税課")
    one = take(manager, f"{user.login_id},異動,税課,窓口,,,,")
    MoveFile.objects.filter(pk=one.pk).update(organisation="999999")
    assert reach_of(manager.staff).office_code in (None, "")
    for path in ("", "approve/", "cancel/", "confirm/"):
        send = manager.post if path else manager.get
        assert send(at(f"/users/moves/{one.pk}/{path}"), {"why": "x"}).status_code == 404
