"""The review body's files: read by the office's own reader, every sum right, every planned fault there."""

import base64
import io
from datetime import date

import pytest
from django.test import Client
from stdnum import luhn

from sasae.contracts import review_body
from sasae.formats.receipt import open_receipts
from sasae.kernel.period import Month
from sasae.simulators.review_body.receipts import OURS, Patient, number, own_share
from sasae.simulators.review_body.writer import in_jis
from sasae.simulators.town.cast import CAST
from tests.wire.partner import findings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("sasae.simulators.urls_contracts")]
MISAKI, REN, SAORI, LAN = (CAST[key] for key in ("misaki", "ren", "saori", "lan"))
RECIPIENTS = [f"{number(f'00000{place}')}:{who.atena_no}" for place, who in enumerate((MISAKI, REN, SAORI, LAN), 1)]


@pytest.fixture
def fetch(operator, loaded):
    def fetched(recipients: list[str], count: int, seed: int = 1) -> review_body.MonthlyFile:
        message = review_body.MonthlyFileRequest(
            month="2026-06", treatment_month="2026-05", recipients=recipients, count=count, seed=seed
        )
        response = operator.ask(Client(), review_body.MONTHLY_FILE, message)
        assert response.status_code == 200, response.content
        return review_body.MonthlyFile.model_validate_json(response.content)

    return fetched


def read(answer: review_body.MonthlyFile):
    reader = open_receipts(io.BytesIO(base64.b64decode(answer.file_base64)))
    return reader, list(reader)


def test_a_clean_month_is_read_without_an_error(fetch):
    reader, receipts = read(fetch(RECIPIENTS, 4))
    assert [finding for finding in reader.findings if finding.severity == "error"] == []
    assert [receipt.publics[0].recipient_number for receipt in receipts] == [each[:7] for each in RECIPIENTS]
    assert [receipt.publics[0].payer_number for receipt in receipts] == [OURS] * 4
    assert [receipt.birth_date for receipt in receipts] == [who.birth for who in (MISAKI, REN, SAORI, LAN)]
    assert {receipt.month for receipt in receipts} == {Month(2026, 5)}


def test_totals_are_those_of_the_content(fetch):
    reader, receipts = read(fetch(RECIPIENTS, 60))
    assert reader.totals.count == sum(1 + len(receipt.publics) for receipt in receipts)
    assert reader.totals.points == sum(receipt.insurer.points for receipt in receipts)
    assert not {"R-401", "R-402"} & {finding.id for finding in reader.findings}


def test_the_patient_has_the_insurer_of_the_card(fetch, loaded):
    _, receipts = read(fetch(RECIPIENTS, 4))
    cards = {card.atena_no: card.insurer_number for card in loaded.insurances}
    assert [receipt.insurer.number for receipt in receipts] == [cards[each[8:]] for each in RECIPIENTS]


def test_names_outside_the_repertoire_are_replaced(fetch):
    _, receipts = read(fetch(RECIPIENTS, 4))
    assert [receipt.name for receipt in receipts][2:] == ["？田　沙織", "ＮＧＵＹＥＮ　ＴＨＩ　ＬＡＮ"]
    assert in_jis("髙﨑　辻\U000e0100①") == "？？　辻？"


def test_the_bill_is_the_sum_of_our_lines(fetch):
    answer = fetch(RECIPIENTS, 4)
    _, receipts = read(answer)
    shares = (3, 3, 3, 3)  # ren, born in 2018, went to school in 2024
    assert answer.bill_count == 4
    assert answer.bill_yen == sum(
        receipt.publics[0].points * 10 * share // 10 for receipt, share in zip(receipts, shares, strict=True)
    )


def test_each_planned_fault_comes_once(fetch, loaded):
    _, receipts = read(fetch(RECIPIENTS, 9))
    faults = receipts[4:]
    unknown, expired, insurer, twice, digit = (receipt.publics[0].recipient_number for receipt in faults)
    assert unknown.startswith("9999")
    assert luhn.is_valid(unknown)
    assert (expired, faults[1].month) == (RECIPIENTS[-1][:7], Month(2023, 5))
    assert (insurer, faults[2].insurer.number) == (RECIPIENTS[-1][:7], number("0699999"))
    assert (twice, faults[3].insurer.points) == (RECIPIENTS[0][:7], receipts[0].insurer.points)
    assert not luhn.is_valid(digit)


def test_the_rest_are_other_payers_patients(fetch):
    _, receipts = read(fetch(RECIPIENTS, 200))
    assert len(receipts) == 200
    payers = {public.payer_number for receipt in receipts[9:] for public in receipt.publics}
    assert OURS not in payers
    assert {"81145005", "80145006", "85140101"} <= payers
    assert any(len(receipt.publics) == 2 for receipt in receipts)
    assert [payer for payer in payers if not luhn.is_valid(payer)] == []


def test_the_same_request_gives_the_same_file_another_seed_another(fetch):
    assert fetch(RECIPIENTS, 50) == fetch(RECIPIENTS, 50)
    assert fetch(RECIPIENTS, 50).file_base64 != fetch(RECIPIENTS, 50, seed=2).file_base64


def test_recipients_are_never_left_out(fetch):
    _, receipts = read(fetch(RECIPIENTS, 1))
    assert len(receipts) == 4


def test_a_bare_recipient_number_gives_a_stranger(fetch):
    _, receipts = read(fetch([number("000001")], 1))
    assert receipts[0].name == "試験　太郎"


def test_a_file_too_large_for_a_message_is_refused(operator, loaded):
    message = review_body.MonthlyFileRequest(month="2026-06", treatment_month="2026-05", count=20_001)
    response = operator.ask(Client(), review_body.MONTHLY_FILE, message)
    assert (response.status_code, findings(response)) == (422, ["RB-001"])


@pytest.mark.parametrize(
    ("birth", "share"),
    [
        (date(2020, 4, 1), 3),
        (date(2020, 4, 2), 2),
        (date(1956, 5, 2), 3),
        (date(1956, 5, 1), 2),
        (date(1951, 5, 1), 1),
        (date(1988, 5, 14), 3),
    ],
)
def test_the_share_of_the_patient_by_age(birth, share):
    assert own_share(birth, Month(2026, 5)) == share


def test_a_patient_is_what_the_cards_say():
    patient = Patient("試験　花子", "シケン　ハナコ", "2", date(2000, 1, 1), number("0114999"), "１", "２", True)
    assert luhn.is_valid(patient.insurer)
