"""A month's receipt file: what is ours, what is accepted and booked, what waits for a person, and why."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from sasae.foundation.batch import progress, run_now, start
from sasae.foundation.batch import work as batch_work
from sasae.kernel import clock
from sasae.kernel.numbers import health
from sasae.kernel.period import Month
from sasae.simulators.review_body.lists import Listed
from sasae.simulators.review_body.receipts import Public
from sasae.subsidy.claims.actions import decide
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account, PostingLine
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.people.models import Person
from sasae.subsidy.receipts import actions, batches
from sasae.subsidy.receipts.models import FileState, LineState, ReadBlock, ReceiptFile, ReceiptLine
from sasae.subsidy.receipts.reasons import reasons
from sasae.subsidy.third_parties.models import InjuryCase
from tests.subsidy.conftest import COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.money import CLINIC, LATER, MISAKI_CARD, claim, file_of, receipt, take_in
from tests.subsidy.receipts.listed import list_of
from tests.subsidy.town import INSURER, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BORN = date(1990, 4, 1)


@pytest.mark.clause("BUS-2", "FIL-4")
def test_a_good_line_is_matched_accepted_and_booked(granted: Recipient) -> None:
    file = take_in(file_of(receipt(granted.number)), EXAMINER)
    assert (file.state, file.line_count, file.billing_month) == (FileState.IMPORTED, 1, "2026-07")
    line = ReceiptLine.objects.get()
    assert (line.state, line.reason, line.person.atena_no) == (LineState.ACCEPTED, "A00", MISAKI)
    assert (line.treatment_month, line.recipient_number, line.birth_date) == ("2026-06", granted.number, BORN)
    assert (line.insurer_number, line.insurance_number, line.days, line.provider) == (INSURER, "３４５６", 1, CLINIC)
    assert (line.points, line.decided_yen, line.self_pay_yen, line.window_yen, line.in_kind_yen) == (
        300,
        3000,
        900,
        0,
        900,
    )
    assert balances()[Account.IN_KIND] == 900
    assert balances()[Account.PAYABLE_TO_BODY] == -900
    booked = PostingLine.objects.get(account=Account.IN_KIND)
    assert (booked.person.atena_no, booked.provider, booked.treatment_month) == (MISAKI, CLINIC, "2026-06")


@pytest.mark.clause("BUS-2")
def test_what_does_not_match_is_held_with_its_reason_and_never_lost(granted: Recipient) -> None:
    good = receipt(granted.number)
    stranger = "999901" + health.check_digit("999901")
    wrong = granted.number[:-1] + str((int(granted.number[-1]) + 1) % 10)
    file = take_in(
        file_of(
            good,
            receipt(stranger),
            receipt(granted.number, month=Month(2025, 6)),
            receipt(granted.number, replace(MISAKI_CARD, insurer="06132013"), days=(17,)),
            receipt(granted.number, replace(MISAKI_CARD, birth=date(1990, 4, 2)), days=(18,)),
            good,
            receipt(wrong),
            receipt("0000018", publics=(Public("81145005", "0000018"),)),
        ),
        EXAMINER,
    )
    codes = list(ReceiptLine.objects.order_by("place").values_list("reason", flat=True))
    assert codes == ["A00", "H01", "H02", "H03", "H04", "H05", "H07"]
    assert (file.receipt_count, file.line_count) == (8, 7)
    assert balances()[Account.IN_KIND] == 900


def test_a_second_file_with_the_same_receipt_pays_nothing_more(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number)), EXAMINER)
    take_in(file_of(receipt(granted.number), receipt("0000018", publics=())), EXAMINER)
    assert list(ReceiptLine.objects.order_by("id").values_list("reason", flat=True)) == ["A00", "H05"]
    second = ReceiptLine.objects.get(reason="H05")
    with pytest.raises(actions.CannotDecide, match="二重"):
        actions.decide_held(second.pk, accept=True, note="確かめた", by=EXAMINER, on=LATER)
    with pytest.raises(IntegrityError, match="paid_once"), transaction.atomic():
        ReceiptLine.objects.filter(pk=second.pk).update(state=LineState.ACCEPTED)
    assert balances()[Account.IN_KIND] == 900


def test_the_same_bytes_are_taken_in_once(granted: Recipient) -> None:
    content = file_of(receipt(granted.number))
    first, again = take_in(content, EXAMINER), take_in(content, EXAMINER, "another.uke")
    assert first.pk == again.pk
    assert ReceiptFile.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00garbage", b"IR,2,14,1,9990001\r\nRE,x\r\n", b"GO,1,1,99\r\n"],
    ids=["empty", "garbage", "broken", "closing only"],
)
def test_a_file_that_cannot_be_read_is_refused_with_findings(content: bytes) -> None:
    file = take_in(content, EXAMINER)
    assert file.state == FileState.REFUSED
    assert file.findings
    assert ReceiptLine.objects.count() == 0


def test_a_truncated_file_books_nothing(granted: Recipient) -> None:
    content = file_of(receipt(granted.number), receipt(granted.number, days=(20,)))
    assert take_in(content[: len(content) * 2 // 3], EXAMINER).state == FileState.REFUSED
    assert PostingLine.objects.count() == 0


def test_an_import_broken_off_goes_on_and_books_each_line_once(
    granted: Recipient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [Listed(receipt(granted.number), f"99900{place:02d}", f"K{place}") for place in range(5)]
    monkeypatch.setattr(batches, "BLOCK", 2)
    monkeypatch.setattr(batches.ImportReceipts, "chunk_size", 1)
    file, _ = actions.upload("a.csv", list_of(lines), by=EXAMINER)
    run = start("receipts.import", {"file": file.pk}, by=EXAMINER, once=str(file.pk))
    whole, worked = batch_work.work_chunk, []

    def dies_at_the_second(run_id: int, chunk: int) -> None:
        if worked:
            raise KeyboardInterrupt
        worked.append(chunk)
        whole(run_id, chunk)

    monkeypatch.setattr(batch_work, "work_chunk", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        run_now(run)
    assert (progress(run).worked, ReceiptLine.objects.count(), ReadBlock.objects.count()) == (1, 2, 2)
    monkeypatch.setattr(batch_work, "work_chunk", whole)
    run_now(run)
    run_now(run)
    assert ReceiptLine.objects.filter(state=LineState.ACCEPTED).count() == 5
    assert balances()[Account.IN_KIND] == 5 * 900
    assert ReceiptFile.objects.get().state == FileState.IMPORTED


def test_a_held_line_is_decided_by_a_person_with_a_reason(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number, replace(MISAKI_CARD, insurer="06132013"))), EXAMINER)
    line = ReceiptLine.objects.get()
    assert line.reason == "H03"
    with pytest.raises(actions.CannotDecide, match="理由"):
        actions.decide_held(line.pk, accept=True, note="", by=EXAMINER, on=LATER)
    actions.decide_held(line.pk, accept=True, note="転職を確認", by=EXAMINER, on=LATER)
    line.refresh_from_db()
    assert (line.state, line.decided_by, line.decision_note) == (LineState.ACCEPTED, EXAMINER.id, "転職を確認")
    assert balances()[Account.IN_KIND] == 900
    with pytest.raises(actions.CannotDecide):
        actions.decide_held(line.pk, accept=False, note="やはり返す", by=EXAMINER, on=LATER)


def test_a_line_of_nobody_can_only_be_returned() -> None:
    take_in(file_of(receipt("999901" + health.check_digit("999901"))), EXAMINER)
    line = ReceiptLine.objects.get()
    with pytest.raises(actions.CannotDecide, match="定まらない"):
        actions.decide_held(line.pk, accept=True, note="認定したい", by=EXAMINER, on=LATER)
    actions.decide_held(line.pk, accept=False, note="該当者なし", by=EXAMINER, on=LATER)
    assert ReceiptLine.objects.get().state == LineState.RETURNED
    assert PostingLine.objects.count() == 0


@pytest.mark.parametrize("provider", [CLINIC, "多摩川よつばクリニック", "多摩川　よつば　クリニック"])
def test_what_was_reimbursed_is_not_paid_in_kind_as_well(granted: Recipient, provider: str) -> None:
    made = claim(granted.number, COUNTER, provider=provider)
    decide(made.pk, by=EXAMINER, on=LATER)
    take_in(file_of(receipt(granted.number)), EXAMINER)
    line = ReceiptLine.objects.get()
    assert line.reason == "H09"
    with pytest.raises(actions.CannotDecide, match="二重"):
        actions.decide_held(line.pk, accept=True, note="確かめた", by=EXAMINER, on=LATER)


def test_a_line_of_an_elderly_person_without_a_known_share_is_held(granted: Recipient) -> None:
    born = date(1950, 1, 1)
    Person.objects.filter(atena_no=MISAKI).update(birth_date=born)
    take_in(file_of(receipt(granted.number, replace(MISAKI_CARD, birth=born))), EXAMINER)
    assert ReceiptLine.objects.get().reason == "H06"


class TestScreens:
    """What staff see of it."""

    def test_upload_progress_counts_and_the_second_upload(self, granted: Recipient, signed_in: Any) -> None:
        desk = signed_in("receipts.view", "receipts.import", "batch.view")
        content = file_of(receipt(granted.number), receipt("999901" + health.check_digit("999901")))
        answer = desk.post("/receipts/upload/", {"file": SimpleUploadedFile("RECEIPTC.UKE", content)})
        assert answer.status_code == 302
        assert "取込みの進み具合" in desk.get(answer.url).content.decode()
        run_now(
            start(
                "receipts.import",
                {"file": ReceiptFile.objects.get().pk},
                by=EXAMINER,
                once=str(ReceiptFile.objects.get().pk),
            )
        )
        page = desk.get(answer.url).content.decode()
        assert "取込済" in page
        assert reasons()["H01"].text in page
        again = desk.post("/receipts/upload/", {"file": SimpleUploadedFile("x.uke", content)}, follow=True)
        assert "二重には取り込みません" in again.content.decode()

    def test_lines_by_state_and_the_decision(self, granted: Recipient, signed_in: Any) -> None:
        take_in(file_of(receipt(granted.number, replace(MISAKI_CARD, insurer="06132013"))), EXAMINER)
        line = ReceiptLine.objects.get()
        desk = signed_in("receipts.view", "receipts.decide")
        assert reasons()["H03"].text in desk.get("/receipts/lines/?state=held").content.decode()
        assert "当てはまるものはありません" in desk.get("/receipts/lines/?state=accepted").content.decode()
        wrong = desk.get("/receipts/lines/?file=abc").content.decode()
        assert "条件を読み取れません" in wrong
        assert "invalid literal" not in wrong
        page = desk.get(f"/receipts/lines/{line.pk}/").content.decode()
        assert "保留の判断" in page
        assert "診療科" in page
        missing = desk.post(f"/receipts/lines/{line.pk}/", {"decision": "accept", "note": ""}).content.decode()
        assert "判断の理由を入れてください。" in missing
        assert desk.post(f"/receipts/lines/{line.pk}/", {"decision": "accept", "note": "確認済"}).status_code == 302
        assert ReceiptLine.objects.get().state == LineState.ACCEPTED

    def test_deciding_needs_its_right(self, granted: Recipient, signed_in: Any) -> None:
        take_in(file_of(receipt(granted.number, replace(MISAKI_CARD, insurer="06132013"))), PAYMENTS)
        line = ReceiptLine.objects.get()
        answer = signed_in("receipts.view").post(
            f"/receipts/lines/{line.pk}/", {"decision": "accept", "note": "確認済"}
        )
        assert answer.status_code == 403
        assert ReceiptLine.objects.get().state == LineState.HELD


@pytest.mark.clause("BUS-3")
def test_a_treatment_since_an_injury_that_is_open_waits_and_one_before_it_does_not(granted: Recipient) -> None:
    InjuryCase.objects.create(
        number="T1", person=granted.person, notified_on=date(2026, 7, 3), injured_on=date(2026, 7, 1),
        accident="traffic", circumstances="横断歩道で", entered_by="counter1", entered_at=clock.now(),
    )  # fmt: skip
    take_in(file_of(receipt(granted.number), receipt(granted.number, month=Month(2026, 7))), EXAMINER)
    assert list(ReceiptLine.objects.order_by("place").values_list("reason", flat=True)) == ["A00", "H22"]
    assert ReceiptLine.objects.get(reason="H22").grounds["facts"]["third"] == "事案T1"


@pytest.mark.clause("BUS-3")
def test_the_month_is_held_from_the_receipt_that_goes_over_the_cap(granted: Recipient) -> None:
    """35,400 yen in June 2026: reached by two receipts, passed by the third, whichever clinic it is of."""
    points = (6_800, 5_000, 291)
    lines = [
        Listed(receipt(granted.number, points=each), f"99900{place:02d}", f"K{place}")
        for place, each in enumerate(points)
    ]
    actions.upload("a.csv", list_of(lines), by=EXAMINER)
    file = ReceiptFile.objects.get()
    run_now(start("receipts.import", {"file": file.pk}, by=EXAMINER, once=str(file.pk)))
    assert list(ReceiptLine.objects.order_by("place").values_list("reason", flat=True)) == ["A00", "A00", "H23"]
    assert balances()[Account.IN_KIND] == 35_400


def test_a_treatment_before_every_table_of_values_is_held_and_stops_nothing(granted: Recipient) -> None:
    take_in(file_of(receipt(granted.number, month=Month(2012, 6)), receipt(granted.number)), EXAMINER)
    lines = ReceiptLine.objects.order_by("place")
    assert [line.reason for line in lines] == ["H02", "A00"]
    assert "H24" in lines[0].grounds["not_met"]


def test_the_other_child_of_the_family_is_not_mixed_up(granted: Recipient) -> None:
    ren = Recipient.objects.get(person__atena_no=REN)
    card = replace(MISAKI_CARD, name="宮前　蓮", kana="ミヤマエ　レン", sex="1", birth=date(2015, 5, 5))
    take_in(file_of(receipt(granted.number), receipt(ren.number, card)), EXAMINER)
    assert set(ReceiptLine.objects.values_list("person__atena_no", "reason")) == {(MISAKI, "A00"), (REN, "A00")}
