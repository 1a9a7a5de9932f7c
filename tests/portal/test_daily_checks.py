"""Every office day all terminals of a room are looked at; what was left out or is wrong is told until it is right."""

from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, transaction

from sasae.foundation.terminals import checks
from sasae.foundation.terminals.actions import Seen
from sasae.foundation.terminals.models import DailyCheck, Terminal
from sasae.kernel import clock
from tests.staff import at_terminal

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("PHY-2")]
ROOM = "/municipality/terminals/checks/room/?place=執務室"
MONDAY = date(2026, 6, 15)


@pytest.fixture
def checker(signed_in):
    return signed_in("terminals.view", "terminals.check")


def seen(*codes, **more):
    """All is well with these."""
    told = {"room": "on", "definitions": clock.today().isoformat()}
    return {**told, **{f"{what}_{code}": "on" for code in codes for what in ("wire", "cabinet")}, **more}


def codes():
    return list(Terminal.objects.order_by("code").values_list("code", flat=True))


def test_a_room_is_looked_at_on_one_form_and_what_is_wrong_says_what_was_done(checker, client):
    at_terminal(client)
    first, second = codes()
    wrong = seen(first, second)
    del wrong[f"wire_{second}"]
    refused = checker.post(ROOM, wrong)
    assert refused.status_code == 422
    assert "TM-110" in refused.content.decode()
    assert not DailyCheck.objects.exists()
    assert checker.post(ROOM, {**wrong, f"note_{second}": "錠が壊れた。交換を頼んだ"}).status_code == 302
    assert dict(DailyCheck.objects.values_list("terminal__code", "wrong")) == {first: False, second: True}
    assert [one.code for one in checks.wrong_now()] == [second]
    assert "異常のままの端末" in checker.get("/municipality/").content.decode()
    assert "錠が壊れた" in checker.get("/municipality/terminals/checks/list/", {"wrong": "yes"}).content.decode()
    assert "執務室" in checker.get("/municipality/terminals/checks/").content.decode()
    checker.post(ROOM, seen(first, second))
    assert not checks.wrong_now().exists()
    with pytest.raises(ProgrammingError), transaction.atomic():
        DailyCheck.objects.all().delete()


def test_what_was_typed_stays_and_definitions_have_a_date(checker):
    [code] = codes()
    for told, said in (
        (seen(code, definitions=""), "ウイルス定義の日付を"),
        (seen(code, definitions="きのう"), "日付"),
        (seen(code, definitions=(clock.today() + timedelta(days=1)).isoformat()), "TM-111"),
    ):
        answer = checker.post(ROOM, {**told, f"note_{code}": "見た"})
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert 'value="見た"' in answer.content.decode()
    assert not DailyCheck.objects.exists()
    assert checker.get(f"{ROOM}２").status_code == 404


def test_definitions_are_old_the_day_after_their_last():
    last = MONDAY - timedelta(days=checks.DEFINITIONS_OLD.on(MONDAY))
    told = {"wire": True, "room": True, "cabinet": True, "note": ""}
    assert [Seen("T", definitions_on=last - timedelta(days=more), **told).wrong(MONDAY) for more in (0, 1)] == [False, True]


def test_a_terminal_left_out_on_an_office_day_is_told_on_the_next_and_closed_days_ask_for_nothing(checker):
    Terminal.objects.update(registered_at=clock.now() - timedelta(days=3650))
    friday, sunday = MONDAY - timedelta(days=3), MONDAY - timedelta(days=1)
    assert [checks.unchecked(day).count() for day in (friday, sunday, MONDAY)] == [1, 0, 1]
    assert checks.left_out(MONDAY).count() == 1
    DailyCheck.objects.create(
        terminal=Terminal.objects.get(), on=friday, wire=True, room=True, cabinet=True, definitions_on=friday, wrong=False,
        by="x", at=clock.now(),
    )  # fmt: skip
    assert not checks.left_out(MONDAY).exists()
    assert checks.left_out(MONDAY + timedelta(days=1)).count() == 1
    assert checks.unchecked(MONDAY).count() == 1
    Terminal.objects.update(state="stopped", key_sha256=None)
    assert not checks.unchecked(MONDAY).exists()
