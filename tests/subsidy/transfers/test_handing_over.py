"""What leaves for a sister subsidy under its permission, what does not, and the log of both."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings as all_settings
from django.db import ProgrammingError, connection, transaction

from sasae.contracts.transfers import Item
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.people.models import Person
from sasae.subsidy.transfers import actions
from sasae.subsidy.transfers.handing_over import NotHandedOver, hand_over
from sasae.subsidy.transfers.models import Outcome, Permission, Transfer
from sasae.subsidy.transfers.queries import faults, figures
from sasae.wire.sealing import CannotOpen, unseal_text
from tests.subsidy.conftest import APPROVER
from tests.subsidy.town import DAY, HOME, MISAKI, OBASAN, REN
from tests.subsidy.transfers.asking import OFFICE, SINCE, SISTER, UNTIL, WHY, permit, question
from tests.subsidy.transfers.asking import carry as carry
from tests.subsidy.transfers.asking import permitted as permitted
from tests.subsidy.transfers.asking import this_day as this_day
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
NOBODY = "000000000099999"


def asked(**changed: Any) -> Any:
    return question(permission=Permission.objects.get().number, **changed)


@pytest.mark.clause("TRF-1")
def test_the_items_asked_for_leave_and_no_other(granted: Any, permitted: Permission, carry: Callable[..., Any]) -> None:
    answer = carry(question(MISAKI, REN, NOBODY, permission=permitted.number, items=("entitlement", "certificate")))
    assert answer.status_code == 200, answer.content.decode()
    told = answer.json()
    assert [one["atena_no"] for one in told["told"]] == [MISAKI, REN]
    assert told["not_ours"] == [NOBODY]
    mother = told["told"][0]
    (entitlement,) = mother["entitlements"]
    assert entitlement["valid_from"] == granted.entitlements.get().valid_from.isoformat()
    assert (mother["benefits"], mother["applications"], mother["address"]) == (None, None, None)
    assert "美咲" not in answer.content.decode()
    line = Transfer.objects.get()
    assert (line.state, line.told, line.told_items) == (Outcome.HANDED, [MISAKI, REN], ["certificate", "entitlement"])
    assert HistoryEntry.objects.get(event="transfers.handed").persons == [MISAKI, REN]
    assert figures() == {"asked": 1, "handed": 1, "refused": 0, "improper": 0}


@pytest.mark.clause("TRF-2")
def test_the_childrens_office_is_told_how_an_application_ended_and_what_was_granted(
    granted: Any, this_day: None, carry: Callable[..., Any]
) -> None:
    own = permit(office=SISTER, items=["application", "benefit"])
    why = WHY.model_copy(update={"basis": "number_ordinance_3_2_35", "affair": "小児医療費助成"})
    answer = carry(
        question(MISAKI, permission=own.number, office=SISTER, purpose=why, items=("application", "benefit"))
    )
    (told,) = answer.json()["told"]
    assert [(one["outcome"], one["decided_on"]) for one in told["applications"]] == [("10", DAY.isoformat())]
    assert told["benefits"] == []


def test_what_was_granted_is_summed_by_treatment_month_and_what_was_taken_back_is_not_in_it(
    granted: Any, this_day: None, carry: Callable[..., Any]
) -> None:
    from sasae.subsidy.ledger.models import Posting, PostingLine

    booked = (
        ("a", "1", "2026-04", 3000), ("b", "2", "2026-04", 1200), ("c", "1", "2026-05", 700), ("d", "1", "2026-05", -700),
    )  # fmt: skip
    for cause, provider, month, yen in booked:
        posting = Posting.objects.create(cause=cause, on=DAY, text="試験", by="t")
        row = {
            "posting": posting, "person": granted.person, "provider": provider, "treatment_month": month, "scheme": "2",
        }  # fmt: skip
        PostingLine.objects.bulk_create(
            [
                PostingLine(**row, account="reimbursement", yen=yen),
                PostingLine(**row, account="payable_to_person", yen=-yen),
            ]
        )
    own = permit(items=["benefit"])
    (told,) = carry(question(permission=own.number, items=("benefit",))).json()["told"]
    assert told["benefits"] == [{"treatment_month": "2026-04", "yen": 4200}]


@pytest.mark.parametrize("protected", [False, True], ids=["lives openly", "is protected"])
def test_an_address_leaves_by_the_one_way_out_and_a_protected_one_sealed_to_the_office_itself(
    granted: Any, permitted: Permission, carry: Callable[..., Any], protected: bool
) -> None:
    if protected:
        Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY)
    answer = carry(question(permission=permitted.number, items=("address",)))
    (told,) = answer.json()["told"]
    assert told["protected"] is protected
    released = HistoryEntry.objects.filter(event="protected.released", persons=[MISAKI])
    if not protected:
        assert told["address"]["text"] == HOME
        assert not released.exists()
        return
    assert HOME not in answer.content.decode()
    assert (told["address"]["text"], told["address"]["ward_code"], told["address"]["postal_code"]) == ("", "", "")
    assert unseal_text(all_settings.SASAE_PKI, OFFICE, told["address"]["sealed"]) == HOME
    with pytest.raises(CannotOpen):
        unseal_text(all_settings.SASAE_PKI, "linkage", told["address"]["sealed"])
    assert Transfer.objects.get().protected == [MISAKI]
    assert "重度障害" in released.get().detail["reason"]


def test_the_day_after_protection_ends_the_address_is_told_openly(granted: Any, permitted: Permission) -> None:
    Person.objects.filter(atena_no=MISAKI).update(protected_until=DAY - timedelta(days=1))
    answer = hand_over(asked(items=("address",)), on=DAY, at=clock.now())
    assert (answer.told[0].protected, answer.told[0].address.text) == (False, HOME)  # type: ignore[union-attr]


def test_who_only_lives_with_a_family_of_ours_is_not_of_this_scheme(
    granted: Any, permitted: Permission, carry: Callable[..., Any]
) -> None:
    aunt = Person.objects.get(atena_no=REN)
    aunt.pk, aunt.atena_no, aunt.individual_number_cipher, aunt.individual_number_index = None, OBASAN, None, None
    aunt.save()
    answer = carry(question(OBASAN, permission=permitted.number)).json()
    assert (answer["told"], answer["not_ours"]) == ([], [OBASAN])
    assert (Transfer.objects.get().told_items, figures()["improper"]) == ([], 0)


@pytest.mark.clause("TRF-3")
@pytest.mark.clause("LAW-1")
@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"items": ("entitlement", "benefit")}, "IT-305"),
        ({"office": SISTER}, "IT-301"),
        ({"purpose": WHY.model_copy(update={"basis": "number_ordinance_3_2_35"})}, "IT-301"),
        ({"purpose": WHY.model_copy(update={"affair": "観光案内"})}, "IT-301"),
        ({"permission": "IK2026-999999"}, "IT-302"),
        (
            {
                "office": SISTER,
                "purpose": WHY.model_copy(update={"basis": "number_ordinance_3_2_35", "affair": "小児医療費助成"}),
            },
            "IT-302",
        ),
    ],
    ids=[
        "an item outside", "another office", "another row of the ordinance", "another affair", "no such permission",
        "the other office's permission",
    ],
)  # fmt: skip
def test_outside_its_permission_nothing_leaves_and_the_refusal_is_in_the_log(
    granted: Any, permitted: Permission, carry: Callable[..., Any], refusals: Any, changed: dict[str, Any], finding: str
) -> None:
    message = question(**{"permission": permitted.number, **changed})
    answer = carry(message)
    assert (answer.status_code, findings(answer)) == (422, [finding])
    line = Transfer.objects.get()
    assert (line.state, line.told, line.told_items, line.findings[0]["id"]) == (Outcome.REFUSED, [], [], finding)
    assert figures() == {"asked": 1, "handed": 0, "refused": 1, "improper": 0}
    assert [one for one in refusals() if "transfers.refused" in one]


@pytest.mark.clause("TRF-3")
@pytest.mark.parametrize(
    ("on", "refused"),
    [(SINCE - timedelta(days=1), True), (SINCE, False), (UNTIL, False), (UNTIL + timedelta(days=1), True)],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_a_permission_holds_from_its_first_to_its_last_day(
    granted: Any, permitted: Permission, on: date, refused: bool
) -> None:
    expected = pytest.raises(NotHandedOver, match="期間は") if refused else nullcontext()
    with expected:
        assert hand_over(asked(), on=on, at=clock.now()).told


@pytest.mark.clause("TRF-3")
def test_a_permission_withdrawn_ends_at_once(granted: Any, permitted: Permission, carry: Callable[..., Any]) -> None:
    assert carry(question(permission=permitted.number)).status_code == 200
    actions.withdraw(permitted.number, "用途が終わった", by=APPROVER, at=clock.now())
    assert findings(carry(question(permission=permitted.number, transfer_no="IT2"))) == ["IT-303"]
    assert figures()["improper"] == 0


@pytest.mark.parametrize("caller", [OFFICE, SISTER, "intake", "tax"])
def test_nobody_but_linkage_is_let_in(
    granted: Any, permitted: Permission, carry: Callable[..., Any], caller: str
) -> None:
    answer = carry(question(permission=permitted.number), caller)
    assert (answer.status_code, findings(answer)) == (403, ["W-012"])
    assert not Transfer.objects.exists()


@pytest.mark.clause("TRF-4")
@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({}, ""),
        ({"permission": None}, "許可がありません"),
        ({"office": SISTER}, "許可の移転先と違います"),
        ({"basis": "number_ordinance_3_2_35"}, "根拠が許可と違います"),
        ({"affair": "観光案内"}, "事務が許可と違います"),
        ({"at": clock.now() - timedelta(days=4000)}, "許可より前の移転です"),
        ({"on": UNTIL}, ""),
        ({"on": UNTIL + timedelta(days=1)}, "許可の期間の外です"),
        ({"items": ["benefit"], "told_items": ["benefit"]}, "許可にない項目を渡しています"),
        ({"told_items": ["address"]}, "求められていない項目を渡しています"),
        ({"told": [MISAKI, REN]}, "求められていない人の分を渡しています"),
        ({"permission": None, "state": Outcome.REFUSED}, ""),
    ],
)
def test_the_check_holds_every_line_of_the_log_against_its_permission_and_says_what_is_wrong(
    permitted: Permission, signed_in: Any, changed: dict[str, Any], fault: str
) -> None:
    row: dict[str, Any] = {
        "number": "IT1", "office": OFFICE, "basis": WHY.basis, "affair": WHY.affair, "operator": "a", "case": "c",
        "permission_no": permitted.number, "permission": permitted, "items": ["entitlement"], "persons": [MISAKI],
        "state": Outcome.HANDED, "told": [MISAKI], "told_items": ["entitlement"], "on": DAY, "at": clock.now(),
    }  # fmt: skip
    made = Transfer.objects.create(**{**row, **changed})
    assert faults(made) == ([fault] if fault else [])
    assert figures()["improper"] == bool(fault)
    page = signed_in("transfers.view").get("/transfers/").content.decode()
    assert ("不適正な移転があります" in page) == bool(fault)
    assert fault in signed_in("transfers.view").get(f"/transfers/{made.pk}/").content.decode()


@pytest.mark.clause("TRF-4")
def test_the_log_cannot_be_changed_by_the_application(
    granted: Any, permitted: Permission, carry: Callable[..., Any]
) -> None:
    carry(question(permission=permitted.number))
    for statement in ("UPDATE subsidy_transfers_transfer SET items = '{}'", "DELETE FROM subsidy_transfers_transfer"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_many_persons_take_as_many_questions_as_one(
    granted: Any, permitted: Permission, django_assert_num_queries: Any
) -> None:
    from django.db import connection as line
    from django.test.utils import CaptureQueriesContext

    from sasae.subsidy.transfers.telling import tell

    counts = []
    for persons in ((MISAKI,), (MISAKI, REN, *(f"{one:015d}" for one in range(290)))):
        message = question(*persons, permission=permitted.number, items=tuple(item.value for item in Item))
        with CaptureQueriesContext(
            line,
        ) as seen:
            tell(message, on=DAY)
        counts.append(len(seen))
    assert counts[0] == counts[1]
