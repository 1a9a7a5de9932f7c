"""The log of transfers held against the permissions, and what an auditor sees of it."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from sasae.kernel import clock
from sasae.linkage.transfers.models import Outcome, Permission, State, Transfer
from sasae.linkage.transfers.queries import faults, figures
from tests.linkage.register import HANAKO, TARO
from tests.linkage.transferring import BEFORE, OFFICE, SISTER, UNTIL, WHY, question
from tests.linkage.transferring import ask as ask
from tests.linkage.transferring import pages as pages
from tests.linkage.transferring import permitted as permitted
from tests.linkage.transferring import subsidy as subsidy

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.clause("TRF-4")
@pytest.mark.parametrize(
    ("transfer", "outcome", "fault"),
    [
        ({}, {}, ""),
        ({"permission": None}, {}, "許可がありません"),
        ({"office": SISTER}, {}, "許可の移転先と違います"),
        ({"basis": "number_ordinance_3_2_35"}, {}, "根拠が許可と違います"),
        ({"affair": "観光案内"}, {}, "事務が許可と違います"),
        ({"asked_at": BEFORE.replace(hour=8)}, {}, "許可より前の移転です"),
        ({"on": UNTIL}, {}, ""),
        ({"on": date(2027, 4, 1)}, {}, "許可の期間の外です"),
        ({"items": ["benefit"]}, {"told_items": ["benefit"]}, "許可にない項目を渡しています"),
        ({}, {"told_items": ["address"]}, "求められていない項目を渡しています"),
        ({}, {"told": [HANAKO, TARO]}, "求められていない人の分を渡しています"),
        ({"permission": None}, {"state": State.REFUSED}, ""),
    ],
)
def test_the_check_holds_every_line_of_the_log_against_its_permission_and_says_what_is_wrong(
    pages: Callable[..., Any], permitted: Permission, transfer: dict[str, Any], outcome: dict[str, Any], fault: str
) -> None:
    row: dict[str, Any] = {
        "number": "IT1", "office": OFFICE, "basis": WHY.basis, "affair": WHY.affair, "operator": "a", "case": "c",
        "permission_no": "K000001", "permission": permitted, "items": ["entitlement"], "persons": [HANAKO],
        "on": date(2026, 6, 15), "asked_at": datetime(2026, 6, 15, 10, tzinfo=clock.TOKYO),
    }  # fmt: skip
    made = Transfer.objects.create(**{**row, **transfer})
    result: dict[str, Any] = {"state": State.HANDED, "told": [HANAKO], "told_items": ["entitlement"], "at": BEFORE}
    Outcome.objects.create(transfer=made, **{**result, **outcome})
    assert faults(made) == ([fault] if fault else [])
    assert figures()["improper"] == bool(fault)
    page = pages("transfers.view").get("/transfers/").content.decode()
    assert ("不適正な移転があります" in page) == bool(fault)


@pytest.mark.clause("TRF-4")
def test_the_log_cannot_be_changed_by_the_application(permitted: Permission, ask: Callable[..., Any]) -> None:
    ask(question())
    for statement in (
        "UPDATE linkage_transfers_transfer SET items = '{benefit}'",
        "DELETE FROM linkage_transfers_outcome",
        "UPDATE linkage_transfers_outcome SET state = 'refused'",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


@pytest.mark.clause("TRF-4")
def test_an_auditor_sees_each_transfer_with_permission_items_and_time_and_takes_the_list_out(
    pages: Callable[..., Any], permitted: Permission, ask: Callable[..., Any]
) -> None:
    ask(question(HANAKO, TARO, items=("entitlement", "certificate")))
    ask(question(items=("benefit",)))
    auditor = pages("transfers.view", "transfers.export")
    page = auditor.get("/transfers/").content.decode()
    assert "不適正な移転" in page
    assert "資格、医療証" in page
    file = auditor.get("/transfers/", {"export": "csv"}).content.decode().splitlines()
    assert len(file) == 3
    assert "K000001" in file[1]
    assert pages("transfers.view").get("/transfers/", {"export": "csv"}).status_code == 403
    assert pages("links.view").get("/transfers/").status_code == 403
    refused, handed = Transfer.objects.order_by("-pk")
    told = auditor.get(f"/transfers/{handed.number}/").content.decode()
    assert "渡した" in told
    assert "適正" in told
    assert "許可にない項目です：助成の額（L-405）" in auditor.get(f"/transfers/{refused.number}/").content.decode()
    assert "令和8年4月1日" in auditor.get("/transfers/permissions/").content.decode()


@pytest.mark.parametrize(
    ("asked", "rows"),
    [({"person": "25"}, 1), ({"person": "33"}, 0), ({"office": SISTER}, 0), ({"state": "refused"}, 1),
     ({"comparison": "x"}, 2), ({"check": "improper"}, 0), ({"check": "proper"}, 1), ({"since": "令和99年1月1日"}, 0),
     ({"state": "open"}, 0), ({"permission": "K000001"}, 2), ({"until": "R8.1.1"}, 0)],
)  # fmt: skip
def test_the_list_is_narrowed_by_person_office_outcome_and_days(
    pages: Callable[..., Any], permitted: Permission, ask: Callable[..., Any], asked: dict[str, str], rows: int
) -> None:
    ask(question(HANAKO, TARO))
    ask(question(items=("benefit",)))
    answer = pages("transfers.view").get("/transfers/", asked)
    assert answer.status_code == 200
    assert len(list(answer.context["list"].rows)) == rows
