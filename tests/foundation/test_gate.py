"""The gate: nobody passes undeclared, without log-in, without second factor, or without saying whose data was shown."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path
from ninja import NinjaAPI

from sasae.foundation.came_from import address_of
from sasae.foundation.gate import OPEN, SIGNED_IN, GateError, gate
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.screens import errors
from sasae.kernel import clock

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TARO = "000000000012345"
SERVICE_KEEPS_PERSONS = settings.SASAE_SERVICE in ("subsidy", "linkage", "intake")


def undeclared(request: HttpRequest) -> HttpResponse:
    return HttpResponse("秘密")


@gate(right=OPEN, purpose="案内")
def open_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("案内")


@gate(right=SIGNED_IN, purpose="業務の選択")
def any_staff(request: HttpRequest) -> HttpResponse:
    return HttpResponse("職員")


@gate(right="history.view", purpose="資格審査", shows=True)
def person(request: HttpRequest, number: str = "", pk: int = 0) -> HttpResponse:
    request.gate.shown([TARO, TARO], note="窓口")
    return HttpResponse("太郎")


@gate(right="history.view", purpose="資格審査", shows=True)
def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse("太郎")


@gate(right="history.view", purpose="資格審査")
def ward_page(request: HttpRequest, ward: str) -> HttpResponse:
    request.gate.require(ward=ward)
    return HttpResponse(ward)


answering, careless = NinjaAPI(urls_namespace="answering"), NinjaAPI(urls_namespace="careless")


@answering.post("/ask")
def answer_asked(request: HttpRequest) -> str:
    return "答え"


@careless.post("/ask")
def careless_asked(request: HttpRequest) -> str:
    return "秘密"


answer_asked.answers = "tax.incomes"  # the mark that foundation.contract_api.answers leaves
urlpatterns = [
    path("answering/", answering.urls),
    path("careless/", careless.urls),
    path("undeclared/", undeclared),
    path("open/", open_page),
    path("any/", any_staff),
    path("person/", person, name="person"),
    path("case/<str:number>/", person, name="case"),
    path("row/<int:pk>/", person, name="row"),
    path("silent/", silent),
    path("ward/<str:ward>/", ward_page),
    path("", include("sasae.foundation.screens.urls")),
    path("", include("sasae.foundation.accounts.urls")),
]
handler403, handler404 = errors.refused, errors.not_found


@pytest.fixture(autouse=True)
def _urls(settings):
    with override_settings(ROOT_URLCONF=__name__):
        yield


def last(event: str) -> HistoryEntry:
    return HistoryEntry.objects.filter(event=event).latest("id")


def test_a_view_without_declaration_is_refused_even_to_staff(signed_in, refusals):
    answer = signed_in("history.view").get("/undeclared/")
    assert answer.status_code == 403
    assert "秘密" not in answer.content.decode()
    assert "'screen.refused'" in refusals()[-1]


def test_an_open_page_needs_no_log_in():
    assert Client().get("/open/").status_code == 200


def test_without_log_in_the_way_leads_to_the_log_in_and_back():
    answer = Client().get("/any/?q=1")
    assert answer.status_code == 302
    assert answer["Location"] == "/sign-in/?next=%2Fany%2F%3Fq%3D1"


def test_a_fragment_asked_for_without_log_in_redirects_the_whole_page():
    answer = Client().get("/any/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/?next=%2Fany%2F")


def test_a_password_alone_is_not_a_log_in(staff):
    client = Client()
    client.force_login(staff("history.view"), backend="sasae.foundation.accounts.backend.StaffBackend")
    assert client.get("/any/").status_code == 302


@pytest.mark.clause("ACC-4")
def test_the_right_opens_the_page_and_its_lack_is_refused_and_journaled(signed_in, refusals):
    assert signed_in("history.view").get("/person/").status_code == 200
    client = signed_in("accounts.view")
    assert client.get("/person/").status_code == 403
    line = refusals()[-1]
    assert all(f"'{word}'" in line for word in (client.staff.login_id, "refused", "history.view", "person"))


@pytest.mark.clause("ACC-6")
def test_whose_data_was_shown_is_one_line_with_every_person_once(signed_in):
    client = signed_in("history.view")
    client.get("/person/")
    shown = last("screen.shown")
    assert shown.persons == [TARO]
    assert (shown.actor_id, shown.purpose, shown.terminal, shown.outcome) == (
        client.staff.login_id, "資格審査", "127.0.0.1", "shown",
    )  # fmt: skip
    assert len(shown.request_id) == 32


@pytest.mark.clause("ACC-6", "ACC-9")
@pytest.mark.parametrize(
    ("page", "before", "told"),
    [
        ("/case/2026-1/", "", {"case": "2026-1"}),
        ("/row/7/", "http://testserver/case/2026-1/", {"case": " 7"}),
        ("/person/", "http://testserver/case/2026-1/?page=2", {"case": "2026-1", "came_from": "case"}),
        ("/person/", "http://testserver/any/", {}),
        ("/person/", "http://elsewhere.example/case/2026-1/", {}),
        ("/person/", "http://testserver/nowhere/", {}),
        ("/person/", "", {}),
    ],
)
def test_a_look_is_journaled_with_its_case_or_the_case_that_led_to_it(signed_in, page, before, told):
    signed_in("history.view").get(page, headers={"Referer": before} if before else {})
    detail = last("screen.shown").detail
    assert {name: detail[name] for name in ("case", "came_from") if name in detail} == told


@pytest.mark.clause("ACC-6", "ACC-9")
@pytest.mark.parametrize(("days", "marked"), [(0, True), (-1, False)])
def test_a_look_at_a_protected_person_is_marked_until_the_last_day(signed_in, staff, settings, days, marked):
    settings.SASAE_PROTECTED_PERSONS = ("accounts_user", "staff_number", "ends_on")  # any table of the kind will do
    client = signed_in("history.view")
    staff(staff_number=TARO, ends_on=clock.today() + timedelta(days=days))
    client.get("/person/")
    assert last("screen.shown").detail.get("protected") == ([TARO] if marked else None)


def test_where_the_service_says_protected_persons_stand_there_is_such_a_table():
    told = getattr(settings, "SASAE_PROTECTED_PERSONS", None)
    if SERVICE_KEEPS_PERSONS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT {1}, {2} FROM {0} WHERE false".format(*told))
    else:
        assert told is None


def test_showing_without_saying_whom_is_a_broken_program(signed_in):
    with pytest.raises(GateError, match="did not say whom"):
        signed_in("history.view").get("/silent/")


def test_showing_without_saying_whom_shows_nothing_in_production(signed_in):
    client = signed_in("history.view")
    client.raise_request_exception = False
    answer = client.get("/silent/")
    assert answer.status_code == 500
    assert "太郎" not in answer.content.decode()


def test_a_user_of_one_ward_does_not_reach_another(signed_in, refusals):
    client = signed_in("history.view", ward="141313")
    assert client.get("/ward/141313/").status_code == 200
    assert client.get("/ward/141321/").status_code == 403
    assert "141321" in refusals()[-1]


def test_the_reason_a_user_gives_stands_in_the_journal(signed_in):
    signed_in("history.view").get("/person/", headers={"Sasae-Reason": "kujo"})
    assert last("screen.shown").detail["reason"] == "kujo"


def test_answers_about_persons_stay_out_of_caches_and_bring_no_inline_script(signed_in):
    answer = signed_in("history.view").get("/person/")
    assert answer["Cache-Control"] == "no-store"
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_missing_page_is_said_in_japanese(signed_in):
    answer = signed_in().get("/nowhere/")
    assert answer.status_code == 404
    assert "ページが見つかりません" in answer.content.decode()


def test_a_contract_s_operation_passes_by_its_own_mark_and_an_unmarked_one_does_not():
    assert Client().post("/answering/ask").json() == "答え"
    answer = Client().post("/careless/ask")
    assert answer.status_code == 403
    assert "秘密" not in answer.content.decode()


@pytest.mark.parametrize(
    ("proxy", "near", "told", "seen"),
    [
        (True, "127.0.0.1", "10.9.9.9, 10.1.1.7", "10.1.1.7"),  # the first the caller may have written
        (True, "::1", "2001:db8::7", "2001:db8::7"),
        (True, "127.0.0.1", "10.1.1.7, nonsense", "127.0.0.1"),
        (True, "127.0.0.1", "", "127.0.0.1"),
        (True, "10.3.3.3", "10.1.1.7", "10.3.3.3"),
        (False, "127.0.0.1", "10.1.1.7", "127.0.0.1"),
    ],
)
def test_the_journal_s_address_is_the_last_that_the_proxy_names(settings, proxy, near, told, seen):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if proxy else None
    asked = [RequestFactory().get(path, REMOTE_ADDR=near, HTTP_X_FORWARDED_FOR=told) for path in ("/", "/contracts/x")]
    assert [address_of(each) for each in asked] == [seen, near]
