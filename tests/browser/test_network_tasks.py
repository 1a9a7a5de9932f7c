"""The network's operators at work, by keyboard alone: a query from its purpose to the record both bodies keep, the record
put right, a person protected meanwhile, a deletion by two, another version of a body's key, a maintenance."""

import os
import re
import signal
import subprocess
import sys

import psycopg
import pytest
from hands import come_to, fill, go, pick, tab_to, until, until_words
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment import supervisor
from sasae.deployment.story.cast import applicant
from tests.installation import as_superuser

ENDED = ("回答あり", "該当者なし", "拒否", "エラー")


def ask(house: House, consent: str) -> Page:
    """The city asks the other one for the income of somebody who moved in. Returns the page of the query."""
    desk, eyes = house.desk("linkage", "operator1"), house.eyes
    desk.goto(f"{house.page('linkage')}/inquiries/")
    go(desk, "照会する", "目的と根拠")
    until(desk, lambda: "まだ届いていません" not in desk.inner_text("main"), "the core's masters")
    pick(desk, "利用の根拠", "番号法第19条第9号")
    come_to(desk, "利用する事務", "資格審査")
    go(desk, "次へ", "照会の内容")
    fill(desk, "対象者の宛名番号", applicant("newcomer").atena_no.lstrip("0"))
    come_to(desk, "事務手続と特定個人情報", "地方税関係情報")
    fill(desk, "提供者", "みどり野市")
    fill(desk, "対象期間の初日", "令和7年1月1日")
    fill(desk, "対象期間の末日", "令和7年12月31日")
    if not consent:
        go(desk, "照会する", "入力を確かめてください")
        eyes.look(desk)
        assert desk.get_by_label("対象者の宛名番号").input_value() == applicant("newcomer").atena_no.lstrip("0")
        consent = "R8.6.1"
    fill(desk, "本人の同意日", consent)
    go(desk, "照会する", "照会を受け付けました")
    return desk


def test_a_query_is_asked_by_keyboard_alone_and_its_record_is_put_right_on_order(house: House) -> None:
    desk, eyes, page = ask(house, consent=""), house.eyes, house.page("intermediary")
    assert until_words(desk, *ENDED) == "回答あり"
    eyes.look(desk, "inquiry-answered")
    number = re.search(r"処理通番\s+(\S+)", desk.inner_text("main"))
    assert number
    go(desk, "回答を表示する", "この表示は記録されました")
    expect(desk.locator("main")).to_contain_text("給与所得（円）")
    eyes.look(desk, "inquiry-answer")
    operator = house.desk("intermediary", "operator141305")
    for place, picture in (
        ("/inquiries/", ""),
        (f"/inquiries/{number[1]}/", "intermediary-inquiry"),
        ("/records/differences/", "record-differences"),
        ("/codes/", "intermediary-codes"),
    ):
        operator.goto(f"{page}{place}")
        eyes.look(operator, picture)
    operator.goto(f"{page}/records/?number={number[1]}")
    eyes.look(operator, "records")
    go(operator, number[1], "決定に基づいて訂正する")
    eyes.look(operator)
    stale = operator.context.new_page()
    stale.goto(operator.url)
    go(operator, "訂正の記録を書く", "入力を確かめてください")
    fill(operator, "訂正の決定の文書番号", "川こ第55号")
    tab_to(operator, "訂正の記録を書く")
    operator.keyboard.press("Enter")
    expect(operator.locator("#id_order_no")).to_have_value("川こ第55号")
    eyes.look(operator)
    tab_to(operator, "不開示とする")
    operator.keyboard.press("Space")
    fill(operator, "訂正の理由", "本人の申出により確かめた")
    go(operator, "訂正の記録を書く", "訂正の記録を書きました")
    eyes.look(operator, "record-corrected")
    fill(stale, "訂正の決定の文書番号", "川こ第56号")
    fill(stale, "訂正の理由", "もう一つの画面から")
    tab_to(stale, "不開示とする")
    stale.keyboard.press("Space")
    go(stale, "訂正の記録を書く", "すでに訂正されています")
    expect(stale.locator("main")).to_contain_text("もう一つの画面から")  # what was typed is not lost
    stale.close()
    operator.goto(f"{page}/operation/figures/")
    tall = operator.eval_on_selector_all("svg[role=img] rect", "all => all.map((one) => one.height.baseVal.value)")
    assert max(tall) > 0, "the chart is empty"
    eyes.look(operator, "figures")


def test_a_query_about_a_person_protected_by_keyboard_waits_for_staff_who_decide_by_keyboard(house: House) -> None:
    provider, eyes, page = house.desk("intermediary", "operator149993"), house.eyes, house.page("intermediary")
    desk = house.desk("linkage", "operator1")
    if not newest_provision(provider, page):
        until_words(ask(house, consent="R8.6.1"), *ENDED)
    person = newest_provision(provider, page)
    eyes.look(provider)
    provider.goto(f"{page}/protections/")
    go(provider, "登録する", "解除には二人が要ります")
    fill(provider, "統合宛名番号", person)
    come_to(provider, "特定個人情報名", "地方税関係情報")
    pick(provider, "種類", "不開示")
    fill(provider, "末日", "令和8年9月30日")
    eyes.look(provider, "protection-new")
    go(provider, "登録する", "入力を確かめてください")
    assert (
        provider.locator("#id_unified_no").input_value(),
        provider.get_by_label("不開示", exact=True).is_checked(),
    ) == (person, True)
    eyes.look(provider)
    fill(provider, "理由", "支援措置の決定 第12号")
    go(provider, "登録する", "保護中")
    desk = ask(house, consent="R8.6.1")
    until_words(desk, "提供側の確認待ち")
    expect(desk.locator("main")).not_to_contain_text("不開示")
    eyes.look(desk)
    provider.goto(f"{page}/provisions/?state=not_automatic")
    provider.locator("#list tbody a").first.click()
    eyes.look(provider, "provision-deciding")
    pick(provider, "判断", "提供しない")
    go(provider, "判断を登録する", "入力を確かめてください")
    assert provider.get_by_label("提供しない").is_checked()
    eyes.look(provider)
    fill(provider, "理由", "本人に確かめた")
    go(provider, "判断を登録する", "提供しないことにしました")
    eyes.look(provider)
    until_words(desk, "拒否")
    eyes.look(desk)


def newest_provision(provider: Page, page: str, state: str = "") -> str:
    """The unified number of the newest provision of the other city; empty where there is none."""
    provider.goto(f"{page}/provisions/?state={state}")
    rows = provider.locator("#list tbody tr")
    return rows.first.locator("td").nth(2).inner_text().strip() if rows.count() else ""


def test_who_was_given_what_was_wrong_is_looked_up_listed_and_marked_as_told_by_keyboard(house: House) -> None:
    provider, eyes, page = house.desk("intermediary", "operator149993"), house.eyes, house.page("intermediary")
    if not newest_provision(provider, page, "answered"):
        until_words(ask(house, consent="R8.6.1"), "回答あり")
    person = newest_provision(provider, page, "answered")
    provider.goto(f"{page}/corrections/")
    eyes.look(provider)
    go(provider, "知らせる相手を調べる", "渡した先の団体が出ます")
    go(provider, "提供先を調べる", "入力を確かめてください")
    eyes.look(provider)
    fill(provider, "統合宛名番号", person)
    come_to(provider, "特定個人情報名", "地方税関係情報")
    go(provider, "提供先を調べる", "訂正したもの")
    eyes.look(provider, "correction-search")
    go(provider, "知らせる相手の一覧を作る", "入力を確かめてください")
    eyes.look(provider)
    tab_to(provider, "給与所得")
    provider.keyboard.press("Space")
    fill(provider, "訂正の決定の文書番号", "緑税第8号")
    go(provider, "知らせる相手の一覧を作る", "まだ知らせていない相手")
    eyes.look(provider, "correction-to-tell")
    go(provider, "川崎市", "知らせたことを記録する")
    go(provider, "知らせたと記録する", "通知の文書番号を入れてください")
    eyes.look(provider)
    fill(provider, "通知の文書番号", "緑税第9号")
    go(provider, "知らせたと記録する", "知らせたと記録しました")
    expect(provider.locator("main")).to_contain_text("緑税第9号")
    eyes.look(provider, "correction-told")


def test_a_body_s_ids_are_reviewed_and_the_review_signed_by_keyboard(house: House) -> None:
    manager, eyes = house.desk("intermediary", "idmanager1"), house.eyes
    manager.goto(f"{house.page('intermediary')}/users/review/")
    eyes.look(manager, "intermediary-ids")
    go(manager, "点検を終える", "あなたの名で記録します")
    go(manager, "点検を終えたと記録する", "入力を確かめてください")
    eyes.look(manager)
    pick(manager, "結果", "違いはなかった")
    go(manager, "点検を終えたと記録する", "点検を終えたと記録しました")
    eyes.look(manager, "intermediary-ids-signed")


def test_what_was_kept_long_enough_is_listed_by_one_and_deleted_after_anothers_approval_by_keyboard(
    house: House,
) -> None:
    one, two = house.desk("intermediary", "operator141305"), house.desk("intermediary", "operator141305b")
    eyes, page = house.eyes, house.page("intermediary")
    with as_superuser(house.home, "intermediary") as admin:
        old_record(admin)
    one.goto(f"{page}/deletions/")
    eyes.look(one)
    go(one, "抽出する", "抽出しました")
    expect(one.get_by_role("button", name="承認して消去する")).to_have_count(0)
    eyes.look(one)
    two.goto(one.url)
    eyes.look(two, "retention-approving")
    go(two, "承認して消去する", "承認しました")
    until(two, lambda: two.get_by_role("button", name="結果を確かめた").count() > 0, "the end of the deletion")
    eyes.look(two)
    go(one, "取りやめる", "のため、「取りやめ」にできません")  # a page that was open all the while says so
    go(two, "結果を確かめた", "結果を確かめたことを記録しました")
    eyes.look(two)
    two.get_by_role("link", name="消去証明書を開く").press("Enter")
    expect(two.locator("h1")).to_contain_text("消去証明書")
    eyes.look(two, "deletion-certificate")
    two.goto(f"{page}/deletions/holds/")
    go(two, "保全する", "番号を入れてください")
    eyes.look(two, "deletion-holds")
    one.goto(f"{page}/deletions/")
    expect(one.locator("#list")).to_contain_text("高津 澄")
    eyes.look(one, "retention")


def old_record(admin: "psycopg.Connection[object]") -> None:
    """A record whose seven years are over."""
    admin.execute(
        """INSERT INTO body_141305.provision_record (side, processing_no, unified_no, inquirer, provider, affair, procedure,
           information, items, permit_no, requested_at, result, not_disclosed, keep_until)
           VALUES ('照会', '141305201805010000000001', '000000000000001', '141305', '149993', 'JM90000000000001',
           'JT90000000000001', 'TM00000000000002', '{}', 'old', '2018-05-01', 'nobody', false, '2026-03-31')
           ON CONFLICT DO NOTHING"""
    )


def test_another_version_of_a_body_s_key_is_taken_into_use_by_a_second_person_by_keyboard(house: House) -> None:
    desk, eyes = house.desk("intermediary", "operator141305b"), house.eyes
    code = house.code("intermediary", "operator141305")  # the custodian asks the operator for it
    made = manage(house, "body_key", "make", "141305", "--by", "operator141305", "--code", code)
    print_of = re.search(r"指紋: (\S+)", made)
    assert print_of, made
    desk.goto(f"{house.page('intermediary')}/keys/")
    expect(desk.locator("main")).to_contain_text(print_of[1])
    eyes.look(desk, "key-waiting")
    os.kill(supervisor.state(house.home)["key-agent-141305"].pid, signal.SIGHUP)
    until(desk, lambda: "持っていない" not in desk.inner_text("main"), "the agent with the version")
    go(desk, "確認して使い始める", "新しい版を使い始めました")
    until(desk, lambda: "コアシステムの知る鍵が" not in desk.inner_text("main"), "the core with the version")
    eyes.look(desk, "keys")
    tab_to(desk, "すぐに失効させる")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look(desk)


def manage(house: House, *arguments: str) -> str:
    """A command of the body's custodian, who needs no browser."""
    command = [sys.executable, "-m", "sasae.deployment.manage", "intermediary", *arguments]
    done = subprocess.run(command, env=house.home.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.clause("INT-10")
def test_a_maintenance_is_announced_and_ended_by_keyboard_and_every_screen_says_so(house: House) -> None:
    platform, desk = house.desk("intermediary", "platform1"), house.desk("intermediary", "operator141305")
    eyes, page = house.eyes, house.page("intermediary")
    platform.goto(f"{page}/operation/")
    go(platform, "保守を始める", "始めるとすぐに")
    fill(platform, "保守の内容", "版の更新")
    eyes.look(platform, "maintenance-new")
    go(platform, "保守を始める", "入力を確かめてください")
    assert platform.locator("#id_message").input_value() == "版の更新"
    fill(platform, "再開までの見込み（分）", "30")
    eyes.look(platform)
    stale = platform.context.new_page()
    stale.goto(platform.url)
    go(platform, "保守を始める", "保守を始めました")
    eyes.look(platform, "maintenance")
    desk.goto(f"{page}/records/")
    expect(desk.locator("main")).to_contain_text("保守中です")
    fill(stale, "保守の内容", "二人目の保守")
    fill(stale, "再開までの見込み（分）", "10")
    go(stale, "保守を始める", "すでに保守中です")
    stale.close()
    go(platform, "保守を終える", "保守を終えました")
    platform.goto(f"{page}/operation/")
    eyes.look(platform, "operation-status")
