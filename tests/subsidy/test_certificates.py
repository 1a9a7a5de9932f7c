"""Certificates and refusals: printed once, kept as printed, shown to who may see them."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing import unprintable
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.applications.models import Application
from sasae.subsidy.certificates.actions import certificate_data
from sasae.subsidy.certificates.models import Certificate, Refusal
from sasae.subsidy.entitlements import actions
from sasae.subsidy.entitlements.models import Entitlement, Examination, ExaminationState, Recipient
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, HOME, MIO, MISAKI, RECEIPT, REN, Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def words_of(document_id: str) -> str:
    """What a paper says, without spaces."""
    content = bytes(PrintedDocument.objects.get(pk=document_id).content)
    return "".join("".join(by_unicode_tables(content)).split())


def decided(examination: Examination) -> Examination:
    """Put forward by one, approved by another."""
    actions.request_approval(examination.pk, by=COUNTER)
    return actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())


@pytest.fixture
def refused(received: Application, examine: Callable[..., Any], linkage: Linkage) -> Refusal:
    """Misaki's application, refused for her income."""
    linkage.incomes[MISAKI] = 9_000_000
    decided(examine(received))
    return Refusal.objects.get()


@pytest.mark.clause("SUB-3")
def test_a_certificate_says_who_is_covered_and_how_long(granted: Recipient) -> None:
    made = Certificate.objects.get(recipient=granted)
    said = words_of(made.document_id)
    for words in (
        "福祉医療証", "85145001", granted.number, "宮前美咲", "平成2年4月1日女", HOME, made.number,
        "令和8年6月15日から令和8年12月31日まで", "交付日令和8年6月15日", "川崎市長",
    ):  # fmt: skip
        assert words in said, words


def test_one_certificate_a_covered_person_on_one_page(granted: Recipient) -> None:
    papers = PrintedDocument.objects.filter(kind="certificate")
    assert [paper.pages for paper in papers] == [1, 1, 1]
    assert {paper.subject for paper in papers} == set(Certificate.objects.values_list("number", flat=True))
    childs = Certificate.objects.get(recipient__person__atena_no=REN)
    assert PrintedDocument.objects.get(pk=childs.document_id).persons == [REN, MISAKI]  # the applicant stands on it too


def test_a_long_name_and_a_long_address_stay_on_the_one_page(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    name = "寿限無寿限無五劫の擦り切れ海砂利水魚の水行末雲来末風来末　美咲"
    home = "神奈川県川崎市宮前区" + "宮前平一丁目大規模共同住宅東棟" * 6 + "１２３４号室"
    linkage.people[MISAKI] = person(
        MISAKI, name, "ミヤマエ　ミサキ", "1990-04-01", "2", "世帯主",
        address={"postal_code": "2160006", "text": home, "ward_code": "141364"},
    )  # fmt: skip
    decided(examine(received))
    made = Certificate.objects.get(recipient__person__atena_no=MISAKI)
    assert PrintedDocument.objects.get(pk=made.document_id).pages == 1
    said = words_of(made.document_id)
    assert "".join(name.split()) in said
    assert home in said


@pytest.mark.clause("SUB-3")
def test_it_is_printed_once_and_opened_as_it_was(granted: Recipient, signed_in: Any) -> None:
    made = Certificate.objects.get(recipient=granted)
    paper = PrintedDocument.objects.get(pk=made.document_id)
    as_printed = bytes(paper.content)
    assert hashlib.sha256(as_printed).hexdigest() == paper.sha256
    entitlement = Entitlement.objects.get(recipient=granted)
    granted.person.name = "改名　美咲"
    granted.person.save()
    desk = signed_in("certificates.view", "printing.view")
    page = desk.get(f"/certificates/{made.number}/").content.decode()
    assert f"/documents/{paper.pk}.pdf" in page
    for _ in range(2):
        assert desk.get(f"/documents/{paper.pk}.pdf").content == as_printed
    entitlement.refresh_from_db()
    assert certificate_data(entitlement, made.number, by=EXAMINER, on=DAY)["name"] == "改名　美咲"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        PrintedDocument.objects.filter(pk=paper.pk).update(content=b"")


def test_an_approval_given_twice_prints_nothing_more(granted: Recipient) -> None:
    examination = Examination.objects.get()
    with pytest.raises(actions.CannotDecide):
        actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    assert (PrintedDocument.objects.count(), Certificate.objects.count()) == (3, 3)


def test_a_person_has_one_valid_certificate(granted: Recipient) -> None:
    made = Certificate.objects.get(recipient=granted)
    made.replaces, made.copy, made.reason = Certificate.objects.get(pk=made.pk), 2, "lost"
    made.pk, made.number = None, "2026-99999999"
    with pytest.raises(IntegrityError, match="one_valid"), transaction.atomic():
        made.save()


@pytest.mark.clause("SUB-3")
def test_a_refusal_gives_its_reasons_and_the_way_to_object(refused: Refusal) -> None:
    said = words_of(refused.document_id)
    for words in (
        "福祉医療証不交付決定通知書", "宮前美咲様", HOME, f"第{RECEIPT}号", "令和8年6月15日", "不交付（所得超過）",
        "この要件を満たしていません", "根拠：川崎市ひとり親家庭等医療費助成条例", "教示", "川崎市長に対して審査請求をすることができます", "3か月以内",
        "処分の取消しの訴え", "6か月以内", "川崎市を被告として", "公印", "お問い合わせ",
    ):  # fmt: skip
        assert words in said, words


def test_a_refusal_is_one_sheet_with_one_reason(refused: Refusal) -> None:
    paper = PrintedDocument.objects.get(pk=refused.document_id)
    assert (paper.pages, paper.kind, paper.persons[0]) == (1, "refusal", MISAKI)
    with pytest.raises(IntegrityError), transaction.atomic():
        Refusal.objects.create(examination=refused.examination, issued_on=DAY, document_id="x")


def test_what_another_person_earns_is_not_told_to_the_applicant(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    obasan = f"{4004:015d}"
    linkage.people[obasan] = person(obasan, "宮前　トメ", "ミヤマエ　トメ", "1955-01-01", "2", "母")
    linkage.incomes[obasan] = 23_456_000
    examination = decided(examine(received))
    assert examination.outcome == "20"
    said = words_of(Refusal.objects.get().document_id)
    assert "この要件を満たしていません" in said
    for secret in ("23,456,000", "宮前トメ", "トメ"):
        assert secret not in said


@pytest.mark.parametrize("outcome", ["granted", "refused"])
def test_characters_no_font_shows_stop_the_decision_with_a_list(
    received: Application, examine: Callable[..., Any], linkage: Linkage, outcome: str
) -> None:
    if outcome == "refused":
        linkage.incomes[MISAKI] = 9_000_000
    told = linkage.people[MISAKI].model_dump()
    linkage.people[MISAKI] = type(linkage.people[MISAKI]).model_validate({**told, "name": "宮前　ꙮ咲"})
    examination = examine(received)
    actions.request_approval(examination.pk, by=COUNTER)
    with pytest.raises(actions.CannotDecide, match="「ꙮ」は、この装置の書体では印刷できません"):
        actions.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())
    examination.refresh_from_db()
    assert examination.state == ExaminationState.REQUESTED
    assert (Certificate.objects.count(), PrintedDocument.objects.count(), Entitlement.objects.count()) == (0, 0, 0)


def test_every_place_of_an_unprintable_character_is_named() -> None:
    found = unprintable({"name": "ꙮ", "items": [{"name": "よい"}, {"name": "😀と\ue000"}], "yen": 1})
    assert [finding.at for finding in found] == ["name", "items.2.name"]
    assert "「😀」「\ue000」" in found[1].message
    assert unprintable({"name": "髙﨑𠮷　花子", "yen": 1}) == []


class TestScreens:
    """Who may, sees; who may not, is refused and journaled."""

    def test_the_list_and_the_page_say_whom_they_showed(self, granted: Recipient, signed_in: Any) -> None:
        desk = signed_in("certificates.view")
        assert "3件" in desk.get("/certificates/").content.decode()
        shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id).latest("id")
        assert set(shown.persons) == {MISAKI, REN, MIO}
        number = Certificate.objects.get(recipient=granted).number
        assert (
            "福祉医療証" not in desk.get(f"/certificates/{number}/").content.decode()
        )  # the paper needs its own right
        shown = HistoryEntry.objects.filter(event="screen.shown", actor_id=desk.staff.login_id).latest("id")
        assert shown.persons == [MISAKI]
        assert desk.get("/certificates/2026-99999999/").status_code == 404

    def test_a_paper_needs_the_right_to_papers(
        self, granted: Recipient, signed_in: Any, refusals: Callable[[], list[str]]
    ) -> None:
        paper = PrintedDocument.objects.all()[0]
        desk = signed_in("certificates.view")
        assert desk.get(f"/documents/{paper.pk}.pdf").status_code == 403
        assert f"'{desk.staff.login_id}'" in refusals()[-1]
        assert "'screen.refused'" in refusals()[-1]
