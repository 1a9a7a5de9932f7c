"""After a pay day: payees are asked whether the money came, a transfer comes back, a branch closes."""

from collections.abc import Iterator
from datetime import date, timedelta

import office
import pytest
import test_recovery
from house import House
from playwright.sync_api import Page, expect

from sasae.deployment.story.money import PAY_ON


@pytest.fixture
def after_pay_day(house: House) -> Iterator[None]:
    """What follows a pay day happens after it."""
    test_recovery.paid_claim(house, house.desk("subsidy", "counter1"))
    with office.on_day(house, date.fromisoformat(PAY_ON) + timedelta(days=3)):
        yield


@pytest.mark.usefixtures("after_pay_day")
def test_payees_are_asked_whether_the_money_came_by_somebody_without_a_part_in_the_run(house: House) -> None:
    desk, eyes = house.desk("subsidy", "examiner1"), house.eyes
    desk.goto(f"{house.page('subsidy')}/arrivals/")
    eyes.look(desk)
    office.press(desk, "抽選する")
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look(desk)
    desk.locator("select[name=run]").select_option(index=1)
    office.press(desk, "抽選する")
    expect(desk.locator("main")).to_contain_text("着金を確認する人を抽選しました")
    desk.locator("tbody a[href*='/arrivals/']").first.click()
    desk.locator("[name=answer]").select_option(label="届いていない")
    office.press(desk, "記録する")
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look(desk, "arrival-error")
    desk.locator("[name=way]").select_option(index=1)
    desk.locator("[name=note]").fill("通帳に記帳がないとのこと")
    office.press(desk, "記録する")
    expect(desk.locator("main")).to_contain_text("着金の確認を記録しました")
    eyes.look(desk, "arrivals")
    desk.locator("tbody a[href*='/arrivals/']").first.click()
    expect(desk.locator("main")).to_contain_text("お金が届いていません")
    eyes.look(desk, "arrival")


@pytest.mark.usefixtures("after_pay_day")
def test_a_transfer_that_came_back_is_registered_by_one_and_confirmed_by_another(house: House) -> None:
    first, second, eyes = house.desk("subsidy", "payments1"), house.desk("subsidy", "payments2"), house.eyes
    _paid_transfer(house, first)
    transfer = first.url
    eyes.look(first, "return-registering")
    office.press(first, "組戻を登録する")
    expect(first.get_by_role("alert").first).to_be_visible()
    eyes.look(first)
    first.locator("[name=why]").fill("受取人の口座なし（銀行の知らせ 第12号）")
    office.press(first, "組戻を登録する")
    expect(first.locator("main")).to_contain_text("組戻を登録しました")
    expect(first.get_by_role("button", name="銀行の知らせのとおりと確認する")).to_have_count(0)
    eyes.look(first)
    second.goto(f"{house.page('subsidy')}/payments/returns/")
    eyes.look(second)
    second.goto(transfer)
    eyes.look(second, "return-confirming")
    office.press(second, "銀行の知らせのとおりと確認する")
    expect(second.locator("main .lead")).to_contain_text("組戻")
    eyes.look(second)
    second.goto(f"{house.page('subsidy')}/payments/returns/")
    expect(second.locator("tbody")).to_contain_text("確認")
    eyes.look(second, "returns")


def test_a_branch_that_closes_is_registered_and_taken_back(house: House) -> None:
    desk, eyes = house.desk("subsidy", "payments1"), house.eyes
    desk.goto(f"{house.page('subsidy')}/payments/closures/")
    office.press(desk, "登録する")
    expect(desk.get_by_role("alert").first).to_be_visible()
    eyes.look(desk)
    told = {"bank": "0001", "branch": "001", "closed_on": "令和9年1月18日", "source": "銀行の知らせ 第7号"}
    for name, value in told.items():
        desk.locator(f"[name={name}]").fill(value)
    office.press(desk, "登録する")
    expect(desk.locator("main")).to_contain_text("支店の統廃合を登録しました")
    desk.locator("tbody summary").first.click()
    eyes.look(desk, "payment-closures")
    desk.locator("tbody [name=why]").first.fill("日付の誤り")
    office.press(desk, "取り下げる")
    expect(desk.locator("tbody")).to_contain_text("日付の誤り")
    eyes.look(desk)


def _paid_transfer(house: House, desk: Page) -> None:
    """The page of a transfer that arrived, by way of the list of a run's payees."""
    desk.goto(f"{house.page('subsidy')}/payments/")
    desk.locator("tbody tr", has_text="結果取込済").first.get_by_role("link").first.click()
    desk.get_by_role("link", name="支払先の一覧").click()
    desk.locator("tbody tr", has_text="振込済").first.locator("a[href*='/payments/transfers/']").click()
