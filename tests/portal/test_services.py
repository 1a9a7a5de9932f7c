"""Finding a service by words and by situation, and what its page says before anybody logs in."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from sasae import portal
from sasae.contracts.forms.definitions import in_force
from sasae.portal.services.catalog import life_events, search, services

pytestmark = pytest.mark.django_db
TITLE = "ひとり親家庭等医療証の交付申請"


def found(**query):
    return Client().get("/", query).content.decode()


@pytest.mark.parametrize(
    "words",
    [
        "医療証", "医療費 助成", "医療費　助成", "ひとり親", "ヒトリ親", "ﾋﾄﾘ親", "離婚", "母子", "父子 医療費", "  病院  ", "",
        "養育者", "お父さん",
    ],
)  # fmt: skip
def test_words_find_the_service(words):
    assert "certificate_application" in [service.code for service in search(words)]
    assert TITLE in found(q=words)


@pytest.mark.parametrize("words", ["ごみ", "医療証 ごみ", "<b>", "%", "certificate_application"])
def test_other_words_find_nothing_and_the_page_says_how_to_go_on(words):
    assert search(words) == []
    text = found(q=words)
    assert TITLE not in text
    assert "見つかりませんでした" in text
    assert "<b>" not in text


@pytest.mark.parametrize("event", ["離婚したとき", "配偶者が亡くなったとき", "子育て", "医療費に困ったとき"])
def test_a_situation_leads_to_the_service(event):
    assert event in life_events()
    assert TITLE in found(event=event)
    assert TITLE in found(event=event, q="医療")
    assert TITLE not in found(event=event, q="ごみ")


def test_an_unknown_situation_finds_nothing():
    assert TITLE not in found(event="月へ行ったとき")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("なくした", "certificate_reissue"), ("再発行", "certificate_reissue"), ("引越し", "change_report"),
        ("引っ越し", "change_report"), ("改姓", "change_report"), ("出産", "child_added"), ("里親", "child_removed"),
        ("退職", "insurance_change"), ("口座", "account_change"), ("領収書", "reimbursement_claim"),
        ("はらいもどし", "reimbursement_claim"), ("げんきょうとどけ", "status_report"), ("転出", "eligibility_loss"),
        ("課税証明書", "income_proof"), ("ｹﾞﾝｷｮｳ", "status_report"), ("開示", "disclosure_request"),
    ],
)  # fmt: skip
def test_each_procedure_is_found_by_the_words_people_use(words, code):
    assert code in [service.code for service in search(words)]


def test_every_service_has_a_form_in_force_and_says_the_same_of_individual_numbers():
    for service in services().values():
        definition = in_force(service.code, date(2026, 11, 27))
        assert definition.title == service.title
        assert bool(definition.numbers) == ("個人番号（マイナンバー）は要りません" not in service.individual_number)


def test_every_service_has_its_words_and_at_least_one_situation():
    for service in services().values():
        assert service.life_events
        assert service in search(service.title)
        assert all(service in search(word) for word in service.words)


@pytest.mark.clause("ACQ-5")
def test_the_page_leads_to_the_right_procedure_and_says_who_gives_a_number():
    text = Client().get("/services/certificate_application/").content.decode()
    for words in (
        TITLE,
        "申請する方とお子さんの個人番号（マイナンバー）が必要です。",
        "署名用電子証明書",
        "児童扶養手当証書",
        "条例 第5条",
        "生活保護を受けている方",
        "ログインして申し込む",
    ):
        assert words in text


@pytest.mark.parametrize("address", ["/services/other/", "/apply/other/"])
def test_a_service_that_does_not_exist(address, hanako):
    hanako.log_in()
    assert hanako.client.get(address).status_code == 404
    assert hanako.client.post("/apply/other/start/").status_code == 404


def test_nobody_is_remembered_for_searching():
    client = Client()
    client.get("/", {"q": "離婚"})
    client.get("/services/certificate_application/")
    assert "sasae_portal_resident" not in client.cookies


def test_no_telephone_number_stands_in_a_page_itself():
    pages = list(Path(portal.__path__[0]).rglob("*.html"))
    assert pages
    number = re.compile(r"tel:\d|\d{2,4}-\d{2,4}-\d{4}")
    assert [one.name for one in pages if number.search(one.read_text(encoding="utf-8"))] == []
