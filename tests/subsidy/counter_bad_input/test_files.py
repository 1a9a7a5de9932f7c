"""Files of the wrong kind: told by what is in them, said with an id beside the field, the rest of the page kept."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sasae.foundation.screens.forms import UploadField
from sasae.subsidy.claims.entry import KINDS
from sasae.subsidy.claims.models import Claim
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.receipts.models import ReceiptFile

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TEN = 10 * 1024**2
PDF, PROGRAM, PICTURE = b"%PDF-1.7\n", b"MZ\x90\x00\x03\x00\x00\x00", b"\x89PNG\r\n\x1a\n"
CLAIM = {
    "month": "令和8年7月", "provider": "多摩内科", "days": "2", "treated_on": "3、10", "total_cost": "10000",
    "insured_self_pay": "3000", "meals": "0", "high_cost": "0", "fringe": "0", "other_public": "0",
    "school_insurance": "0",
}  # fmt: skip
HEAD = {"claimed_on": "R8.6.15", "channel": "counter", "once": "one", "lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
WRONG = {
    "a program called a PDF": ("領収書.pdf", PROGRAM + b"\0" * 100, "FL-003"),
    "words called a picture": ("領収書.jpg", "領収書".encode(), "FL-003"),
    "nothing": ("領収書.pdf", b"", "FL-001"),
    "a byte too much": ("領収書.pdf", PDF + b"0" * (TEN + 1 - len(PDF)), "FL-002"),
}


@pytest.mark.parametrize(("name", "content", "said"), WRONG.values(), ids=WRONG.keys())
def test_a_receipt_that_is_none_is_refused_and_what_was_typed_stays(
    granted: Recipient, signed_in: Any, name: str, content: bytes, said: str
) -> None:
    line = {**CLAIM, "recipient_number": granted.number}
    chosen = {"reason": "01", "kind": "1", "setting": "2", "receipt": SimpleUploadedFile(name, content)}
    sent = {**HEAD, **{f"lines-0-{field}": value for field, value in {**line, **chosen}.items()}}
    page = signed_in("claims.enter").post("/claims/folders/new/", sent)
    assert page.status_code == 200
    text = page.content.decode()
    place = text.index('id="id_lines-0-receipt_error"')
    assert said in text[place : place + 400]
    for field, typed in line.items():
        assert f'value="{typed}"' in text[text.index(f'name="lines-0-{field}"') :], field
    assert Claim.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("領収書.exe", PDF, "application/pdf"),
        ("領収書", PICTURE, "image/png"),
        ("領収書.pdf", PDF + b"0" * (TEN - len(PDF)), "application/pdf"),
    ],
    ids=["a PDF by another name", "a picture without an ending", "the largest"],
)
def test_what_a_file_is_is_told_by_its_content_up_to_the_last_byte(name: str, content: bytes, kind: str) -> None:
    field = UploadField(most=TEN, kinds=KINDS, words="PDF、JPEG、PNG")
    taken = field.clean(SimpleUploadedFile(name, content))
    assert taken.media_type == kind
    assert taken.read() == content


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "FL-001"), (None, "レセプトファイルを選んでください。")],
    ids=["an empty file", "no file"],
)
def test_a_months_file_without_anything_in_it_is_not_kept(signed_in: Any, content: bytes | None, said: str) -> None:
    sent = {} if content is None else {"file": SimpleUploadedFile("RECEIPTC.UKE", content)}
    text = signed_in("receipts.import").post("/receipts/upload/", {"x": "1", **sent}).content.decode()
    place = text.index('id="id_file_error"')
    assert said in text[place : place + 400]
    assert ReceiptFile.objects.count() == 0
