"""Step 1 of the story on a phone: find the service, log in by card, fill in, attach, sign, get the number."""

import re
from dataclasses import replace

import residents
from house import House, wait_for_text
from playwright.sync_api import Page, Route, expect

from sasae.deployment.story.application import USER_PIN, Applicant
from sasae.deployment.story.cast import applicant
from sasae.simulators.town.cast import CAST, Member


def test_a_resident_applies_on_a_phone_and_one_wrong_entry_loses_nothing(house: House) -> None:
    who, eyes = applicant("granted"), house.eyes
    page = house.context(phone=True).new_page()

    page.goto(house.page("portal"))
    eyes.look(page, "portal-search", resident=True)
    page.get_by_role("textbox", name="ことば").fill("ひとり親")
    page.get_by_role("button", name="探す").click()
    eyes.look(page, resident=True)
    page.get_by_role("link", name=re.compile("医療証")).first.click()
    eyes.look(page, "portal-service", resident=True)

    page.get_by_role("button", name="ログインして申し込む").click()
    eyes.look(page, "card-sign-in", resident=True)
    residents.show_card(page, who, USER_PIN)
    eyes.look(page, resident=True)
    residents.back_to_portal(page)

    eyes.look(page, "portal-form-applicant", resident=True)
    _one_wrong_entry(house, page)

    first, second = who.children
    eyes.look(page, "portal-form-child", resident=True)
    residents.about_child(page, who, first, another=True)
    expect(page.get_by_text(first.name).first).to_be_visible()
    eyes.look(page, resident=True)
    residents.about_child(page, who, second, another=False)
    eyes.look(page, "portal-form-situation", resident=True)
    residents.about_life(page, who)
    eyes.look(page, "portal-form-account", resident=True)
    _bank_and_branch_at_once(page, who)
    residents.about_account(page, who)
    _attaching(house, page)

    eyes.look(page, "portal-review", resident=True)
    for written in (who.name, first.name, second.name, "全角" and who.address):
        expect(page.locator("main")).to_contain_text(written)
    residents.give_numbers(page, who)
    page.get_by_role("button", name="署名に進む").click()
    _signing(house, page)

    house.numbers["granted"] = residents.receipt_number(page)
    eyes.look(page, "portal-receipt", resident=True)
    page.get_by_role("link", name="わたしの申請").first.click()
    expect(page.locator("main")).to_contain_text(house.numbers["granted"])
    eyes.look(page, "portal-inbox", resident=True)
    page.get_by_role("button", name="ログアウト").click()
    eyes.look(page, resident=True)
    page.context.close()


def _one_wrong_entry(house: House, page: Page) -> None:
    """The summary takes the focus and leads to the field; what was typed is still there."""
    who = applicant("granted")
    residents.about_oneself(page, who)
    page.get_by_label("電話番号").fill("1234")
    residents.onward(page)
    summary = page.get_by_role("alert").filter(has=page.get_by_role("heading"))
    expect(summary).to_be_focused()
    house.eyes.look(page, "portal-form-error", resident=True)
    assert page.title().startswith("入力の誤り")
    assert page.get_by_label("お名前").input_value() == who.name
    assert page.get_by_label("住所").input_value() == who.address
    assert page.get_by_label("電話番号").input_value() == "1234"
    summary.get_by_role("link", name=re.compile("電話番号")).click()
    expect(page.get_by_label("電話番号")).to_be_focused()
    expect(page.get_by_label("電話番号")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("電話番号").fill(who.telephone)
    residents.onward(page)


def _bank_and_branch_at_once(page: Page, who: Applicant) -> None:
    """The bank's answer comes when the branch stands there already; it is looked up then, and nothing is taken away."""
    held: list[Route] = []
    page.route("**/account/", lambda route: route.continue_() if held else held.append(route))
    with page.expect_request("**/account/"):
        residents.put(page, "bank", who.account["bank"])
    residents.put(page, "branch", who.account["branch"])
    expect(page.locator("input[name=branch]")).to_have_value(who.account["branch"])
    held[0].continue_()
    for name in ("bank", "branch"):
        expect(page.locator(f"select[name={name}]")).to_have_value(who.account[name])
    expect(page.locator("#looked")).to_have_text("銀行と支店が見つかりました。")
    page.unroute("**/account/")


def _attaching(house: House, page: Page) -> None:
    """A file that is none of the accepted kinds is refused with a reason, then the right one is taken."""
    page.locator("#id_kind").select_option("insurance")
    page.locator("#id_file").set_input_files([{"name": "a.exe", "mimeType": "application/x-dosexec", "buffer": b"MZ"}])
    page.get_by_role("button", name="このファイルを添付する").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    house.eyes.look(page, resident=True)
    residents.attach(page)
    house.eyes.look(page, "portal-form-attachments", resident=True)
    residents.onward(page)


def _signing(house: House, page: Page) -> None:
    """A wrong PIN is told and can be typed again; the right one leads back."""
    who = applicant("granted")
    house.eyes.look(page, resident=True)
    residents.show_card(page, who, "Wrong123")
    expect(page.get_by_role("alert")).to_contain_text("暗証番号")
    house.eyes.look(page, "card-wrong-pin", resident=True)
    residents.sign(page, who)


def test_without_javascript_a_resident_signs_and_gets_the_number(house: House) -> None:
    who = applicant("father")
    page = house.context(phone=True, scripts=False).new_page()
    page.goto(f"{house.page('portal')}/services/certificate_application/")
    residents.log_in(page, who)
    residents.about_oneself(page, who)
    residents.onward(page)
    for place, child in enumerate(who.children, start=1):
        residents.about_child(page, who, child, another=place < len(who.children))
    residents.about_life(page, who)
    residents.about_account(page, who)
    residents.attach(page)
    residents.onward(page)
    residents.give_numbers(page, who)
    page.get_by_role("button", name="署名に進む").click()
    residents.show_card(page, who, "Wrong123")
    expect(page.get_by_role("alert")).to_contain_text("暗証番号")
    residents.sign(page, who)
    house.numbers["father"] = residents.receipt_number(page)
    page.context.close()


def test_who_turns_back_on_the_card_page_finds_the_form_as_it_was(house: House) -> None:
    page = house.context(phone=True).new_page()
    page.goto(f"{house.page('portal')}/services/certificate_application/")
    page.get_by_role("button", name="ログインして申し込む").click()
    page.get_by_role("button", name="やめて戻る").click()
    expect(page.locator("main")).to_contain_text("中止されました")
    house.eyes.look(page, "portal-signing-cancelled", resident=True)
    page.context.close()


def test_a_brother_signs_beside_her_before_she_sends_and_his_consent_is_his_own(house: House) -> None:
    who, brother = applicant("unknown_income"), CAST["koji"]
    page = house.context(phone=True).new_page()
    page.goto(f"{house.page('portal')}/services/certificate_application/")
    residents.log_in(page, who)
    residents.about_oneself(page, who)
    residents.onward(page)
    residents.about_child(page, who, who.children[0], another=False)
    page.locator("#id_adults_at_home").get_by_label("はい").check()
    residents.about_life(page, who)
    _about_brother(house, page, brother)
    residents.about_account(page, who)
    residents.attach(page)
    residents.onward(page)
    residents.give_numbers(page, who)
    page.get_by_role("button", name="署名する人の画面に進む").click()
    house.eyes.look(page, "portal-signers", resident=True)
    page.get_by_role("button", name=f"{brother.name} さんが署名する").click()
    house.eyes.look(page, resident=True)
    residents.sign(page, who)  # with her own card in his place
    expect(page.locator("main")).to_contain_text("申請に書いた家族と違います")
    house.eyes.look(page, "portal-signers-refused", resident=True)
    page.get_by_role("link", name="署名する人の画面に戻る").click()
    page.get_by_role("button", name=f"{brother.name} さんが署名する").click()
    residents.sign(page, replace(who, atena_no=brother.atena_no))
    expect(page.locator("main")).to_contain_text("署名しました")
    house.eyes.look(page, "portal-signers-signed", resident=True)
    page.get_by_role("button", name="あなたの署名に進む").click()
    residents.sign(page, who)
    house.numbers["unknown_income"] = number = residents.receipt_number(page)
    page.context.close()
    _consent_of(house, number, brother)


def _about_brother(house: House, page: Page, brother: Member) -> None:
    page.get_by_label("家族のお名前").fill(brother.name)
    page.get_by_label("あなたとの関係").fill("兄")
    page.get_by_label("生年月日").fill(brother.birth.isoformat())
    house.eyes.look(page, "portal-form-family", resident=True)
    page.get_by_role("button", name="この家族を入れる").click()


def _consent_of(house: House, number: str, brother: Member) -> None:
    """The application staff see the signature by itself; the office, whose consent it is and where it comes from."""
    office = house.desk("subsidy", "counter1")
    wait_for_text(office, f"{house.page('subsidy')}/applications/?q={number}", number)
    office.goto(f"{house.page('subsidy')}/applications/{number}/")
    for said in ("家族の同意", "連名の電子署名", brother.atena_no):
        expect(office.locator("main")).to_contain_text(said)
    house.eyes.look(office, "subsidy-consents")
    staff = house.desk("intake", "reception1")
    staff.goto(f"{house.page('intake')}/applications/{number}/")
    expect(staff.get_by_role("region", name="連名の署名")).to_contain_text("有効")
    house.eyes.look(staff, "intake-cosigners")
