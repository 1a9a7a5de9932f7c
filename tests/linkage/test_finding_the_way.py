"""From a person to what is recorded of them, and lists that are narrowed by person and by day."""

from datetime import date
from typing import Any

import pytest

from sasae.foundation import sealing
from sasae.kernel import clock
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import RegisteredPerson
from tests.linkage.register import HANAKO, TARO, Register, number, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def asked(taken_in: Register) -> Inquiry:
    return Inquiry.objects.create(
        inquiry_no="202606150000000001", person=RegisteredPerson.objects.get(atena_no=HANAKO), asked_by="linkage",
        operator="hanako", affair="資格審査", basis="number_act_19_9", case="K-1", information="TM00000000000002",
        provider="149993", period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), consent_on=date(2026, 6, 10),
        state="answered", requested_at=clock.now(),
        answer_cipher=sealing.encrypt(
            b'{"records": [{"year": 2025, "salary": 1234567, "since": "2025-04-01", "widow": false, "forestry": null}]}'
        ),
    )  # fmt: skip


@pytest.mark.clause("LNK-1")
def test_a_person_s_page_tells_what_the_register_told_newest_first(taken_in: Register, signed_in: Any) -> None:
    taken_in.tell(person(name="多摩　花子"), number(1), "氏名変更")
    taken_in.tell(person(name="川崎　花子"), number(1), "婚姻")
    take_register_changes()
    page = signed_in("people.view").get(f"/people/{HANAKO}/").content.decode()
    assert 0 < page.index("婚姻（") < page.index("氏名変更（")


def test_a_person_s_page_leads_only_where_the_reader_may_look(asked: Inquiry, signed_in: Any) -> None:
    lead = f"/inquiries/?person={HANAKO}"
    assert lead in signed_in("people.view", "inquiries.view").get(f"/people/{HANAKO}/").content.decode()
    assert lead not in signed_in("people.view").get(f"/people/{HANAKO}/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (f"person={HANAKO.lstrip('0')}", True), (f"person={TARO}", False),
        ("since=令和8年6月15日", True), ("since=令和8年6月16日", False),
        ("until=R8.6.15", True), ("until=2026-06-14", False), ("until=いつか", False),
    ],
)  # fmt: skip
def test_inquiries_are_narrowed_to_a_person_and_to_the_first_and_last_day(
    asked: Inquiry, signed_in: Any, query: str, found: bool
) -> None:
    Inquiry.objects.update(requested_at=clock.now().replace(year=2026, month=6, day=15, hour=23, minute=59))
    page = signed_in("inquiries.view").get(f"/inquiries/?{query}").content.decode()
    assert (asked.inquiry_no in page) is found
    assert ("条件を読み取れません" in page) is (query == "until=いつか")


def test_an_answer_is_shown_in_words_with_commas_and_in_the_japanese_calendar(asked: Inquiry, signed_in: Any) -> None:
    client = signed_in("inquiries.view", "inquiries.ask")
    page = client.post(f"/inquiries/{asked.inquiry_no}/answer/").content.decode()
    for words in ("1,234,567", "令和7年", "令和7年4月1日", "なし", "－"):
        assert f"<dd>{words}</dd>" in page
