"""What is rarer at intake: nobody was found, a signature is not good, a difference, a file of answers, and the end of keeping."""

import re
from dataclasses import replace

import office
import pytest
from house import House, wait_for_text
from playwright.sync_api import expect

from sasae.deployment.story.application import USER_PIN, apply, use_card
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.visitor import Visitor
from sasae.simulators.town.cast import CAST
from tests.installation import as_superuser
from tests.portal_notices import NOTICES, named
from tests.portal_sending import send, sender


@pytest.mark.clause("APP-3")
def test_for_whom_an_agent_sent_it_is_decided_by_a_clerk_with_a_reason(house: House) -> None:
    mother, agent = applicant("foreign_mother"), applicant("caregiver")
    said = {
        **NOTICES["certificate_reissue"](mother).said, "sender": {"who": "agent"}, "applicant": sender("foreign_mother"),
        "agent": {**named(agent), "relation": "友人"},
    }  # fmt: skip
    number = send(house.page("portal"), "caregiver", "certificate_reissue", said, papers=("proxy",))
    desk, queue = house.desk("intake", "reception1"), f"{house.page('intake')}/matching/?q={number}"
    wait_for_text(desk, queue, number)
    house.eyes.look(desk, "intake-matching")
    desk.get_by_role("link", name=number).click()
    office.press(desk, "申請者を確定する")
    expect(desk.get_by_role("alert").first).to_be_visible()
    house.eyes.look(desk)
    desk.get_by_role("radio", name=re.compile(mother.name)).check()
    desk.get_by_label("確定の理由").fill("委任状と、カナ・生年月日を見比べた")
    house.eyes.look(desk, "intake-identification")
    office.press(desk, "申請者を確定する")
    expect(desk.locator("main")).to_contain_text("特定済（職員）")


@pytest.mark.clause("ACQ-7", "APP-1")
def test_a_signature_that_is_not_good_is_shown_with_its_findings_and_closed_with_a_note(house: House) -> None:
    member = CAST["kenta"]  # moved, and did not renew the card
    number = apply(
        house.page("portal"), replace(applicant("granted"), atena_no=member.atena_no, name=member.name, kana=member.kana)
    )
    desk = house.desk("intake", "reception1")
    wait_for_text(desk, f"{house.page('intake')}/downloads/?q={number}", number)
    house.eyes.look(desk, "intake-downloads")
    desk.goto(f"{house.page('intake')}/downloads/quarantine/{number}/")
    expect(desk.locator("main")).to_contain_text("J-301")
    house.eyes.look(desk, "intake-quarantine")
    office.press(desk, "確認済にする")
    expect(desk.get_by_role("alert").first).to_contain_text("確認した内容と対応")
    desk.get_by_label("確認した内容と対応").fill("電話で、署名用電子証明書の更新をお願いした。")
    office.press(desk, "確認済にする")
    expect(desk.locator("main")).to_contain_text("署名用電子証明書の更新をお願いした")
    house.eyes.look(desk)


@pytest.mark.clause("APP-4")
def test_a_case_is_assigned_its_checklist_ticked_and_compared_with_the_register(house: House) -> None:
    number, desk = office.arrived(house, "disabled_child"), house.desk("intake", "reception1")
    desk.goto(f"{house.page('intake')}/examination/{number}/")
    house.eyes.look(desk, "intake-case")
    desk.get_by_label("担当者").select_option(label="多摩 望")
    office.press(desk, "担当者を変更する")
    expect(desk.locator("main")).to_contain_text("多摩 望")
    first = desk.get_by_role("group", name="確かめたこと").get_by_role("checkbox").first
    first.check()
    office.press(desk, "点検表を記録する")
    expect(first).to_be_checked()
    expect(desk.get_by_role("group", name="確かめたこと")).to_contain_text("多摩 望")
    desk.get_by_role("link", name="申請と住民登録を並べて見る").click()
    house.eyes.look(desk, "intake-register")
    desk.goto(f"{house.page('intake')}/examination/")
    house.eyes.look(desk, "intake-progress")


@pytest.mark.clause("ACQ-8")
def test_a_file_of_answers_that_is_wrong_is_refused_whole_with_its_lines(house: House) -> None:
    desk = house.desk("intake", "reception2")
    desk.goto(f"{house.page('intake')}/handover/answers/")
    file = {"name": "answers.csv", "mimeType": "text/csv", "buffer": '"受付番号"\r\n"KW2026061500000001"\r\n'.encode()}
    desk.locator("#id_file").set_input_files([file])
    office.press(desk, "取り込む")
    expect(desk.get_by_role("alert").first).to_be_visible()
    house.eyes.look(desk, "intake-answers")
    desk.goto(f"{house.page('intake')}/handover/")
    house.eyes.look(desk, "intake-handover")
    desk.goto(f"{house.page('intake')}/handover/differences/")
    house.eyes.look(desk, "intake-differences")


@pytest.mark.clause("RET-2")
def test_what_is_past_its_period_is_listed_approved_by_another_deleted_and_certified(house: House) -> None:
    begun = Visitor(house.page("portal"))
    begun.open("/services/certificate_reissue/")
    begun.press("ログインして申し込む")
    use_card(begun, applicant("partner").atena_no, USER_PIN)
    begun.press("次へ進む", {"who": "self"})
    begun.close()
    with as_superuser(house.home, "portal") as database:  # as if it had lain there for more than a year
        told = database.execute("UPDATE portal_submissions_draft SET changed_at = changed_at - interval '400 days'")
    assert told.rowcount
    carrier, custodian = house.desk("portal", "carrier1"), house.desk("portal", "custodian1")
    carrier.goto(f"{house.page('portal')}/municipality/retention/")
    carrier.get_by_role("button", name=re.compile("期限の切れたものを抽出する")).click()
    wait_for_text(carrier, carrier.url, "対象")
    house.eyes.look(carrier, "retention-run")
    custodian.goto(carrier.url)
    office.press(custodian, "承認して消去する")
    wait_for_text(custodian, carrier.url, "結果を確かめた")
    office.press(custodian, "結果を確かめた")
    custodian.get_by_role("link", name="消去証明書を開く").click()
    expect(custodian.locator("main")).to_contain_text("個人を特定できることは書かれていません")
    house.eyes.look(custodian, "retention-certificate")
