"""Sites are looked at by one person and confirmed by another; what was found is followed until it is mended."""

from datetime import date, timedelta

import pytest

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.places import actions, queries
from sasae.foundation.places.measures import EVERY, MEASURES
from sasae.foundation.places.models import Inspection, LockedPlace, Site, SiteFinding, SiteKind
from sasae.kernel import clock
from tests.staff import at
from tests.two_persons import refused, tried

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("PHY-1")]
NOW = clock.now()
RIGHTS = ("places.view", "places.manage", "places.confirm")


@pytest.fixture
def inspector(signed_in):
    client = signed_in(*RIGHTS)
    told = {"code": "S-1", "name": "幸区役所 3階", "kind": "office", "keeper": "幸 健"}
    assert client.post(at("/sites/new/"), told).status_code == 302
    return client


def answers(**bad):
    """All is well but for these, each with what is wrong."""
    measures = MEASURES.on(clock.today())["office"]
    told = {f"answer_{name}": "bad" if name in bad else "good" for name in measures}
    return {**told, **{f"wrong_{name}": what for name, what in bad.items()}, "on": clock.today().isoformat(), "note": ""}


def page(client):
    return client.get(at("/sites/S-1/")).content.decode()


def test_one_inspects_another_confirms_and_what_was_found_is_followed_until_a_second_person_has_seen_it_mended(
    inspector, signed_in
):
    other = signed_in(*RIGHTS)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    told = {**answers(vein="登録に退職者が残る"), "mend_by": tomorrow}
    assert inspector.post(at("/sites/S-1/inspect/"), told).status_code == 302
    one, finding = Inspection.objects.get(), SiteFinding.objects.get()
    confirm, finding_at = at(f"/site-inspections/{one.pk}/steps/confirm/"), at(f"/site-findings/{finding.pk}/steps/")
    assert "点検した人は、確かめられません" in inspector.post(confirm, follow=True).content.decode()
    assert Site.objects.get().inspected_on is None
    for verb in (lambda by: actions.confirm(one.pk, by=by, at=NOW), lambda by: actions.send_back(one.pk, "x", by=by, at=NOW)):
        refused("places.confirm", verb, same=inspector.staff.actor, other=other.staff.actor, says="PL-109")
    other.post(confirm)
    assert Site.objects.get().inspected_on == clock.today()
    assert "登録に退職者が残る" in page(other)
    inspector.post(f"{finding_at}mend/", {"how": "登録を消した"})
    assert "直した人は、確かめられません" in inspector.post(f"{finding_at}close/", follow=True).content.decode()
    other.post(f"{finding_at}reopen/", {"why": "まだ残る"})
    assert [one.what for one in queries.late_findings(clock.today() + timedelta(days=2))] == ["登録に退職者が残る"]
    inspector.post(f"{finding_at}mend/", {"how": "もう一度消した"})
    tried(
        "places.close", lambda by: actions.close(finding.pk, by=by, at=NOW), same=inspector.staff.actor,
        other=other.staff.actor, says="PL-105",
    )  # fmt: skip
    assert not queries.open_findings().exists()
    events = HistoryEntry.objects.filter(subject="S-1").values_list("event", flat=True)
    assert set(events) == {
        "site.registered", "site.inspected", "site.inspection_confirmed", "site.mended", "site.finding_reopened",
        "site.finding_closed",
    }  # fmt: skip


def test_what_is_not_good_says_what_is_wrong_and_until_when_and_what_was_typed_stays(inspector):
    for told, said in (
        (answers(vein="壊れている"), "不備を直す期限を"),
        ({**answers(vein=""), "mend_by": clock.today().isoformat()}, "不備の内容を入れてください"),
        ({**answers(), "answer_gate": ""}, "結果を選んでください"),
        ({**answers(), "on": (clock.today() + timedelta(days=1)).isoformat()}, "点検日が今日より後の日です"),
    ):
        answer = inspector.post(at("/sites/S-1/inspect/"), told)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert told["wrong_vein"] in answer.content.decode() if told.get("wrong_vein") else True
    assert not Inspection.objects.exists()


def test_a_site_is_due_the_day_after_the_interval_and_not_on_its_last_day(inspector):
    last = date(2026, 6, 15)
    Site.objects.update(inspected_on=last)
    day = last + timedelta(days=EVERY.on(last))
    assert [queries.inspection_due(day + timedelta(days=more)).count() for more in (0, 1)] == [0, 1]


@pytest.mark.clause("MED-5")
def test_a_locked_place_says_who_holds_its_key_and_is_found_by_its_label(inspector, signed_in):
    told = {"name": "キャビネットA", "kind": "cabinet", "site": Site.objects.get().pk, "room": "3階", "key_keeper": "幸 健"}
    assert inspector.post(at("/locked-places/new/"), told).status_code == 302
    assert inspector.post(at("/locked-places/new/"), told).status_code == 422
    place = LockedPlace.objects.get()
    assert queries.place_of(place.label) == place
    steps = at(f"/locked-places/{place.pk}/steps/")
    inspector.post(f"{steps}key/", {"keeper": "高津 泉"})
    assert "高津 泉" in signed_in("places.view").get(at(f"/locked-places/{place.pk}/")).content.decode()
    inspector.post(f"{steps}end/")
    assert queries.place_of(place.label) is None
    assert "もう使っていません" in inspector.post(f"{steps}end/", follow=True).content.decode()
    assert signed_in("places.view").post(f"{steps}end/").status_code == 403


def test_every_kind_of_site_has_its_measures():
    assert set(MEASURES.on(date(2026, 6, 15))) == set(SiteKind.values)
