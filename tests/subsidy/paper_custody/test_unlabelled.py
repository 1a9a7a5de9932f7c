"""What came on paper and bears no label waits on the home page, until it has one."""

from typing import Any

import pytest

from tests.subsidy.test_paper import entered as entered

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INC-1")]


def test_an_application_on_paper_waits_for_its_label(entered: Any, clerk: Any, cabinets: Any) -> None:
    assert "ラベルのない書類" in clerk.get("/").content.decode()
    page = clerk.get("/paper-custody/unlabelled/").content.decode()
    assert entered.receipt_number in page
    asked = f"/paper-custody/new/?subject={entered.receipt_number}"
    assert 'value="application" selected' in clerk.get(asked).content.decode()
    told = {"subject": entered.receipt_number, "kind": "application", "sheets": "2", "count": "1", "received_on": "R8.6.15"}
    assert clerk.post(asked, {**told, "sheets": "0", "title": "申請書"}).status_code == 422
    answer = clerk.post(asked, {**told, "subject": "XX1", "title": "申請書"})
    assert "この番号の申請・請求書・届出はありません" in answer.content.decode()
    assert 'value="XX1"' in answer.content.decode()
    assert clerk.post(asked, told).status_code == 302
    assert entered.receipt_number not in clerk.get("/paper-custody/unlabelled/").content.decode()
