"""Every form of the portal besides the application itself, page after page to its receipt number, on a phone and at a desk."""

import pytest
import residents
from house import DESK, PHONE, House
from playwright.sync_api import Page, expect

from sasae.contracts.forms.definitions import Definition, Step, procedures, versions
from sasae.deployment.story.application import SIGNING_PIN, Applicant
from sasae.deployment.story.cast import applicant
from tests.portal_notices import NOTICES, Notice
from tests.portal_sending import DOCUMENT, PICTURE, sender

WHO = "caregiver"
MOST_PAGES = 20
SEEN: set[str] = set()  # one's own name and address are asked for in the same words everywhere


def test_no_form_is_left_out() -> None:
    assert {*NOTICES, "certificate_application"} == set(procedures())


@pytest.mark.parametrize("procedure", NOTICES)
def test_a_resident_sends(house: House, procedure: str) -> None:
    who, page = applicant(WHO), house.context(phone=True).new_page()
    page.goto(f"{house.page('portal')}/services/{procedure}/")
    looked(house, page)
    residents.log_in(page, who)
    definition, notice = next(reversed(versions(procedure).values())), NOTICES[procedure](who)
    for _ in range(MOST_PAGES):
        page.wait_for_load_state("networkidle")
        if page.locator("#receipt-number").count():
            break
        go_on(house, page, definition, notice, who)
    residents.receipt_number(page)
    looked(house, page)
    page.context.close()


def looked(house: House, page: Page) -> None:
    """At both sizes."""
    house.eyes.look(page, resident=True)
    page.set_viewport_size(DESK)
    house.eyes.look(page)
    page.set_viewport_size(PHONE)


def go_on(house: House, page: Page, definition: Definition, notice: Notice, who: Applicant) -> None:
    """Whatever the page asks for next."""
    name = page.url.rstrip("/").rpartition("/")[2]
    steps = {one.name: one for one in definition.steps}
    if name != "applicant" or name not in SEEN:
        looked(house, page)
    SEEN.add(name)
    if name in steps:
        answer(page, steps[name], {"applicant": sender(WHO), **notice.said}.get(name, {}))
    elif name == "attachments":
        for kind in notice.papers:
            attach(page, kind)
        residents.onward(page)
    elif name == "review":
        for place, number in enumerate(notice.numbers):
            page.locator(f"#id_number_{place}").fill(number)
        page.get_by_role("button", name="署名に進む").or_(page.get_by_role("button", name="送る", exact=True)).click()
    elif page.get_by_role("button", name="署名する").count():
        residents.show_card(page, who, SIGNING_PIN)
        residents.back_to_portal(page)
    else:
        page.locator("[name=who][value=self]").check()
        residents.onward(page)


def answer(page: Page, step: Step, told: object) -> None:
    """One page of questions; one that is asked again and again is answered once."""
    one = told[0] if isinstance(told, list) else told
    assert isinstance(one, dict)
    for name, value in one.items():
        put(page, name, value)
    page.get_by_role("button", name=step.many.add if step.many else "次へ進む").click()
    if step.many:
        page.wait_for_load_state("networkidle")


def put(page: Page, name: str, value: str) -> None:
    """Type or choose, as the question wants it."""
    field = page.locator(f"main [name={name}]").first
    if field.get_attribute("type") == "radio":
        page.locator(f"main [name={name}][value='{value}']").check()
    else:
        residents.put(page, name, value)
        page.wait_for_load_state("networkidle")  # an address, a bank or a branch comes by itself


def attach(page: Page, kind: str) -> None:
    """One paper."""
    name, content, media_type = PICTURE if kind == "receipt" else DOCUMENT
    page.locator("#id_kind").select_option(kind)
    page.locator("#id_file").set_input_files([{"name": name, "mimeType": media_type, "buffer": content}])
    page.get_by_role("button", name="このファイルを添付する").click()
    expect(page.get_by_text(name).first).to_be_visible()
