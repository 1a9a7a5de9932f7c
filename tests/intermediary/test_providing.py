"""A body answers another under a permit: what is checked, what leaves, what is recorded."""

from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sasae.contracts import information_network as network
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.masters.batches import refresh
from sasae.intermediary.masters.models import MasterVersion
from sasae.intermediary.provisions.models import Provision
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import ALLOWANCE, ITEMS, KAWASAKI, MIDORINO, TAX, Core, encoded
from tests.intermediary.providing import CODE, opened, provide
from tests.intermediary.test_codes_and_copies import SALARY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.mark.clause("INT-3")
def test_under_a_permit_the_permitted_items_leave_encrypted_to_the_inquirer(ready: Net) -> None:
    answer = provide(ready)
    assert answer.state == "answered"
    assert str(SALARY) not in answer.model_dump_json()
    assert opened(answer.sealed_answer) == {
        "information": TAX, "records": [{"year": 2025, "salary": SALARY, "dependants": 1}],
    }  # fmt: skip
    with pytest.raises(Exception, match="開けません"):
        opened(answer.sealed_answer, MIDORINO)
    fewer = provide(ready, items=["year"], processing_no=f"{KAWASAKI}202606150000000002")
    assert opened(fewer.sealed_answer)["records"] == [{"year": 2025}]


@pytest.mark.clause("INT-5")
def test_the_providing_side_records_it_as_well(ready: Net) -> None:
    provide(ready)
    (record,) = ready.records("other_city", "25")
    assert (record.side, record.inquirer, record.provider, record.result) == ("提供", KAWASAKI, MIDORINO, "answered")
    assert (record.items, record.information, record.keep_until) == (ITEMS, TAX, date(2033, 12, 31))
    assert record.requested_at < record.provided_at
    assert ready.records("linkage", "25") == []


@pytest.mark.clause("NET-3")
def test_a_permit_is_good_for_one_use(ready: Net) -> None:
    assert provide(ready).state == "answered"
    again = provide(ready)
    assert (again.state, again.sealed_answer, again.message) == (
        "refused", "", "この許可証はすでに使われています。",
    )  # fmt: skip
    assert len(ready.records("other_city", "25")) == 1


def test_the_same_message_repeated_on_the_line_gets_the_first_answer(ready: Net) -> None:
    request = ready.core.request(CODE)
    first = ready.said("network_core", network.PROVIDE, request, "same")
    assert ready.said("network_core", network.PROVIDE, request, "same") == first
    with acting_for(MIDORINO):
        assert Provision.objects.count() == 1


@pytest.mark.clause("NET-3")
@pytest.mark.parametrize(
    ("seconds", "state"), [(0, "answered"), (-600, "answered"), (-602, "refused"), (60, "answered"), (63, "refused")]
)
def test_a_permit_holds_for_its_ten_minutes(ready: Net, seconds: int, state: str) -> None:
    now = int(clock.now().timestamp()) + seconds
    answer = provide(ready, claims={"issued_at": now, "expires_at": now + 601})
    assert answer.state == state
    if state == "refused":
        assert answer.message == "許可証の有効期間外です。"


@pytest.mark.clause("NET-3")
@pytest.mark.parametrize(
    "claims",
    [
        {"provider": KAWASAKI},
        {"inquirer": MIDORINO},
        {"code": "ANOTHER-PERSON"},
        {"information": ALLOWANCE},
        {"items": ["year"]},
        {"period_from": "2026-01-01"},
        {"period_to": "2024-12-31"},
        {"inquirer_key": "{}"},
        {"processing_no": "1"},
        {"not_disclosed": True},
        {"affair": "JM"},
        {"procedure": "JT"},
        {"code": None},
        {"permit_no": None},
        {"issued_at": None},
        {"expires_at": "never"},
        {"expires_at": 2**40},
    ],
    ids=str,
)
def test_a_permit_made_for_anything_else_is_refused(ready: Net, claims: dict[str, Any], refusals: Any) -> None:
    answer = provide(ready, claims=claims)
    assert (answer.state, answer.sealed_answer) == ("refused", "")
    assert any("provision.refused" in line and KAWASAKI in line for line in refusals())
    with acting_for(MIDORINO):
        assert not Provision.objects.exists()


@pytest.mark.clause("NET-3")
@pytest.mark.parametrize("how", ["another key", "cut", "empty", "no signature", "not a table", "alg none"])
def test_a_forged_permit_is_refused(ready: Net, how: str) -> None:
    good = ready.core.request(CODE)
    head, body, signature = good.permit.split(".")
    listed, none = encoded(b"[1]"), encoded(b'{"alg":"none"}')
    forged = {
        "another key": Core(key=Ed25519PrivateKey.generate(), keys=ready.core.keys).request(CODE).permit,
        "cut": good.permit[:-5],
        "empty": "",
        "no signature": f"{head}.{body}.",
        "not a table": f"{head}.{listed}.{encoded(ready.core.key.sign(f'{head}.{listed}'.encode()))}",
        "alg none": f"{none}.{body}.{signature}",
    }[how]
    answer = ready.said("network_core", network.PROVIDE, good.model_copy(update={"permit": forged}))
    assert (answer.state, answer.sealed_answer) == ("refused", "")
    assert "許可証" in answer.message


@pytest.mark.clause("NET-10")
def test_a_provision_outside_the_permitted_list_is_refused_and_recorded_here_though_the_core_permits_it(
    ready: Net, refusals: Any
) -> None:
    for other in ({"information": ALLOWANCE}, {"items": [*ITEMS, "secret"]}):
        answer = provide(ready, **other)
        assert (answer.state, answer.message) == ("refused", "照会許可用照合リストにない求めです。")
    assert len([line for line in refusals() if "provision.refused" in line]) == 2
    ready.core.version, ready.core.permitted = 2, []
    refresh()
    assert provide(ready).state == "refused"
    MasterVersion.objects.all().delete()
    assert provide(ready).message == "配信マスターがまだ届いていません。"


def test_a_code_nobody_has_here_is_answered_with_nobody(ready: Net) -> None:
    answer: network.Provision = ready.said("network_core", network.PROVIDE, ready.core.request("UNKNOWN"))
    assert (answer.state, answer.sealed_answer) == ("nobody", "")


@pytest.mark.parametrize(
    ("period", "state"),
    [
        ({"period_from": "2025-12-31", "period_to": "2026-06-30"}, "answered"),
        ({"period_from": "2026-01-01", "period_to": "2026-06-30"}, "nobody"),
        ({"period_from": "2024-01-01", "period_to": "2025-01-01"}, "answered"),
        ({"period_from": "2024-01-01", "period_to": "2024-12-31"}, "nobody"),
    ],
)
def test_a_copy_answers_for_its_period(ready: Net, period: dict[str, str], state: str) -> None:
    assert provide(ready, **period).state == state
    assert [each.result for each in ready.records("other_city", "25")] == [state]
    assert [bool(each.items) for each in ready.records("other_city", "25")] == [state == "answered"]


def test_only_the_newest_version_of_a_copy_answers_and_an_older_one_never_in_its_place(ready: Net) -> None:
    ready.copy("other_city", "25", version=2, data={"year": 2025, "salary": 1})
    assert opened(provide(ready).sealed_answer)["records"] == [{"year": 2025, "salary": 1}]
    ready.copy("other_city", "25", version=3, period_from=date(2023, 1, 1), period_to=date(2023, 12, 31))
    assert provide(ready, processing_no=f"{KAWASAKI}202606150000000002").state == "nobody"


@pytest.mark.clause("NET-10")
@pytest.mark.parametrize("flags", [{"not_disclosed": True}, {"automatic_reply": False}], ids=["protected", "by hand"])
def test_a_protected_person_is_not_answered_automatically_and_a_clerk_is_waited_for(
    ready: Net, flags: dict[str, bool]
) -> None:
    ready.copy("other_city", "25", version=2, **flags)
    answer = provide(ready)
    assert (answer.state, answer.sealed_answer, answer.provided_at) == ("not_automatic", "", None)
    with acting_for(MIDORINO):
        assert Provision.objects.get().state == "not_automatic"
    assert [(each.result, each.items) for each in ready.records("other_city", "25")] == [("not_automatic", [])]
    assert ready.core.late == []


def test_the_time_a_permit_is_valid_is_not_stretched_by_a_late_clock(ready: Net) -> None:
    late = int((clock.now() - timedelta(hours=1)).timestamp())
    assert provide(ready, claims={"issued_at": late, "expires_at": late + 600}).state == "refused"
