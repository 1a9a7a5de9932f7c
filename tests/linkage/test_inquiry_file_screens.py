"""Request files on screen: purpose and basis first, wrong files said, results to whom they belong."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sasae.formats.inquiry_file import write
from sasae.foundation.batch import run_now
from sasae.linkage.codes.models import CodeRequest
from sasae.linkage.inquiry_files.models import InquiryFile
from tests.linkage.masters import TAX, Intermediary
from tests.linkage.register import HANAKO, TARO, Register
from tests.linkage.test_inquiry_files import NAME, line
from tests.wire.counterparts import Counterparts

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
FILED = {"basis": "number_act_19_9", "affair": "一斉更新", "case": "令和8年の更新"}


@pytest.fixture
def operator(taken_in: Register, far: Counterparts, signed_in: Any) -> Any:
    Intermediary(far)
    CodeRequest.objects.update(state="completed")
    return signed_in("inquiries.view", "inquiries.ask", name="宮前 亮")


def upload(client: Any, *, name: str = NAME, content: bytes | None = None, consents: str = "", **other: str) -> Any:
    body = write([line(HANAKO), line(TARO)]) if content is None else content
    files: dict[str, Any] = {"file": SimpleUploadedFile(name, body)}
    if consents:
        files["consents"] = SimpleUploadedFile("consents.csv", consents.encode())
    return client.post("/inquiry-files/new/", {**FILED, **other, **files})


@pytest.mark.clause("NET-1")
@pytest.mark.parametrize("missing", ["basis", "affair"])
def test_without_purpose_and_basis_no_file_is_taken(operator: Any, missing: str) -> None:
    page = upload(operator, **{missing: ""})
    assert page.status_code == 200
    assert "選んでください" in page.content.decode()
    assert not InquiryFile.objects.exists()


def test_a_file_is_taken_with_its_consents_and_its_lines_are_shown(operator: Any) -> None:
    answer = upload(operator, consents=f"{HANAKO},20260601\r\n")
    file = InquiryFile.objects.get()
    assert answer["Location"] == f"/inquiry-files/{file.file_no}/"
    assert dict(file.lines.values_list("atena_no", "consent_on")) == {HANAKO: date(2026, 6, 1), TARO: None}
    run_now(file.run_id)
    page = operator.get(answer["Location"]).content.decode()
    assert "地方税関係情報の照会には本人の同意が必要です。（L-102）" in page
    assert "地方税関係情報の結果を受け取る" in page
    assert "もう一度照会する" in page


def test_consents_that_came_later_let_the_refused_lines_be_asked(operator: Any) -> None:
    upload(operator)
    file = InquiryFile.objects.get()
    run_now(file.run_id)
    added = SimpleUploadedFile("c.csv", f"{HANAKO},20260601\n{int(TARO)},20260602\n".encode())
    operator.post(f"/inquiry-files/{file.file_no}/consents/", {"consents": added})
    operator.post(f"/inquiry-files/{file.file_no}/again/")
    file.refresh_from_db()
    run_now(file.run_id)
    assert set(file.lines.values_list("state", flat=True)) == {"asked"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "requests.csv"}, "IF-001"),
        ({"content": b"\r\n"}, "IF-002"),
        ({"content": b""}, "FL-001"),
        ({"consents": "17;R8.6.1"}, "L-133"),
        ({"consents": f"{HANAKO},20260631"}, "L-133"),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_kept(
    operator: Any, given: dict[str, Any], said: str
) -> None:
    page = upload(operator, **given)
    assert said in page.content.decode()
    assert not InquiryFile.objects.exists()


def test_nonsense_in_every_line_is_listed_line_by_line(operator: Any) -> None:
    answer = upload(operator, content=b"a,b\r\n\r\n")
    page = operator.get(answer["Location"]).content.decode()
    assert page.count("IF-010") == 2
    assert "読める行がないため、結果ファイルはありません" in page


@pytest.mark.clause("ACC-2")
def test_the_results_of_what_a_business_system_asked_are_not_for_operators(operator: Any) -> None:
    upload(operator)
    file = InquiryFile.objects.get()
    InquiryFile.objects.update(asked_by="subsidy")
    assert operator.post(f"/inquiry-files/{file.file_no}/results/{TAX}/").status_code == 404
    assert "この画面からは取り出せません" in operator.get(f"/inquiry-files/{file.file_no}/").content.decode()


def test_who_may_only_look_takes_nothing_in_and_nothing_out(operator: Any, signed_in: Any) -> None:
    upload(operator)
    file = InquiryFile.objects.get()
    looker = signed_in("inquiries.view")
    assert looker.get(f"/inquiry-files/{file.file_no}/").status_code == 200
    assert upload(looker).status_code == 403
    assert looker.post(f"/inquiry-files/{file.file_no}/results/{TAX}/").status_code == 403
    assert operator.post(f"/inquiry-files/{file.file_no}/results/TM00000000000099/").status_code == 404


def test_a_list_of_consents_nobody_can_read_is_said_beside_its_field(operator: Any) -> None:
    upload(operator)
    file = InquiryFile.objects.get()
    run_now(file.run_id)
    wrong = SimpleUploadedFile("consents.csv", b"17;R8.6.1\r\n")
    page = operator.post(f"/inquiry-files/{file.file_no}/consents/", {"consents": wrong}, follow=True).content.decode()
    assert "L-133" in page.split('id="id_consents_error"')[1].split("</div>")[0]
    assert "<details open>" in page
