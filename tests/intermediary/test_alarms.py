"""Alarms: what is refused and what runs out, counted once however often it is looked at, each seen by whom it concerns."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sasae.contracts import body_gateway
from sasae.contracts import information_network as network
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.provisions import permit
from sasae.intermediary.security import actions, reading
from sasae.intermediary.security.batches import notice_of_body, notice_refusals
from sasae.intermediary.security.kinds import KINDS, of_refusal
from sasae.intermediary.security.models import Alarm, RefusalCount, State
from sasae.intermediary.security.noticing import Noticed, conditions, floods, of_platform
from sasae.intermediary.security.verifications import keep
from sasae.kernel import clock
from sasae.kernel.findings import error
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import CODE
from tests.intermediary.test_freshness import report

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-8")]
BY = Actor("yumi", "警備 由美", "staff")


def line(reason: str, *, event: str = "contract.refused", caller: str = "linkage", **more: Any) -> None:
    """A refusal as the door writes it, in the test's own transaction."""
    HistoryEntry.objects.create(
        actor_id="system:x", actor_name="x", actor_kind="system", event=event, subject="10.0.0.9", outcome="refused",
        detail={"reason": reason, "caller": caller, "operation": "x", "more": 0, **more},
    )  # fmt: skip


def look() -> None:
    notice_refusals(timestamp=0)


def seen(body: str = "") -> dict[tuple[str, str], int]:
    return {(one.kind, one.about): one.count for one in Alarm.objects.filter(body=body)}


@pytest.mark.parametrize(
    ("event", "reason", "kind"),
    [
        ("contract.refused", "W-002", "signature"), ("contract.refused", "W-006", "replay"),
        ("contract.refused", "W-008", "revoked"), ("contract.refused", "W-012", "outside"),
        ("contract.refused", "W-011", "oversized"), ("contract.refused", "W-004", "clock"),
        ("contract.refused", "I-104", ""), ("contract.refused", "W-014", ""),
        ("contract.line_refused", "証明書が失効している", "revoked"),
        ("contract.line_refused", "証明書を信頼できない", "unknown"),
        ("provision.refused", "この許可証はすでに使われています。", "permit_twice"),
        ("provision.refused", "許可証の内容（code）が求めと違います。", "permit_other"),
        ("provision.refused", "提供者がこの団体ではありません。", "permit_other"),
        ("provision.refused", "許可証の署名を確認できません。", "permit_forged"),
        ("provision.refused", permit.OUT_OF_TIME, "permit_time"),
        ("provision.refused", "照会許可用照合リストにない求めです。", "permit_list"),
    ],
)  # fmt: skip
def test_a_refusal_is_of_a_kind_by_what_was_written_and_one_of_business_is_none(
    event: str, reason: str, kind: str
) -> None:
    assert of_refusal(event, reason) == kind
    assert kind in {*KINDS, ""}


def test_refusals_are_counted_once_however_often_they_are_looked_at_and_by_whom_they_came(db: None) -> None:
    for reason, caller in (("W-002", "stranger"), ("W-002", "stranger"), ("W-006", "stranger"), ("W-002", "other")):
        line(reason, caller=caller)
    line("証明書が失効している", event="contract.line_refused", caller="", more=4)
    for _ in range(2):
        look()
    assert seen() == {
        ("signature", "stranger"): 2, ("replay", "stranger"): 1, ("signature", "other"): 1, ("revoked", "10.0.0.9"): 5,
    }  # fmt: skip
    assert HistoryEntry.objects.filter(event="alarm.raised").count() == 4


def test_what_is_older_than_two_minutes_is_read_once_and_what_came_since_is_added(db: None) -> None:
    noon = clock.real_now().astimezone(clock.TOKYO).replace(year=2025, hour=12, minute=0, second=0, microsecond=0)

    def refused(minutes: float) -> None:
        about = {"actor_id": "system:x", "actor_name": "x", "actor_kind": "system", "outcome": "refused"}
        detail = {"reason": "W-002", "caller": "stranger"}
        at = noon + timedelta(minutes=minutes)
        HistoryEntry.objects.create(event="contract.refused", at=at, detail=detail, **about)

    def counted(minutes: float) -> list[tuple[str, int]]:
        found = reading.of_day(noon.date(), now=noon + timedelta(minutes=minutes))
        return [(one.about, one.count) for one in found]

    for minutes in (-30, -10, -1):
        refused(minutes)
    assert counted(0) == counted(0) == [("stranger", 3)]
    refused(1)
    assert counted(10) == [("stranger", 4)]
    refused(5)  # what would come so late is not read any more
    assert counted(12) == [("stranger", 4)]
    reading.forget(on=noon.date() + timedelta(days=8))
    assert not RefusalCount.objects.exists()


def test_what_a_body_s_own_system_was_refused_is_its_alarm_and_the_platform_s_and_no_other_body_s(net: Net) -> None:
    line("W-012", caller="linkage")
    look()
    assert seen()[("outside", "linkage")] == seen(KAWASAKI)[("outside", "linkage")] == 1
    assert seen(MIDORINO) == {}


def test_a_permit_used_twice_is_an_alarm_of_the_body_it_was_shown_to_and_of_nobody_else(
    ready: Net, refusals: Any
) -> None:
    asked = ready.core.request(CODE)
    ready.ask("network_core", network.PROVIDE, asked)
    ready.ask("network_core", network.PROVIDE, asked)
    (told,) = [each for each in refusals() if "provision.refused" in each]
    assert f'"body": "{MIDORINO}"' in told
    line("この許可証はすでに使われています。", event="provision.refused", body=MIDORINO, inquirer=KAWASAKI)
    look()
    assert seen(MIDORINO) == {("permit_twice", KAWASAKI): 1}
    assert seen() == seen(KAWASAKI) == {}


@pytest.mark.parametrize(("count", "raised"), [(19, 0), (20, 1)], ids=["one less", "enough"])
def test_many_refusals_in_a_short_time_are_an_alarm_of_their_own(db: None, count: int, raised: int) -> None:
    for _ in range(count):
        line("I-104", caller="stranger")
    now = clock.real_now()
    assert len(floods(now)) == raised
    assert floods(now + timedelta(minutes=11)) == []


def test_an_alarm_is_taken_up_by_name_closed_with_a_result_and_open_again_when_it_happens_again(db: None) -> None:
    line("W-002", caller="stranger")
    look()
    alarm = Alarm.objects.get()
    with pytest.raises(actions.CannotHandle, match="I-822"):
        actions.close("", alarm.pk, result="済", by=BY, now=clock.now())
    with pytest.raises(actions.CannotHandle, match="どうするか"):
        actions.take_up("", alarm.pk, note="　", by=BY, now=clock.now())
    actions.take_up("", alarm.pk, note="相手に電話する", by=BY, now=clock.now())
    with pytest.raises(actions.CannotHandle, match="I-822"):
        actions.take_up("", alarm.pk, note="私も", by=BY, now=clock.now())
    look()
    assert Alarm.objects.get().state == State.TAKEN
    actions.close("", alarm.pk, result="鍵の更新の途中だった", by=BY, now=clock.now())
    look()
    assert Alarm.objects.get().state == State.CLOSED
    line("W-002", caller="stranger")
    look()
    again = Alarm.objects.get()
    assert (again.state, again.count, again.result) == (State.OPEN, 2, "鍵の更新の途中だった")
    events = HistoryEntry.objects.filter(event__startswith="alarm.").order_by("id").values_list("event", flat=True)
    assert list(events) == ["alarm.raised", "alarm.taken", "alarm.closed", "alarm.again"]


def test_a_condition_is_one_alarm_while_it_lasts_and_ends_by_itself_when_it_is_over(ready: Net) -> None:
    report(ready, days=8)
    for _ in range(2):
        notice_of_body(MIDORINO)
    (alarm,) = Alarm.objects.filter(body=MIDORINO, kind="copies")
    assert (alarm.words, alarm.count) == ("原本より古い", 1)
    Alarm.objects.update(on=clock.today() - timedelta(days=3))
    notice_of_body(MIDORINO)
    assert Alarm.objects.filter(kind="copies").count() == 1
    actions.let_go(MIDORINO, [], now=clock.now())
    assert Alarm.objects.get(kind="copies").state == State.GONE
    notice_of_body(MIDORINO)
    assert Alarm.objects.filter(kind="copies", state=State.OPEN).count() == 1


def test_what_a_person_closed_while_it_lasts_is_asked_about_again_the_day_after_and_not_before(db: None) -> None:
    now = clock.now()
    one = Noticed("", "masters", "", 1, now, now, "古い")
    actions.take_in([one], on=now.date())
    number = Alarm.objects.get().pk
    actions.take_up("", number, note="確かめる", by=BY, now=now)
    actions.close("", number, result="相手の保守", by=BY, now=now)
    actions.take_in([one], on=now.date())
    assert [each.state for each in Alarm.objects.all()] == [State.CLOSED]
    actions.take_in([one], on=now.date() + timedelta(days=1))
    assert sorted(each.state for each in Alarm.objects.all()) == [State.CLOSED, State.OPEN]


def kinds(**at: Any) -> set[str]:
    now = clock.now()
    return {one.kind for one in of_platform(**{"now": now, "real": clock.real_now(), **at})}


def test_masters_are_old_when_the_core_has_not_confirmed_them_for_a_day(net: Net) -> None:
    confirmed = MasterVersion.objects.get().confirmed_at
    assert confirmed is not None
    assert "masters" not in kinds(now=confirmed + timedelta(hours=24))
    assert "masters" in kinds(now=confirmed + timedelta(hours=24, seconds=1))


def test_certificates_and_the_list_of_revoked_ones_are_told_of_before_they_end(net: Net) -> None:
    real = clock.real_now()
    assert not {"certificate", "crl"} & kinds(real=real)
    assert "crl" in kinds(real=real + timedelta(days=77))
    late = real + timedelta(days=370)
    assert "certificate" in kinds(real=late)
    own = conditions(Body.objects.get(code=KAWASAKI), on=clock.today(), now=clock.now(), real=late)
    assert [one.about for one in own if one.kind == "certificate"] == ["linkage"]


def test_errors_of_the_last_verification_are_alarms_of_the_body_they_name_and_of_the_platform_for_the_rest(
    net: Net,
) -> None:
    findings = [error("V-101", f"{MIDORINO} 1", "記録がない"), error("V-109", "subsidy public.memo", "符号がある")]
    keep(findings, by="tests", codes_searched=True, now=clock.now())
    assert "verification" in kinds()
    notice_of_body(MIDORINO)
    notice_of_body(KAWASAKI)
    assert [one.body for one in Alarm.objects.filter(kind="verification")] == [MIDORINO]
    keep([], by="tests", codes_searched=True, now=clock.now() + timedelta(seconds=1))
    notice_of_body(MIDORINO)
    assert Alarm.objects.get(kind="verification").state == State.GONE


def test_each_operator_sees_and_handles_their_own_alarms_alone(
    net: Net, settings: Any, pages_for_people: Any, signed_in: Any
) -> None:
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    now = clock.now()
    for body, about in (("", "全体"), (KAWASAKI, "川崎の相手"), (MIDORINO, "緑野の相手")):
        actions.take_in([Noticed(body, "outside", about, 1, now, now, "W-012")], on=now.date())
    rights = ("security.view", "security.handle")
    platform = signed_in("platform.view", *rights, office_code="")
    clerk = signed_in(*rights, office_code=MIDORINO)
    page = platform.get("/security/").content.decode()
    assert ("全体" in page, "川崎の相手" in page, "みどり野市" in page) == (True, False, True)
    page = clerk.get("/security/").content.decode()
    assert ("緑野の相手" in page, "川崎の相手" in page, "全体" in page) == (True, False, False)
    numbers = dict(Alarm.objects.values_list("body", "pk"))
    assert clerk.get(f"/security/alarms/{numbers['']}/").status_code == 404
    assert platform.get(f"/security/alarms/{numbers[KAWASAKI]}/").status_code == 404
    refused = clerk.post(f"/security/alarms/{numbers[KAWASAKI]}/take/", {"note": "見る"})
    assert (refused.status_code, Alarm.objects.get(pk=numbers[KAWASAKI]).state) == (302, State.OPEN)
    own = f"/security/alarms/{numbers[MIDORINO]}/"
    assert "どうするかを入れてください" in clerk.post(own + "take/", {"note": ""}, follow=True).content.decode()
    assert "引き受けました" in clerk.post(own + "take/", {"note": "電話する"}, follow=True).content.decode()
    assert "対応を終えました" in clerk.post(own + "close/", {"result": "解決"}, follow=True).content.decode()
    assert signed_in("security.view", office_code=MIDORINO).post(own + "take/").status_code == 403
    assert signed_in(*rights, office_code="").get("/security/").status_code == 403


def test_refusals_of_the_real_door_are_found_where_they_are_written(net: Net, refusals: Any) -> None:
    answer = net.ask("network_core", body_gateway.CODE_STATES, body_gateway.CodesRequest(unified_nos=["1"]))
    assert answer.status_code == 403
    (told,) = refusals()
    assert "contract.refused" in told
    assert '"reason": "W-012"' in told
    assert '"caller": "network_core"' in told


def written() -> list[str]:
    """What a look says to the table of alarms, but for reading it."""
    with CaptureQueriesContext(connection) as said:
        look()
    words = [each["sql"] for each in said if "intermediary_security_alarm" in each["sql"]]
    assert words  # it did look
    return [each for each in words if not each.startswith("SELECT") or "FOR UPDATE" in each]


def test_a_look_that_finds_nothing_new_holds_and_writes_no_alarm_and_one_that_does_writes_that_alone(
    bodies: Any,
) -> None:
    line("W-002", caller="linkage")
    line("W-012", caller="other_city")
    look()
    before = {each.pk: each.count for each in Alarm.objects.all()}
    assert len(before) == 4  # each for the platform and for the body
    assert written() == []
    line("W-012", caller="other_city")
    assert len([each for each in written() if each.startswith("UPDATE")]) == 2
    changed = Alarm.objects.filter(kind="outside").values_list("pk", flat=True)
    assert {each.pk for each in Alarm.objects.all() if each.count != before[each.pk]} == set(changed)
