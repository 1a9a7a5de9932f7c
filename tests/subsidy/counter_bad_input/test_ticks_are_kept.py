"""A list's bulk form that is refused: what was ticked stays ticked, what was typed stays typed, the list stays narrowed."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.batch import run_now
from sasae.subsidy.certificates import actions as certificates
from sasae.subsidy.certificates.models import Certificate, Reason, Recall
from sasae.subsidy.claims.models import ClaimFolder
from sasae.subsidy.desk.models import Case
from sasae.subsidy.receipts.models import ReceiptLine
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.money import claim, file_of, receipt, take_in
from tests.subsidy.recovery.debts import paid_claim, proposed
from tests.subsidy.town import DAY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = (
    "certificates.view", "certificates.recall", "receipts.view", "receipts.decide", "claims.view", "claims.decide",
    "recovery.view", "recovery.enter", "applications.view", "applications.examine", "desk.assign", "notes.write",
)  # fmt: skip
Made = tuple[str, str, list[str], dict[str, str]]  # the list, where its form goes, what is ticked, what is typed


def recalled(get: Any) -> Made:
    """Letters were written just now; no reminder yet."""
    for one in Certificate.objects.filter(recipient=get("granted")):
        certificates.reissue(one.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    keys = list(Recall.objects.values_list("pk", flat=True))
    run_now(certificates.begin_letters(keys, by=COUNTER, on=DAY))
    return "/certificates/recalls/", "/certificates/recalls/letters/", [str(key) for key in keys], {}


def held_lines(get: Any) -> Made:
    get("granted")
    take_in(file_of(receipt("9999994"), receipt("8888881")), EXAMINER)
    keys = [str(one.pk) for one in ReceiptLine.objects.filter(state="held")]
    return "/receipts/lines/", "/receipts/lines/decide/", keys[:1], {"note": "判断を選ばなかった理由"}


def not_compared(get: Any) -> Made:
    claim(get("granted").number, COUNTER)
    return "/claims/folders/", "/claims/folders/decide/", [str(ClaimFolder.objects.get().pk)], {}


def not_overdue(get: Any) -> Made:
    return "/recovery/", "/recovery/reminders/", [proposed(paid_claim(get("granted"))).number], {}


def open_case(get: Any) -> Made:
    get("received")
    case = Case.objects.get()
    return "/desk/", "/desk/due/", [f"{case.pk}|{case.version}"], {"due_on": "令和8年2月30日"}


@pytest.mark.parametrize("make", [recalled, held_lines, not_compared, not_overdue, open_case])
def test_what_was_ticked_and_typed_is_there_again_once(
    request: pytest.FixtureRequest, signed_in: Callable[..., Any], make: Callable[[Any], Made]
) -> None:
    page, to, ticks, typed = make(request.getfixturevalue)
    clerk = signed_in(*RIGHTS)
    nobody = [] if make is not_overdue else ["9" * 5000]  # a debt there is not is no page
    assert ticked(clerk.get(page)) == (set(), True)
    answer = clerk.post(to, {"pick": [*ticks, *nobody], "asked": "", **typed}, follow=True)
    assert answer.request["PATH_INFO"] == page
    assert ticked(answer) == (set(ticks), True)
    assert "notice--error" in answer.content.decode() or "notice--warning" in answer.content.decode()
    for text in typed.values():
        assert f'value="{text}"' in answer.content.decode()
    assert ticked(clerk.get(page)) == (set(), True)


def test_on_another_list_nothing_is_ticked(granted: Any, signed_in: Callable[..., Any]) -> None:
    page, to, ticks, _ = not_compared(lambda name: granted)
    clerk = signed_in(*RIGHTS)
    clerk.post(to, {"pick": ticks})
    assert ticked(clerk.get("/receipts/lines/"))[0] == set()


def test_the_list_stays_narrowed(granted: Any, signed_in: Callable[..., Any]) -> None:
    _, to, ticks, _ = not_compared(lambda name: granted)
    answer = signed_in(*RIGHTS).post(to, {"pick": ticks, "asked": "state=entered&evil=%0d"})
    assert answer.url == "/claims/folders/?state=entered&evil=%0D"


def ticked(answer: Any) -> tuple[set[str], bool]:
    """Which rows are ticked, and whether rows can be."""
    boxes = re.findall(r'<input type="checkbox" form="picked" name="pick" value="([^"]+)"[^>]*?( checked)?>', answer.content.decode())  # fmt: skip
    return {value for value, on in boxes if on}, bool(boxes) or answer.request["PATH_INFO"] == "/receipts/lines/"
