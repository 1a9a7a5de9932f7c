"""The form, page by page: what is asked, what is refused and in which words, and that nothing typed gets lost."""

import re

import pytest
from django.db import connection
from django.test import Client

from sasae.portal.submissions import drafts
from sasae.portal.submissions.models import Draft, Submission
from tests.portal.residents import ACCOUNT, APPLICANT, CHILD, NUMBERS, SITUATION, Resident, summary

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def filling(hanako):
    """A resident at the first page."""
    return hanako.begin()


def kept(person):
    return drafts.read(Draft.objects.get(id=person.draft))


def shown_values(response):
    """What stands in the inputs of a page."""
    text = response.content.decode()
    return dict(re.findall(r'<input[^>]*\bname="(\w+)"[^>]*\bvalue="([^"]*)"', text))


def test_one_page_leads_to_the_next(filling):
    assert filling.page("applicant").status_code == 200
    assert filling.fill("applicant", APPLICANT)["Location"].endswith("/children/")
    assert filling.fill("children", CHILD)["Location"].endswith("/situation/")
    assert filling.fill("situation", SITUATION)["Location"].endswith("/account/")
    assert filling.fill("account", ACCOUNT)["Location"].endswith("/attachments/")
    assert filling.fill("attachments", {"done": "1"})["Location"].endswith("/review/")
    assert filling.page("review").status_code == 200


def test_a_page_says_where_one_is(filling):
    text = filling.page("situation").content.decode()
    assert 'aria-current="step">暮らし<' in text
    assert "（3 / 6）" in text
    assert "ひとり親家庭等医療証の交付申請" in text


def test_what_people_type_is_forgiven_and_kept_in_one_shape(filling):
    filling.fill("applicant", {**APPLICANT, "postal_code": "２１０－０００４", "name_kana": "ｶﾜｻｷ  はなこ"})
    applicant = kept(filling)["applicant"]
    assert applicant["name_kana"] == "カワサキ ハナコ"
    assert applicant["postal_code"] == "2100004"
    assert applicant["telephone"] == "0442000000"
    assert applicant["birth_date"] == "1990-04-01"


APPLICANT_FAULTS = [
    ({"name": ""}, "name", "お名前を入れてください。"),
    ({"relation": ""}, "relation", "お子さんから見た関係を選んでください。"),
    ({"relation": "99"}, "relation", "正しく選択"),
    ({"name_kana": "川崎"}, "name_kana", "フリガナはカタカナで入れてください。"),
    ({"birth_date": "令和7年2月29日"}, "birth_date", "ない日付です"),
    ({"birth_date": "平成32年4月1日"}, "birth_date", "令和2年4月1日ではありませんか"),
    ({"postal_code": "0000000"}, "postal_code", "この郵便番号は見つかりません。"),
    ({"postal_code": "210"}, "postal_code", "7けたの数字を確かめてください。"),
    ({"telephone": "2000000"}, "telephone", "電話番号は0から始まる10けたか11けたです。"),
    ({"telephone": "044-200-000"}, "telephone", "電話番号は0から始まる10けたか11けたです。"),
    ({"insurer_number": "139997"}, "insurer_number", "保険者番号が正しくないようです。"),
    ({"insurer_number": "1234566"}, "insurer_number", "保険者番号は6けたか8けたです。"),
    ({"number": ""}, "number", "番号を入れてください。"),
    ({"address": "川崎市😀"}, "address", "「😀」は印刷できない文字です。"),
    ({"name": "川崎　\x07花子"}, "name", "印刷できない文字です。"),
]


@pytest.mark.parametrize(("wrong", "field", "words"), APPLICANT_FAULTS, ids=lambda value: str(value)[:30])
def test_a_fault_is_said_in_japanese_and_leads_to_its_field(filling, wrong, field, words):
    response = filling.fill("applicant", {**APPLICANT, **wrong})
    assert response.status_code == 200
    lines = summary(response)
    assert [place for place, _ in lines if place.startswith(f"id_{field}")]
    assert any(words in line for _, line in lines)
    assert "<title>入力の誤り：" in response.content.decode()
    assert "applicant" not in kept(filling)


@pytest.mark.parametrize(
    ("step", "values", "field", "words"),
    [
        ("applicant", {**APPLICANT, "birth_date": "0199-05-05"}, "birth_date", "明治より前の日です"),
        ("children", {**CHILD, "birth_date": "1868-01-24"}, "birth_date", "明治より前の日です"),
        ("situation", {**SITUATION, "child_support_yen": "1" * 5000}, "child_support_yen", "金額を数字で"),
    ],
    ids=["a year typed wrong", "the day before", "a number without end"],
)
def test_what_no_page_could_show_again_is_not_kept(filling, step, values, field, words):
    assert any(field in place and words in said for place, said in summary(filling.fill(step, values)))
    assert filling.page(step).status_code == 200


def test_all_faults_are_said_at_once_and_what_was_typed_stays(filling):
    response = filling.fill("applicant", {"name": "川崎　花子", "telephone": "12", "birth_date": "あした"})
    said = {place for place, _ in summary(response)}
    assert said >= {"id_name_kana", "id_telephone", "id_birth_date", "id_address", "id_insurer_number"}
    assert "id_name" not in said
    values = shown_values(response)
    assert (values["name"], values["telephone"], values["birth_date"]) == ("川崎　花子", "12", "あした")


@pytest.mark.parametrize(
    "name", ["髙﨑　美咲", "𠮷田　花", "葛󠄁城　花", "辻󠄂　花", "ジョン　SMITH", "川崎  花子"], ids=ascii
)
def test_names_stay_as_they_were_typed(filling, name):
    filling.fill("applicant", {**APPLICANT, "name": name})
    assert kept(filling)["applicant"]["name"] == name


def test_going_back_nothing_is_lost(filling):
    filling.fill_all()
    values = shown_values(filling.page("applicant"))
    assert values["name"] == "川崎　花子"
    assert values["birth_date"] == "1990-04-01"
    assert values["telephone"] == "0442000000"
    assert shown_values(filling.page("account"))["holder_kana"] == "ｶﾜｻｷ ﾊﾅｺ"
    assert shown_values(filling.page("situation"))["child_support_yen"] == "240000"
    text = filling.page("situation").content.decode()
    assert re.search(r'name="receives_child_allowance"[^>]*value="yes"[^>]*checked', text)
    assert f'href="/apply/{filling.draft}/children/"' in text  # 前に戻る


def test_going_back_and_on_again_changes_nothing(filling):
    filling.fill_all()
    before = kept(filling)
    filling.fill("situation", SITUATION)
    filling.fill("applicant", APPLICANT)
    assert kept(filling) == before


def test_a_draft_is_there_again_another_day_on_another_machine(filling):
    filling.fill("applicant", APPLICANT)
    filling.client.post("/sign-out/")
    again = Resident(filling.card).begin()
    assert again.draft == filling.draft
    assert shown_values(again.page("applicant"))["name"] == "川崎　花子"
    assert "続きを入れる" in again.client.get("/inbox/").content.decode()


def test_without_log_in_there_is_no_page(filling):
    stranger = Client()
    for step in ("applicant", "children", "situation", "account", "attachments", "review"):
        response = stranger.get(f"/apply/{filling.draft}/{step}/")
        assert response.status_code == 302
        assert "/sign-in/" in response["Location"]


@pytest.mark.parametrize("step", ["applicant", "children", "situation", "account", "attachments", "review"])
def test_another_residents_draft_does_not_exist(filling, resident, step):
    filling.fill_all()
    other = resident("高津　次子")
    other.log_in()
    other.draft = filling.draft
    assert other.page(step).status_code == 404
    assert other.fill(step, SITUATION).status_code == 404
    assert other.client.post(f"/apply/{filling.draft}/children/0/remove/").status_code == 404
    assert len(kept(filling)["children"]) == 1


def test_children_are_entered_one_after_another(filling):
    filling.fill("applicant", APPLICANT)
    assert filling.fill("children", {**CHILD, "another": "on"})["Location"].endswith("/children/")
    page = filling.page("children")
    assert "平成27年5月5日 生まれ" in page.content.decode()
    assert shown_values(page)["symbol"] == "川12"  # brothers and sisters share their insurance
    assert "name" not in shown_values(page)
    filling.fill("children", {**CHILD, "name": "川崎　二子", "sex": "2"})
    assert [child["name"] for child in kept(filling)["children"]] == ["川崎　一郎", "川崎　二子"]


def test_a_child_can_be_taken_off_again(filling):
    filling.fill_all(children=3)
    filling.client.post(f"/apply/{filling.draft}/children/1/remove/")
    assert [child["name"] for child in kept(filling)["children"]] == ["川崎　一郎", "川崎　三郎"]
    filling.client.post(f"/apply/{filling.draft}/children/7/remove/")
    assert len(kept(filling)["children"]) == 2
    assert filling.fill("children", {"done": "1"})["Location"].endswith("/situation/")


def test_without_a_child_it_does_not_go_on(filling):
    filling.fill("applicant", APPLICANT)
    response = filling.fill("children", {"done": "1"})
    assert response.status_code == 200
    assert ("id_name", "お子さんのお名前を入れてください。") in summary(response)
    filling.fill("situation", SITUATION)
    assert filling.page("review")["Location"].endswith("/children/")


@pytest.mark.parametrize("money", ["", "たくさん", "100000001", "12.5", "千円"])
def test_money_is_a_whole_number_of_yen(filling, money):
    response = filling.fill("situation", {**SITUATION, "child_support_yen": money})
    assert [place for place, _ in summary(response)] == ["id_child_support_yen"]


@pytest.mark.parametrize(("money", "yen"), [("0", 0), ("１２００００", 120000), ("100000000", 100_000_000)])
def test_money_is_kept_in_yen(filling, money, yen):
    filling.fill("situation", {**SITUATION, "child_support_yen": money})
    assert kept(filling)["situation"]["child_support_yen"] == yen


def test_the_account_may_be_left_for_later(filling):
    filling.fill_all(account=False)
    assert kept(filling)["account"] == {}
    assert "あとで届け出る" in filling.page("review").content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"bank": "9999"}, "bank", "この銀行コードはありません。"),
        ({"branch": "000"}, "branch", "この支店コードはありません。"),
        ({"branch": ""}, "branch", "口座をあとで届け出るときは、すべて空けてください。"),
        ({"number": "12345678"}, "number", "7けたまで"),
        ({"number": "12ab"}, "number", "7けたまでの数字"),
        ({"number": "１２三"}, "number", "7けたまでの数字"),
        ({"holder_kana": "川崎花子"}, "holder_kana", "漢字「川」は使えません。"),
        ({"holder_kana": "ヲノ"}, "holder_kana", "「ヲ」は受取人名に使えません。"),
        ({"holder_kana": "ガ" * 16}, "holder_kana", "半角30文字まで"),
        ({"holder_kana": "ﾞカワサキ"}, "holder_kana", "前のカナがありません"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_account_that_no_transfer_reaches_is_refused(filling, wrong, field, words):
    response = filling.fill("account", {**ACCOUNT, **wrong})
    assert [place for place, _ in summary(response)] == [f"id_{field}"]
    assert words in summary(response)[0][1]
    assert "account" not in kept(filling)


def test_an_account_is_kept_as_the_transfer_file_takes_it(filling):
    filling.fill("account", {**ACCOUNT, "holder_kana": "ガ" * 15, "number": "１２３"})
    assert kept(filling)["account"]["holder_kana"] == "ｶﾞ" * 15
    assert kept(filling)["account"]["number"] == "0000123"


def test_the_last_page_shows_everything_once_more(filling):
    text = filling.fill_all().page("review").content.decode()
    for words in (
        "川崎　花子",
        "カワサキ ハナコ",
        "母",
        "神奈川県川崎市川崎区宮本町１",
        "川崎　一郎",
        "父母が離婚した",
        "240,000円",
        "みずほ",
    ):
        assert words in text
    assert "あなたの個人番号（マイナンバー）" in text
    assert "川崎　一郎 さんの個人番号（マイナンバー）" in text


@pytest.mark.parametrize(
    ("numbers", "place", "words"),
    [
        (["", NUMBERS[1]], "id_number_0", "個人番号（マイナンバー）を入れてください。"),
        (["123456789012", NUMBERS[1]], "id_number_0", "個人番号が正しくないようです。"),
        ([NUMBERS[0], "12345678901"], "id_number_1", "個人番号が正しくないようです。"),
        ([NUMBERS[0], "abcdefghijkl"], "id_number_1", "個人番号が正しくないようです。"),
        ([NUMBERS[0], NUMBERS[0]], "id_number_1", "ほかの方と同じ個人番号です。"),
    ],
    ids=str,
)
def test_a_wrong_individual_number_goes_no_further(filling, numbers, place, words):
    response = filling.fill_all().review(*numbers)
    assert [line for line in summary(response) if line[0] == place and words in line[1]]
    assert not Submission.objects.exists()


def test_an_unfinished_draft_is_sent_back_to_what_is_missing(filling):
    assert filling.page("review")["Location"].endswith("/applicant/")
    filling.fill("applicant", APPLICANT)
    assert filling.page("review")["Location"].endswith("/children/")
    filling.fill("children", CHILD)
    assert filling.review()["Location"].endswith("/situation/")


def test_a_draft_lies_encrypted_in_the_database(filling):
    filling.fill_all()
    filling.review("123456789012", NUMBERS[1])  # refused: the numbers are not kept for the next try
    with connection.cursor() as cursor:
        cursor.execute("SELECT data_cipher FROM portal_submissions_draft")
        [(cipher,)] = cursor.fetchall()
    for text in ("川崎", "花子", "0442000000", "宮本町", "applicant", "ｶﾜｻｷ"):
        assert text.encode() not in bytes(cipher)
    assert NUMBERS[1] not in str(kept(filling))


def test_pages_with_what_was_typed_are_kept_by_no_cache(filling):
    for step in ("applicant", "review"):
        assert "no-store" in filling.fill_all().page(step)["Cache-Control"]
