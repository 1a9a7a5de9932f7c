"""Two clerks of two offices ask two bodies the same question about the same person at the same moment."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from sasae.contracts import inquiries as words
from sasae.foundation.history import Actor
from sasae.kernel.findings import error
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements.asked import DISABILITY
from sasae.subsidy.entitlements.models import Examination, IncomeInquiry
from sasae.subsidy.entitlements.single import CannotAsk, Single, ask_single
from sasae.wire.client import Refused
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY, MISAKI, OTHER_CITY, Linkage

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "journal"])
SECOND = Actor("counter2", "麻生 光", "staff")
CHIYODA = "131016"
PATIENCE = 120  # seconds


def waits_in_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
               WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()"""
        )
        return bool(cursor.fetchone()[0])


def both_at_once(linkage: Linkage, examination: Examination, first_told: Callable[[Any], Any]) -> dict[str, Any]:
    """The second clerk, on a connection of their own, asks while the first one's question is under way."""
    said: dict[str, Any] = {}
    take: Callable[[Any], words.InquiryAccepted] = linkage.inquiries_request

    def clerk(by: Actor, provider: str) -> None:
        chosen = Single(MISAKI, DISABILITY, "資格審査", "number_act_19_9", provider)
        try:
            said[by.id] = ask_single(examination, chosen, by=by, on=DAY).inquiry_no
        except (CannotAsk, Refused) as refusal:
            said[by.id] = [(one.id, one.message) for one in refusal.findings]
        finally:
            connections.close_all()

    second = threading.Thread(target=clerk, args=(SECOND, CHIYODA))

    def while_the_second_comes(question: words.InquiryRequest) -> words.InquiryAccepted:
        if question.purpose.operator == SECOND.id:
            return take(question)
        second.start()
        until = time.monotonic() + PATIENCE
        while second.is_alive() and not waits_in_turn() and time.monotonic() < until:
            time.sleep(0.02)
        answer: words.InquiryAccepted = first_told(question)
        return answer

    linkage.inquiries_request = while_the_second_comes  # type: ignore[method-assign]
    clerk(COUNTER, OTHER_CITY)
    second.join(PATIENCE)
    assert not second.is_alive()
    return said


@pytest.mark.clause("NET-1")
def test_the_second_is_told_of_the_running_question_and_the_other_body_is_not_asked(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    said = both_at_once(linkage, examine(received), linkage.inquiries_request)
    assert said[COUNTER.id] == "Q000001"
    assert said[SECOND.id] == [("SK-208", "みどり野市に、もう照会しています（回答を待っています）")]
    assert [one.provider for name, one in linkage.asked if name == "inquiries.request"] == [OTHER_CITY]
    assert IncomeInquiry.objects.values_list("provider", "asked_by").get() == (OTHER_CITY, COUNTER.id)


def test_where_the_first_is_refused_the_second_gets_a_question_of_its_own(
    received: Application, examine: Callable[..., Any], linkage: Linkage
) -> None:
    def refuse(question: Any) -> Any:
        raise Refused(422, [error("L-104", "atena_no", "個人番号が未登録のため、情報照会ができません。")])

    said = both_at_once(linkage, examine(received), refuse)
    assert [id for id, _ in said[COUNTER.id]] == ["L-104"]
    assert IncomeInquiry.objects.values_list("provider", "asked_by", "inquiry_no").get() == (
        CHIYODA, SECOND.id, said[SECOND.id],
    )  # fmt: skip
