"""Wordings and office data changed on screen: from a day on, by two persons, and never backwards."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificate_actions
from sasae.subsidy.certificates.models import Certificate, Reason, Recall
from sasae.subsidy.certificates.office import DEADLINES, OFFICE
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.wordings import actions
from sasae.subsidy.wordings.fields import FIELDS, Unusable, laid_over
from sasae.subsidy.wordings.models import Rewording, State
from sasae.subsidy.wordings.samples import sample_of
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
LATER = DAY + timedelta(days=10)


def proposed(key: str, text: str, since: date = LATER) -> Rewording:
    return actions.propose(key, text, since=since, source="起案第1号", by=COUNTER, on=DAY, at=clock.now())


def approved(key: str, text: str, since: date = LATER) -> Rewording:
    return actions.approve(proposed(key, text, since).pk, by=EXAMINER, on=DAY, at=clock.now())


def said(pdf: bytes) -> str:
    return "".join("".join(by_unicode_tables(pdf)).split())


class TestInForce:
    def test_the_old_word_the_day_before_and_the_new_one_on_its_day(self) -> None:
        before = OFFICE.on(DAY)["section"]
        approved("office.section", "こども未来局 ひとり親支援課")
        assert OFFICE.on(LATER - timedelta(days=1))["section"] == before
        assert OFFICE.on(LATER)["section"] == "こども未来局 ひとり親支援課"

    def test_a_proposal_alone_changes_nothing(self) -> None:
        proposed("office.section", "こども未来局 ひとり親支援課")
        assert OFFICE.on(LATER)["section"] == OFFICE.on(DAY)["section"]

    def test_the_later_of_two_changes_holds_and_one_withdrawn_does_not(self) -> None:
        approved("office.mayor", "川崎市長職務代理者", LATER)
        after = approved("office.mayor", "新市長", LATER + timedelta(days=1))
        assert OFFICE.on(LATER)["mayor"] == "川崎市長職務代理者"
        assert OFFICE.on(LATER + timedelta(days=1))["mayor"] == "新市長"
        actions.withdraw(after.pk, why="誤り", by=COUNTER, on=DAY)
        assert OFFICE.on(LATER + timedelta(days=1))["mayor"] == "川崎市長職務代理者"

    def test_values_inside_values_and_numbers_change_too(self) -> None:
        approved("office.seal.style", "printed")
        approved("deadlines.recall", "30")
        assert OFFICE.on(LATER)["seal"] == {"style": "printed", "text": "公印"}
        assert (DEADLINES.on(LATER - timedelta(days=1))["recall"], DEADLINES.on(LATER)["recall"]) == (14, 30)

    def test_the_table_of_the_file_is_never_touched(self) -> None:
        table = {"seal": {"style": "place"}, "city": "川崎市"}
        assert laid_over(table, {"seal.style": "printed"})["seal"] == {"style": "printed"}
        assert table == {"seal": {"style": "place"}, "city": "川崎市"}

    def test_what_is_printed_from_then_on_says_it_and_what_was_printed_stays(self, granted: Recipient) -> None:
        old = Certificate.objects.get(recipient=granted)
        as_it_was = bytes(PrintedDocument.objects.get(pk=old.document_id).content)
        approved("office.mayor", "新川崎市長", DAY)
        approved("deadlines.recall", "7", DAY)
        new = certificate_actions.reissue(old.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
        assert "新川崎市長" in said(bytes(PrintedDocument.objects.get(pk=new.document_id).content))
        assert bytes(PrintedDocument.objects.get(pk=old.document_id).content) == as_it_was
        assert Recall.objects.get().due_on == DAY + timedelta(days=7)


class TestTwoPersonsAndDays:
    def test_who_proposes_does_not_approve(self) -> None:
        change = proposed("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="別の人"):
            actions.approve(change.pk, by=COUNTER, on=DAY, at=clock.now())
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            Rewording.objects.filter(pk=change.pk).update(approved_by=COUNTER.id)
        with pytest.raises(IntegrityError, match="approved_by_somebody"), transaction.atomic():
            Rewording.objects.filter(pk=change.pk).update(state="approved")

    def test_from_today_on_but_not_from_yesterday(self) -> None:
        with pytest.raises(actions.CannotChange, match="今日以後"):
            proposed("office.mayor", "新市長", DAY - timedelta(days=1))
        assert proposed("office.mayor", "新市長", DAY).state == State.PROPOSED

    def test_approved_on_its_first_day_at_the_latest(self) -> None:
        change = proposed("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="適用日を過ぎています"):
            actions.approve(change.pk, by=EXAMINER, on=LATER + timedelta(days=1), at=clock.now())
        assert actions.approve(change.pk, by=EXAMINER, on=LATER, at=clock.now()).state == State.APPROVED

    def test_one_change_of_a_value_a_day(self) -> None:
        approved("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="すでに承認"):
            approved("office.mayor", "別の市長")

    def test_sent_back_with_a_reason_by_another(self) -> None:
        change = proposed("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="理由"):
            actions.send_back(change.pk, why="", by=EXAMINER, at=clock.now())
        actions.send_back(change.pk, why="任期を確かめて", by=EXAMINER, at=clock.now())
        with pytest.raises(actions.CannotChange, match="差戻し"):
            actions.approve(change.pk, by=EXAMINER, on=DAY, at=clock.now())

    def test_what_has_begun_is_not_withdrawn(self) -> None:
        change = approved("office.mayor", "新市長")
        with pytest.raises(actions.CannotChange, match="すでに適用"):
            actions.withdraw(change.pk, why="誤り", by=COUNTER, on=LATER)
        assert (
            actions.withdraw(change.pk, why="誤り", by=COUNTER, on=LATER - timedelta(days=1)).state == State.WITHDRAWN
        )
        with pytest.raises(DatabaseError, match=r"[Ii]nvalid transition"), transaction.atomic():
            Rewording.objects.filter(pk=change.pk).update(state="approved")


class TestValues:
    @pytest.mark.parametrize(
        ("key", "text", "why"),
        [
            ("office.mayor", "", "入れてください"),
            ("office.mayor", "川崎市長\nもう1行", "1行で"),
            ("office.mayor", "長" * 21, "20字まで"),
            ("office.mayor", "川崎市長ꙮ", "印刷できません"),
            ("office.mayor", "{applied_on}市長", "差し込み"),
            ("office.refusal_intro", "通知します。", "差し込み"),
            ("office.refusal_intro", "{applied_on}{name}に", "差し込み"),
            ("office.seal.style", "stamp", "選択肢"),
            ("deadlines.recall", "0", "1から90"),
            ("deadlines.recall", "91", "1から90"),
            ("deadlines.recall", "十四", "1から90"),
        ],
    )
    def test_what_cannot_stand_there_is_said_so(self, key: str, text: str, why: str) -> None:
        with pytest.raises(Unusable, match=why):
            FIELDS[key].read(text)

    def test_the_longest_and_the_smallest_that_can(self) -> None:
        assert FIELDS["office.mayor"].read("長" * 20) == "長" * 20
        assert (FIELDS["deadlines.recall"].read("1"), FIELDS["deadlines.recall"].read("90")) == (1, 90)
        assert FIELDS["office.cover.lines"].read("一。\r\n\r\n 二。") == ["一。", "二。"]

    def test_every_value_of_the_files_could_have_been_typed(self) -> None:
        tables = {"office": OFFICE.on(DAY), "deadlines": DEADLINES.on(DAY)}
        for key, field in FIELDS.items():
            value: Any = tables
            for step in key.split("."):
                value = value[step]
            assert field.read(field.show(value)) == value, key


class TestSamples:
    @pytest.mark.parametrize(
        ("key", "text"),
        [
            ("office.mayor", "新川崎市長"), ("office.seal.style", "printed"), ("office.refusal_intro", "{applied_on}の申請について。"),
            ("office.cover.title", "新しい送付書"), ("office.certificate_use", "窓口に出してください。"), ("deadlines.recall", "30"),
        ],
    )  # fmt: skip
    def test_the_paper_of_a_made_up_person_shows_the_new_value(self, key: str, text: str) -> None:
        words = said(sample_of(proposed(key, text)))
        assert "見本花子" in words
        if key not in ("office.seal.style", "deadlines.recall"):
            assert text.replace("{applied_on}", "令和8年6月25日") in words


def test_the_screens_from_proposal_to_approval(signed_in: Any) -> None:
    one = signed_in("wordings.view", "wordings.propose", "wordings.approve")
    other = signed_in("wordings.view", "wordings.approve")
    told = {"text": "川崎市長職務代理者", "since": "令和8年6月25日", "source": "起案第1号"}
    page = one.get("/wordings/").content.decode()
    assert "市長" in page
    assert "押す場所を示す" in page
    assert one.get("/wordings/office.nothing/").status_code == 404
    wrong = one.post("/wordings/office.mayor/propose/", {**told, "since": "令和8年6月14日"}).content.decode()
    assert "今日以後の日" in wrong
    one.post("/wordings/office.mayor/propose/", told)
    change = Rewording.objects.get()
    place = f"/wordings/changes/{change.pk}/"
    assert "起案した人とは別の職員" in one.get(place).content.decode()
    assert other.get(f"{place}sample.pdf").content.startswith(b"%PDF-")
    assert other.post("/wordings/office.mayor/propose/", told).status_code == 403
    one.post(f"{place}approve/")
    other.post(f"{place}approve/")
    change.refresh_from_db()
    assert (change.state, change.approved_by) == (State.APPROVED, other.staff.login_id)
    assert "これから変わるもの" in one.get("/wordings/").content.decode()
    assert "川崎市長職務代理者" in one.get("/wordings/office.mayor/").content.decode()
