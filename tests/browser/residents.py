"""What a resident does on the phone: the form step by step, and the card's own page."""

import re

from playwright.sync_api import Page, expect

from sasae.deployment.story.application import PAPER, SIGNING_PIN, USER_PIN, Applicant, ChildOnForm

RELATIONS = {"10": "父", "11": "母", "20": "父・母以外で、お子さんを育てている方"}
PHOTO = {"name": "shikaku.pdf", "mimeType": "application/pdf", "buffer": PAPER}


def log_in(page: Page, who: Applicant) -> None:
    """By the card, from the service's page, and back to the form."""
    page.get_by_role("button", name="ログインして申し込む").click()
    show_card(page, who, USER_PIN)
    back_to_portal(page)


def show_card(page: Page, who: Applicant, pin: str) -> None:
    """Choose the card and type the PIN."""
    page.get_by_label("カード", exact=True).select_option(who.atena_no)
    page.get_by_label(re.compile("^.*暗証番号")).fill(pin)
    page.get_by_role("button", name=re.compile("^(署名する|本人を確かめる)$")).click()


def back_to_portal(page: Page) -> None:
    """The card's page lets go of the visitor only by a button."""
    page.get_by_role("button", name="窓口のページに戻る").click()


def about_oneself(page: Page, who: Applicant) -> None:
    """Step 1; the page is left as it is filled in."""
    page.get_by_label(RELATIONS[who.relation], exact=True).check()
    page.get_by_label("お名前").fill(who.name)
    page.get_by_label("フリガナ").fill(who.kana)
    page.get_by_label("生年月日").fill(who.birth_date)
    page.get_by_label("女" if who.sex == "2" else "男", exact=True).check()
    page.get_by_label("郵便番号").fill(who.postal_code)
    page.wait_for_load_state("networkidle")  # the address comes by itself
    page.get_by_label("住所").fill(who.address)
    page.get_by_label("電話番号").fill(who.telephone)
    _insurance(page, who)


def about_child(page: Page, who: Applicant, child: ChildOnForm, *, another: bool) -> None:
    """Step 2, once a child."""
    page.get_by_label("お子さんのお名前").fill(child.name)
    page.get_by_label("フリガナ").fill(child.kana)
    page.get_by_label("生年月日").fill(child.birth_date)
    page.get_by_label("女" if child.sex == "2" else "男", exact=True).check()
    page.get_by_label("ひとり親となった事情").select_option(who.reason)
    page.get_by_label("そうなった日").fill(who.reason_on)
    page.get_by_role("group", name=re.compile("一緒に住んで")).get_by_label("はい").check()
    _insurance(page, who)
    if another:
        page.get_by_label("続けて、もう一人のお子さんを入れる").check()
    page.get_by_role("button", name="このお子さんを入れる").click()


def _insurance(page: Page, who: Applicant) -> None:
    page.get_by_label("保険者番号").fill(who.insurer_number)
    page.get_by_label("記号").fill("１２")
    page.get_by_label("番号", exact=True).or_(page.locator("#id_number")).first.fill("３４５６")
    page.get_by_label("保険に入った日").fill(who.insured_since)


def about_life(page: Page, who: Applicant) -> None:
    """Step 3."""
    page.get_by_role("group", name=re.compile("夫・妻")).get_by_label("いいえ").check()
    page.get_by_label(re.compile("養育費")).fill(str(who.child_support_yen))
    page.locator("#id_other_scheme").get_by_label("いいえ").check()
    page.locator("#id_receives_child_allowance").get_by_label("はい").check()
    page.locator("#id_consent_to_inquiries").get_by_label("はい").check()
    onward(page)


def about_account(page: Page, who: Applicant) -> None:
    """Step 4, typed in one go: what is looked up when a field is left may come as late as it likes."""
    for name, value in who.account.items():
        put(page, name, value)
    onward(page)


def put(page: Page, name: str, value: str) -> None:
    """Go to the field, then type or choose: an input one is in is not made a list meanwhile."""
    field = page.locator(f"[name={name}]").first
    field.focus()
    if field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)
        field.press("Tab")


def attach(page: Page) -> None:
    """Step 5: one paper."""
    page.locator("#id_kind").select_option("insurance")
    page.locator("#id_file").set_input_files([PHOTO])
    page.get_by_role("button", name="このファイルを添付する").click()
    expect(page.get_by_text("shikaku.pdf")).to_be_visible()


def give_numbers(page: Page, who: Applicant) -> None:
    """Step 6: the individual numbers, and on to the card."""
    numbers = [who.individual_number, *(child.individual_number for child in who.children)]
    for place, number in enumerate(numbers):
        page.locator(f"#id_number_{place}").fill(number)


def sign(page: Page, who: Applicant) -> None:
    """On the card's page."""
    show_card(page, who, SIGNING_PIN)
    back_to_portal(page)


def onward(page: Page) -> None:
    """To the next step, or to this one again with what is wrong: what comes after looks at the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name="次へ進む").click()


def receipt_number(page: Page) -> str:
    """The number on the last page."""
    number = page.locator("#receipt-number").inner_text().strip()
    assert re.fullmatch(r"KW\d{16}", number), number
    return number
