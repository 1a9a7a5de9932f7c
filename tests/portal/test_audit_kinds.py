"""What an audit of the municipality's side draws: files on terminals until they are gone, and applications handed over."""

from datetime import timedelta
from typing import Any

import pytest

from sasae.foundation.history import SYSTEM, Actor, record
from sasae.foundation.terminals import actions
from sasae.kernel import clock
from tests.sampling import first, page, shown_to

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("AUD-1")]
RECEIPT = "KW2026061500000001"
CARRIER, CUSTODIAN = Actor("carrier1", "運 渉", "staff"), Actor("custodian1", "中原 誠", "staff")


def test_a_file_on_a_terminal_is_shown_until_when_it_must_go_and_that_another_saw_it_gone(signed_in: Any) -> None:
    day, at = clock.today(), clock.now()
    noted = actions.note_file(
        b"PK", "申請ファイル", [RECEIPT], terminal="T-01", purpose="審査", delete_by=day + timedelta(days=1), by=CARRIER, at=at, on=day
    )  # fmt: skip
    auditor, one = signed_in("audits.audit"), first("terminal_files")
    told = page(auditor, one, "/municipality")
    assert ("まだ確かめていない" in told, told.count("<td>○")) == (True, 1)
    actions.say_deleted(noted.pk, "完全消去", by=CARRIER, at=at)
    actions.confirm_deleted(noted.pk, by=CUSTODIAN, at=at)
    told = page(auditor, one, "/municipality")
    assert told.count("<td>○") == 2
    assert RECEIPT in told
    assert shown_to(auditor) == [RECEIPT]


def test_applications_handed_over_are_drawn_from_the_journal_and_by_auditors_alone(signed_in: Any) -> None:
    record(SYSTEM("intake"), "submission.fetched", RECEIPT, [RECEIPT])
    auditor, one = signed_in("audits.audit"), first("handed_over")
    assert "ファイルを自治体に渡した" in page(auditor, one, "/municipality")
    assert shown_to(auditor) == [RECEIPT]
    assert signed_in("submissions.view", "history.view").get("/municipality/audits/").status_code == 403
