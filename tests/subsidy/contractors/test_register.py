"""The register of contractors: two persons, clauses, permission before subcontract, IDs that end, audits until mended."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from sasae.deployment.assessment import judging
from sasae.deployment.assessment.looking import CONTROLS, Look, Met
from sasae.deployment.home import SERVICES, Home
from sasae.foundation.accounts import actions as accounts
from sasae.foundation.accounts.models import User
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.special_access import actions as special_access
from sasae.kernel import clock
from sasae.subsidy.contractors.actions import contracts, people, requests, watching
from sasae.subsidy.contractors.actions.refusals import CannotRegister
from sasae.subsidy.contractors.actions.reminding import remind
from sasae.subsidy.contractors.checklists import clauses_of
from sasae.subsidy.contractors.models import AuditState, Contract, State
from sasae.subsidy.contractors.queries import DUES, due, tree_of
from tests.staff import make_staff, sign_in
from tests.subsidy.conftest import APPROVER, EXAMINER
from tests.subsidy.contractors import contracting
from tests.subsidy.contractors.contracting import (
    SINCE,
    UNTIL,
    asked,
    below,
    checked,
    entered,
    in_force,
    permitted,
    terms,
    worker,
)
from tests.subsidy.town import DAY
from tests.two_persons import refused, tried

assert judging.MODULES  # names the controls
pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.usefixtures("this_day")]
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def this_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's clock stands on the day of the cases."""
    monkeypatch.setenv("SASAE_TODAY", DAY.isoformat())


@pytest.fixture
def look(settings: Any, tmp_path: Any) -> Look:
    from django.db import connection

    settings.SASAE_HOME = tmp_path
    connection.ensure_connection()
    return Look(Home.load(tmp_path), clock.now(), dict.fromkeys(SERVICES, connection.connection))


def found(look: Look, name: str) -> Met:
    return CONTROLS[name][1](look, "subsidy").met


def an_id(one: Any, **changed: Any) -> User:
    told = {"login_id": f"gaibu{one.pk}", "name": one.name, "staff_number": one.number, "ends_on": UNTIL, **changed}
    return accounts.create_user(by=EXAMINER, contractor=True, password="Tamagawa-no-hotori-7", **told)[0]


@pytest.mark.clause("OUT-2")
@pytest.mark.parametrize(("model", "every"), [("business", 14), ("system", 10)])
def test_a_contract_is_in_force_when_another_person_finds_every_clause_of_its_model(model: str, every: int) -> None:
    one = entered(model=model)
    keys = [clause.key for clause in clauses_of(model, SINCE)]
    assert len(set(keys)) == every
    with pytest.raises(CannotRegister, match="OC-210"):
        contracts.confirm(one.number, by=APPROVER, at=clock.now())
    contracts.check_clauses(one.number, dict.fromkeys(keys[1:], "第1条"), SINCE, by=EXAMINER)
    with pytest.raises(CannotRegister, match=clauses_of(model, SINCE)[0].name):
        contracts.confirm(one.number, by=APPROVER, at=clock.now())
    checked(one)
    done = tried(
        "contractors.confirm", lambda by: contracts.confirm(one.number, by=by, at=clock.now()), same=EXAMINER,
        other=APPROVER, says="OC-209",
    )  # fmt: skip
    assert done.state == State.IN_FORCE


@pytest.mark.clause("OUT-1", "OUT-3")
def test_a_written_request_precedes_the_written_permission_and_that_the_subcontract_at_every_level(look: Look) -> None:
    one = in_force()
    waiting = asked(one)
    for number, id in ((waiting.number, "OC-202"), (permitted(one, document="多シ第13号").number, "")):
        told = terms(contractor=waiting.contractor, since=DAY)
        if id:
            with pytest.raises(CannotRegister, match=id):
                contracts.enter_below(number, told, by=EXAMINER, at=clock.now())
            continue
        for changed, why in (({"since": DAY - timedelta(days=1)}, "OC-205"), ({"until": date(2027, 4, 1)}, "OC-206")):
            with pytest.raises(CannotRegister, match=why):
                contracts.enter_below(
                    number, terms(contractor=told.contractor, **{"since": DAY, **changed}), by=EXAMINER, at=clock.now()
                )
        contracts.enter_below(number, told, by=EXAMINER, at=clock.now())
    answer = {"answer": "川こ第1号", "reason": "同等", "on": DAY, "at": clock.now()}
    for verb in (requests.permit, requests.refuse_request):
        refused(
            "contractors.answer", lambda by, verb=verb: verb(waiting.number, by=by, **answer), same=EXAMINER, other=APPROVER,
            says="OC-304",
        )  # fmt: skip
    second = below(one, contractor="百合丘技研")
    third = below(second, contractor="柿生工業")
    assert [each.kind for each in tree_of(third)] == ["委託先", "再委託先", "再委託先", "再々委託先"]
    assert tree_of(one)[-1] == third
    assert found(look, "permitted_before_subcontract") is Met.MET
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(pk=third.pk).update(request=None)


@pytest.mark.clause("OUT-3")
def test_a_request_that_is_not_in_writing_or_of_a_contract_not_in_force_is_not_taken(look: Look) -> None:
    with pytest.raises(CannotRegister, match="OC-301"):
        asked(entered())
    one = in_force()
    for changed, id in (
        ({"document": " "}, "UK-301"),
        ({"written_on": date(2026, 6, 4)}, "OC-302"),
        ({"measures": ""}, "UK-301"),
    ):
        with pytest.raises(CannotRegister, match=id):
            asked(one, **changed)
    made = asked(one)
    requests.refuse_request(
        made.number, answer="川こ第2号", reason="対策が足りない", by=APPROVER, on=DAY, at=clock.now()
    )
    with pytest.raises(CannotRegister, match="OC-303"):
        requests.permit(made.number, answer="川こ第3号", reason="同等", by=APPROVER, on=DAY, at=clock.now())


@pytest.mark.clause("OUT-1", "ACC-12")
def test_an_id_needs_a_named_and_pledged_person_and_ends_with_the_contract_on_the_day(look: Look, client: Any) -> None:
    one = in_force()
    bare, mine = worker(one, "和泉 渡", pledged=False), worker(one)
    for who, changed, id in (
        (bare, {}, "OC-603"), (mine, {"name": "別の人"}, "OC-602"), (mine, {"staff_number": "W999999"}, "OC-601"),
        (mine, {"ends_on": date(2027, 4, 1)}, "OC-605"),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=id):
            an_id(who, **changed)
    user = an_id(mine)
    with pytest.raises(ValidationError, match="OC-605"):
        accounts.change_user(user, {"ends_on": date(2027, 4, 1)}, by=EXAMINER)
    user.refresh_from_db()
    assert found(look, "contractor_ids_tied") is Met.MET
    assert (user.usable(UNTIL), user.usable(UNTIL + timedelta(days=1))) == (True, False)
    contracts.end(one.number, NEXT, "他社に替える", at_once=False, by=APPROVER, on=DAY, at=clock.now())
    user.refresh_from_db()
    assert (user.usable(NEXT), user.usable(NEXT + timedelta(days=1))) == (True, False)
    assert contracts.finish_due(NEXT, by=EXAMINER, at=clock.now()) == 0
    assert contracts.finish_due(NEXT + timedelta(days=1), by=EXAMINER, at=clock.now()) == 1


@pytest.mark.clause("OUT-1", "ACC-12")
def test_cancelled_the_contract_and_all_below_end_and_who_is_signed_in_is_out_with_the_next_click(client: Any) -> None:
    one = in_force()
    second = below(one)
    user = an_id(worker(second))
    accounts.set_second_factor(user, by=EXAMINER, key="00" * 20)
    accounts.grant(user, "people.view", by=APPROVER, reason="保守")
    now = clock.now()
    told = {"watcher": make_staff(login_id="tachiai").login_id, "why": "保守", "by": EXAMINER, "at": now}
    window = special_access.ask_window(user, from_at=now, until_at=now + timedelta(hours=1), **told)
    special_access.open_window(window.pk, by=Actor("tachiai", "立会い", "staff"), at=now)
    sign_in(client, user)
    assert client.get(reverse("home")).status_code == 200
    assert contracts.end(one.number, DAY, "漏えい", at_once=True, by=APPROVER, on=DAY, at=clock.now()) == 1
    assert client.get(reverse("home")).status_code == 302
    assert set(Contract.objects.values_list("state", flat=True)) == {State.ENDED}


@pytest.mark.clause("OUT-1")
def test_a_contractor_s_person_decides_nothing_and_sees_no_individual_number(look: Look) -> None:
    user = an_id(worker(in_force()))
    for right in (
        "applications.approve",
        "claims.decide",
        "transfers.permit",
        "accounts.manage",
        "individual_number.view",
        "contractors.enter",
    ):
        with pytest.raises(accounts.GrantRefused, match="委託先の従業員"):
            accounts.grant(user, right, by=APPROVER, reason="保守")
    accounts.grant(user, "batch.view", by=APPROVER, reason="保守")
    assert found(look, "contractor_ids_tied") is Met.MET
    User.objects.filter(pk=user.pk).update(staff_number="W999999")
    assert found(look, "contractor_ids_tied") is Met.NOT_MET


@pytest.mark.clause("OUT-1")
def test_who_leaves_before_the_contract_ends_has_no_id_from_then_on() -> None:
    one = in_force()
    first, second = (worker(one, name) for name in ("和泉 渡", "登戸 花"))
    users = [an_id(each) for each in (first, second)]
    people.leave(first.number, NEXT, by=EXAMINER, on=DAY)
    with pytest.raises(CannotRegister, match="OC-404"):
        people.leave(second.number, DAY - timedelta(days=1), by=EXAMINER, on=DAY)
    people.leave(second.number, DAY, by=EXAMINER, on=NEXT)
    for user in users:
        user.refresh_from_db()
    assert [(user.is_active, user.ends_on) for user in users] == [(True, NEXT), (False, NEXT)]


@pytest.mark.clause("OUT-3")
def test_an_audit_of_whatever_level_stays_open_until_another_person_has_seen_every_defect_mended() -> None:
    one = below(in_force())
    audit = watching.plan_audit(one.number, kind="visit", scope="持出し", planned_on=DAY, by=EXAMINER, at=clock.now())
    day = {"by": EXAMINER, "on": DAY, "at": clock.now()}
    defects = [("施錠していない", DAY), ("記録がない", DAY)]
    watching.finish_audit(audit.pk, done_on=DAY, result="二つの漏れ", defects=defects, **day)
    for place, defect in enumerate(audit.defects.order_by("pk"), 1):
        with pytest.raises(CannotRegister, match="OC-506"):
            watching.see_mended(defect.pk, by=APPROVER, at=clock.now())
        watching.mend(defect.pk, "直した", by=EXAMINER, at=clock.now())
        tried(
            "contractors.mended", lambda by, pk=defect.pk: watching.see_mended(pk, by=by, at=clock.now()), same=EXAMINER,
            other=APPROVER, says="OC-507",
        )  # fmt: skip
        audit.refresh_from_db()
        assert audit.state == (AuditState.CLOSED if place == 2 else AuditState.MENDING)


@pytest.mark.clause("OUT-2", "OUT-3")
def test_what_is_overdue_is_listed_reminded_of_and_seen_by_the_control_until_it_is_done(look: Look) -> None:
    contracting.outside()
    assert {key for key in DUES if due(Contract.objects.all(), key, DAY)} == {"confirm", "request", "seen", "emergency"}
    later = UNTIL + timedelta(days=1)
    late = {key for key in DUES if due(Contract.objects.all(), key, later)}
    assert late == {"confirm", "request", "seen", "emergency", "report", "audit", "planned", "defect", "entrusted"}
    assert found(look, "contractors_watched") is Met.NOT_MET
    assert remind(later, by=EXAMINER) == HistoryEntry.objects.filter(event="contractors.reminded").count() == 6


@pytest.mark.clause("OUT-2")
def test_a_regular_report_moves_the_next_day_and_what_was_handed_over_is_settled_by_its_receipt(look: Look) -> None:
    one = in_force(since=date(2026, 3, 31))
    assert one.report_due == date(2026, 6, 30)
    day = {"by": EXAMINER, "on": DAY, "at": clock.now()}
    watching.take_report(one.number, kind="regular", about="異状なし", document="報第1号", received_on=DAY, **day)
    one.refresh_from_db()
    assert one.report_due == date(2026, 9, 30)
    told = {"what": "検証用の媒体", "count": 2, "handed_on": DAY, "due_on": DAY}
    made = watching.entrust(one.number, **told, **day)
    contracts.end(one.number, DAY, "満了", at_once=True, by=APPROVER, on=DAY, at=clock.now())
    assert found(look, "contractors_watched") is Met.NOT_MET
    with pytest.raises(CannotRegister, match="UK-301"):
        watching.settle(made.pk, how="disposed", settled_on=DAY, receipt="", **day)
    watching.settle(made.pk, how="disposed", settled_on=DAY, receipt="廃証第7号", **day)
    assert found(look, "contractors_watched") is Met.MET


@pytest.mark.clause("OUT-1")
def test_the_staff_of_a_contract_is_held_against_the_band_of_the_assessment(look: Look) -> None:
    from sasae.deployment.assessment.controls.counts import figures

    before = figures(look).users
    one = in_force(staff=10)
    assert (found(look, "contractor_staff_in_band"), figures(look).users) == (Met.MET, before + 10)
    an_id(worker(one))
    assert figures(look).users == before + 10  # one of the ten, counted once
    in_force(staff=9)
    assert found(look, "contractor_staff_in_band") is Met.NOT_MET


def test_the_pages_of_the_register_for_one_who_enters_and_one_who_decides(signed_in: Callable[..., Any]) -> None:
    contracting.outside()
    clerk = signed_in("contractors.view", "contractors.enter", login_id=EXAMINER.id)
    other = signed_in("contractors.view", "contractors.decide", login_id=APPROVER.id)
    one = Contract.objects.get(state=State.IN_FORCE)
    page = reverse("contractors:contract", args=[one.number])
    assert "再委託の申請を受け付ける" in clerk.get(page).content.decode()
    assert "契約を終える" in other.get(page).content.decode()
    waiting = Contract.objects.get(state=State.ENTERED)
    where = reverse("contractors:contract", args=[waiting.number])
    answer = other.post(reverse("contractors:confirm", args=[waiting.number]), follow=True).content.decode()
    assert "OC-210" in answer
    assert "登録した人とは別の人" not in other.get(where).content.decode()
    listed = clerk.get(reverse("contractors:contracts"), {"due": "emergency"}).content.decode()
    assert one.number in listed
    assert waiting.number not in listed
