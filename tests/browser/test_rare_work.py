"""What a clerk does once in a while: two equal receipts, the year's cap, a new language, envelopes pulled out or kept apart."""

from datetime import date

import office
import pytest
from house import House, wait_for_text
from playwright.sync_api import Page, expect
from test_print_runs import heaps_of, sheets_of

from sasae.deployment.story.cast import applicant
from sasae.deployment.story.play import PAYMENT_DAY

WINTER = date(2026, 12, 10)


def enter_folder(house: House, lines: list[dict[str, str]]) -> Page:
    """The counter's form with these receipts, filled in and not sent yet."""
    page = house.desk("subsidy", "counter1")
    page.goto(f"{house.page('subsidy')}/claims/folders/new/")
    while page.locator("[name$=-recipient_number]").count() < len(lines):
        office.press(page, "行を足す")
        expect(page.locator("[name=lines-3-recipient_number]")).to_be_visible()
    for place, line in enumerate(lines):
        page.locator(f"[name=lines-{place}-reason]").select_option("01")
        for name, value in {"days": "1", **line}.items():
            if name in ("benefits_settled", "twin_why"):
                continue
            page.locator(f"[name=lines-{place}-{name}]").fill(value)
        further = page.locator("details", has=page.locator(f"[name=lines-{place}-twin_why]"))
        further.locator("summary").press("Enter")
        if "benefits_settled" in line:
            page.locator(f"[name=lines-{place}-benefits_settled]").press("Space")
        page.locator(f"[name=lines-{place}-twin_why]").fill(line.get("twin_why", ""))
    return page


def test_two_equal_receipts_are_entered_with_the_reason_and_found_to_be_two_by_another(house: House) -> None:
    number, eyes = office.recipient_number(house, "father"), house.eyes
    receipt = {
        "recipient_number": number,
        "month": "R8.6",
        "provider": "伊東こども医院",
        "total_cost": "4100",
        "insured_self_pay": "1230",
    }
    with office.on_day(house, PAYMENT_DAY):
        page = enter_folder(house, [receipt, receipt])
        office.press(page, "受け付ける")
        expect(page.get_by_role("alert").first).to_contain_text("C-114")
        page.locator("[name=lines-1-part]").select_option("34")
        office.press(page, "受け付ける")
        expect(page.get_by_role("alert").first).to_contain_text("C-128")
        second = page.locator("[name=lines-1-twin_why]")
        second.fill("朝と夕に受診し、領収書が2枚あります")
        eyes.look(page, "claim-twin-entry")
        second.press("Enter")
        expect(page.locator("main")).to_contain_text("受け付けました")
        folder = page.url
        other = house.desk("subsidy", "examiner1")
        other.goto(folder)
        office.press(other, "領収書と一致")
        claim = other.locator("tbody").first.get_by_role("link", name="C2026").nth(1)
        claim.press("Enter")
        eyes.look(other, "claim-twin")
        other.get_by_label("確かめたこと").fill("領収書の番号と時刻が違う")
        other.get_by_label("確かめたこと").press("Enter")
        expect(other.locator("main")).to_contain_text("領収書の番号と時刻が違う")
        eyes.look(other)


def test_a_family_above_the_years_cap_is_held_listed_and_taken_out(house: House) -> None:
    number, eyes = office.recipient_number(house, "twins"), house.eyes
    with office.on_day(house, WINTER):
        page = enter_folder(house, [
            {
                "recipient_number": number, "month": f"R8.{month}", "provider": "湯河原温泉病院", "total_cost": "266700",
                "insured_self_pay": "80010", "benefits_settled": "on",
            }
            for month in (8, 9, 10, 11)
        ])  # fmt: skip
        office.press(page, "受け付ける")
        expect(page.locator("main")).to_contain_text("受け付けました")
        other = house.desk("subsidy", "examiner1")
        other.goto(page.url)
        office.press(other, "領収書と一致")
        office.press(other, "請求書をまとめて決定する")
        expect(other.locator("tbody").first).to_contain_text("審査中")
        other.locator("tbody").first.get_by_role("link", name="C2026").first.click()
        expect(other.locator("main")).to_contain_text("高額療養費の年間上限")
        eyes.look(other, "claim-year-held")
        other.goto(f"{house.page('subsidy')}/claims/years/")
        expect(other.locator("main table")).to_contain_text(applicant("twins").name)
        expect(other.locator("main table")).to_contain_text("4件")
        eyes.look(other, "claim-years")
        with other.expect_download() as waiting:
            other.get_by_role("link", name="CSVで書き出す").click()
        assert applicant("twins").name in waiting.value.path().read_text("utf-8-sig")
        other.get_by_label("診療年月").fill("令和7年7月")
        other.get_by_label("診療年月").press("Enter")
        expect(other.locator("main")).to_contain_text("見込みの家族はありません")
        eyes.look(other)


def test_a_language_certificates_do_not_have_yet_is_begun_from_its_code(house: House) -> None:
    page, eyes = house.desk("subsidy", "payments1"), house.eyes
    page.goto(f"{house.page('subsidy')}/wordings/")
    page.get_by_role("link", name="新しい言語の文を書く").press("Enter")
    page.get_by_label("言語の記号").fill("韓国語")
    page.get_by_label("言語の記号").press("Enter")
    expect(page.get_by_role("alert").first).to_contain_text("WD-121")
    eyes.look(page, "subsidy-language-new")
    page.get_by_label("言語の記号").fill("ko")
    page.get_by_label("言語の記号").press("Enter")
    expect(page.locator("main")).to_contain_text("ko")
    eyes.look(page, "subsidy-language-texts")


def test_letters_of_protected_families_have_a_run_of_their_own_that_others_do_not_see(house: House) -> None:
    office.recipient_number(house, "protected")
    page, eyes, base = house.desk("subsidy", "payments2"), house.eyes, f"{house.page('subsidy')}/print-runs/"
    page.goto(f"{base}new/")
    page.get_by_label("支援措置の対象の人の分だけを作る").press("Space")
    eyes.look(page)
    page.get_by_role("button", name="作成して見本を見る").press("Enter")
    expect(page.get_by_text("支援措置の対象の人の分です")).to_be_visible()
    eyes.look(page, "subsidy-print-run-protected")
    number = page.url.rstrip("/").rpartition("/")[2]
    other = house.desk("subsidy", "examiner1")
    other.goto(page.url)
    expect(other.get_by_role("button", name="見本を確かめて承認する")).to_be_visible()
    counter = house.desk("subsidy", "counter1")
    counter.goto(base)
    expect(counter.locator("main")).not_to_contain_text(number)
    refused = counter.goto(page.url)
    assert refused is not None
    assert refused.status in (403, 404)
    eyes.look(counter, refusal=True)


@pytest.mark.clause("SEC-1")
def test_where_a_protected_family_lives_is_asked_for_by_one_and_permitted_by_another(house: House) -> None:
    office.recipient_number(house, "protected")
    who, eyes, base = applicant("protected"), house.eyes, house.page("subsidy")
    place = f"{base}/people/{who.atena_no}/"
    page, other = house.desk("subsidy", "examiner1"), house.desk("subsidy", "approver1")
    page.goto(place)
    expect(page.locator("main")).not_to_contain_text("メゾン多摩川")
    eyes.look(page, "subsidy-kept-back")
    page.get_by_label("見なければならない理由").fill("避難先に医療証を送るため")
    page.get_by_label("見なければならない理由").press("Enter")
    expect(page.locator("main")).to_contain_text("許可待ち")
    eyes.look(page)
    other.goto(page.url)
    eyes.look(other, "subsidy-showing")
    office.press(other, "許可する")
    expect(other.locator("main")).to_contain_text("許可済")
    other.goto(place)
    expect(other.locator("main")).not_to_contain_text("メゾン多摩川")
    page.reload()
    page.get_by_role("link", name="申請した画面へ").press("Enter")
    expect(page.locator("main")).to_contain_text("メゾン多摩川")
    eyes.look(page)
    page.goto(f"{base}/showings/")
    eyes.look(page, "subsidy-showings")


def test_an_envelope_whose_certificate_became_void_is_pulled_out_before_the_run_is_closed(house: House) -> None:
    for key in ("granted", "father"):
        office.recipient_number(house, key)
    page, eyes = house.desk("subsidy", "counter1"), house.eyes
    issued = reissued(house, page, "granted", "汚損・破損")
    page.goto(f"{house.page('subsidy')}/print-runs/new/")
    page.get_by_role("button", name="作成して見本を見る").press("Enter")
    address = page.url
    other = house.desk("subsidy", "examiner1")
    other.goto(address)
    other.get_by_role("button", name="見本を確かめて承認する").press("Enter")
    wait_for_text(page, address, "封入の確認待ち")
    heaps = heaps_of(sheets_of(page))
    reissued(house, page, "granted", "紛失")
    page.goto(address)
    expect(page.get_by_role("alert").first).to_contain_text(issued)
    [serial] = [
        words.split("：")[0].removeprefix("封筒 ")
        for words in page.get_by_role("alert").locator("li").all_inner_texts()
    ]
    [void] = [heap for heap in heaps if int(heap[0][6:11]) == int(serial)]
    rest = [heap for heap in heaps if heap is not void]
    page.get_by_label("抜き取った封筒の用紙の番号").fill("\n".join(void[:-1]))
    office.press(page, "抜き取りを確かめる")
    expect(page.get_by_role("alert").first).to_contain_text("がありません")
    page.goto(address)
    eyes.look(page, "subsidy-print-run-pull")
    page.get_by_label("抜き取った封筒の用紙の番号").fill("\n".join(void))
    office.press(page, "抜き取りを確かめる")
    expect(page.locator("main")).to_contain_text("封筒 1通を抜き取りました")
    if rest:
        page.get_by_label("用紙の番号").fill("\n\n".join("\n".join(heap) for heap in rest))
        office.press(page, "封筒の中身を確かめる")
    page.get_by_label("印刷機が数えた枚数").fill(str(sum(map(len, heaps))))
    page.get_by_label("印刷機が数えた枚数").press("Enter")
    expect(page.locator("main")).to_contain_text("封入の確認を終えました。")
    eyes.look(page)


def reissued(house: House, page: Page, key: str, reason: str) -> str:
    """Another copy of the applicant's certificate; returns its number."""
    number = office.recipient_number(house, key)
    page.goto(f"{house.page('subsidy')}/certificates/?q={number}&state=1")
    page.locator("main table tbody a").first.click()
    page.get_by_role("link", name="再交付する").press("Enter")
    page.get_by_label("再交付の理由").select_option(reason)
    page.get_by_label("備考").fill("窓口で申出")
    page.get_by_label("備考").press("Enter")
    expect(page.locator("main")).to_contain_text("交付しました")
    return page.url.rstrip("/").rpartition("/")[2]
