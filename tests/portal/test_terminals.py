"""Only permitted terminals reach the municipality's side; what is taken onto one is gone again, seen by another."""

import base64
import hashlib
import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.terminals import actions
from sasae.foundation.terminals.middleware import cookie_name
from sasae.foundation.terminals.models import Terminal, TerminalFile
from sasae.kernel import clock
from tests.staff import at_terminal
from tests.two_persons import refused

pytestmark = [pytest.mark.django_db(databases=["default", "journal"])]
ENROL = "/municipality/terminals/this/"
PAGES = ["/municipality/", "/municipality/sign-in/", "/municipality/submissions/", "/municipality/terminals/"]


@pytest.fixture
def manager(signed_in):
    return signed_in("terminals.view", "terminals.manage")


def code_for(manager, code="T-77", **more):
    told = {"code": code, "place": "幸区役所", "keeper": "幸 健", **more}
    page = manager.post("/municipality/terminals/new/", told)
    assert page.status_code == 200, page.content.decode()
    return page.context["told"]


@pytest.mark.clause("ACC-14")
@pytest.mark.parametrize("page", PAGES)
def test_another_terminal_gets_nothing_not_even_the_log_in(page):
    answer = Client().get(page)
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "許可していない端末です" in text
    assert "パスワード" not in text


def test_the_command_gives_a_known_terminal_a_fresh_code_however_its_number_is_written():
    told = [io.StringIO(), io.StringIO()]
    for out in told:
        call_command("terminal", "t-9", "幸区役所", "幸 健", stdout=out)
    assert told[0].getvalue() != told[1].getvalue()
    assert Terminal.objects.filter(code="T-9").count() == 1


@pytest.mark.clause("ACC-14")
def test_a_stolen_session_is_of_no_use_elsewhere(signed_in):
    client = signed_in("submissions.view")
    assert client.get("/municipality/submissions/").status_code == 200
    del client.cookies[cookie_name()]
    assert client.get("/municipality/submissions/").status_code == 403


@pytest.mark.clause("ACC-14")
def test_the_code_makes_a_terminal_permitted_once_and_the_journal_names_it(manager, signed_in):
    told = code_for(manager)
    there = Client()
    assert there.get(ENROL).status_code == 200
    assert there.post(ENROL, {"code": "WRONGWRONG22"}).status_code == 422
    done = there.post(ENROL, {"code": f"{told[:4]} {told[4:8]} {told[8:]}".lower()})
    assert "端末 T-77 を登録しました" in done.content.decode()
    assert done.cookies[cookie_name()]["httponly"]
    assert done.cookies[cookie_name()]["path"] == "/municipality/"
    assert there.get("/municipality/sign-in/").status_code == 200
    assert Client().post(ENROL, {"code": told}).status_code == 422
    assert Terminal.objects.get(code="T-77").key_sha256 not in (None, told)
    client = signed_in("submissions.view")
    client.cookies[cookie_name()] = there.cookies[cookie_name()].value
    assert client.get("/municipality/submissions/").status_code == 200
    assert HistoryEntry.objects.filter(event="terminal.permitted", subject="T-77").count() == 1


@pytest.mark.clause("ACC-14")
@pytest.mark.parametrize("ended", ["stopped", "a new code", "its last day is over", "the code is a day old"])
def test_a_terminal_whose_time_is_over_gets_nothing(manager, ended):
    there = at_terminal(Client(), "T-88")
    assert there.get("/municipality/sign-in/").status_code == 200
    if ended == "stopped":
        manager.post("/municipality/terminals/T-88/steps/stop/", {"why": "紛失"})
    elif ended == "a new code":
        manager.post("/municipality/terminals/T-88/steps/code/")
    elif ended == "its last day is over":
        Terminal.objects.filter(code="T-88").update(permitted_until=clock.today() - timedelta(days=1))
    else:
        told = code_for(manager)
        Terminal.objects.filter(code="T-77").update(code_until=clock.now() - timedelta(seconds=1))
        there = Client()
        assert there.post(ENROL, {"code": told}).status_code == 422
    assert there.get("/municipality/sign-in/").status_code == 403


@pytest.mark.clause("ACC-14")
def test_where_certificates_are_asked_for_the_terminal_shows_its_own(manager, settings):
    settings.SASAE_TERMINALS = {"certificates": True}
    own, other = b"the terminal's certificate", b"another certificate"
    told = hashlib.sha256(own).hexdigest()
    there = at_terminal(Client(), "T-99")
    Terminal.objects.filter(code="T-99").update(certificate_sha256=told)
    assert there.get("/municipality/sign-in/").status_code == 403
    for der, status in ((other, 403), (own, 200)):
        field = f":{base64.b64encode(der).decode()}:"
        assert there.get("/municipality/sign-in/", HTTP_CLIENT_CERT=field).status_code == status


def test_an_operator_who_does_without_says_so_on_the_page(settings, signed_in):
    settings.SASAE_TERMINALS = {"without": "架空の申請だけ"}
    client = signed_in("terminals.view")
    client.cookies.pop(cookie_name())
    assert "架空の申請だけ" in client.get("/municipality/terminals/").content.decode()


def test_residents_pages_need_no_terminal():
    assert Client().get("/").status_code == 200


@pytest.fixture
def taken(hanako, signed_in):
    """A carrier has taken an application file onto a terminal."""
    number = hanako.apply()
    client = signed_in("submissions.view", "submissions.download", "terminals.view")
    told = {"purpose": "回線の障害", "delete_by": clock.today().isoformat()}
    answer = client.post(f"/municipality/submissions/{number}/file/", told)
    assert answer.status_code == 200
    return client, answer, number


@pytest.mark.clause("MED-2", "STO-2", "RET-3")
def test_what_is_taken_onto_a_terminal_is_sealed_and_stands_on_its_list(taken, open_sealed):
    client, answer, number = taken
    assert answer["content-disposition"] == f'attachment; filename="{number}.zip.age"'
    assert open_sealed(answer.content).startswith(b"PK")
    assert b"PK\x03\x04" not in answer.content
    one = TerminalFile.objects.get()
    assert (one.terminal, one.items, one.sha256) == (
        client.terminal.code, [number], hashlib.sha256(answer.content).hexdigest(),
    )  # fmt: skip
    [entry] = HistoryEntry.objects.filter(event="submission.downloaded")
    assert (entry.terminal, entry.persons, entry.right) == (client.terminal.code, [number], "submissions.download")


@pytest.mark.clause("RET-3")
def test_who_took_it_says_it_is_gone_and_another_looks(taken, manager):
    client, _, _ = taken
    page = f"/municipality/terminal-files/{TerminalFile.objects.get().pk}/"
    assert "TM-109" in manager.post(f"{page}steps/confirm/", follow=True).content.decode()
    client.post(f"{page}steps/deleted/", {"how": "完全消去"})
    assert client.post(f"{page}steps/confirm/").status_code == 403
    manager.post(f"{page}steps/back/", {"why": "ダウンロードのフォルダーに残っていた"})
    assert TerminalFile.objects.get().state == "there"
    client.post(f"{page}steps/deleted/", {"how": "フォルダーも空にした"})
    pk, now = TerminalFile.objects.get().pk, clock.now()
    for verb in (lambda by: actions.confirm_deleted(pk, by=by, at=now), lambda by: actions.send_back(pk, "x", by=by)):
        refused("terminals.confirm_deleted", verb, same=client.staff.actor, other=manager.staff.actor, says="TM-104")
    manager.post(f"{page}steps/confirm/")
    one = TerminalFile.objects.get()
    assert (one.state, one.deleted_by, one.confirmed_by) == ("gone", client.staff.login_id, manager.staff.login_id)


@pytest.mark.clause("RET-3")
@pytest.mark.parametrize(("days", "overdue"), [(0, 0), (1, 1)])
def test_it_is_overdue_the_day_after_and_said_once_a_day(taken, manager, days, overdue):
    on = TerminalFile.objects.get().delete_by + timedelta(days=days)
    assert (actions.remind(on), actions.remind(on)) == (overdue, 0)
    assert HistoryEntry.objects.filter(event="terminal_file.overdue").count() == overdue
    TerminalFile.objects.update(delete_by=clock.today() - timedelta(days=days))
    home = manager.get("/municipality/").content.decode()
    assert f'消去期限を過ぎた端末のデータ</span> <span class="tally__count">{overdue}<' in home


@pytest.mark.clause("MED-2")
@pytest.mark.parametrize("changed", [{"purpose": " "}, {"delete_by": "2099-01-01"}, {"delete_by": ""}])
def test_without_a_purpose_and_a_day_nothing_is_taken(taken, changed):
    client, _, number = taken
    told = {"purpose": "回線の障害", "delete_by": clock.today().isoformat(), **changed}
    assert client.post(f"/municipality/submissions/{number}/file/", told).status_code == 302
    assert TerminalFile.objects.count() == 1
