"""The operators' pages of copies and protected persons: what they show, whose, and what they do with what is typed."""

from datetime import timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from sasae.contracts import body_copies
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.copies.actions import register_batch
from sasae.intermediary.copies.models import Copy, CopyBatch
from sasae.intermediary.protections.models import Protection
from sasae.intermediary.retention.batches import delete_due
from sasae.intermediary.retention.models import DeletionRun
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO, TAX
from tests.intermediary.test_codes_and_copies import SALARY
from tests.intermediary.test_copies import batch, row

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("copies.view", "protections.view", "protections.set", "provisions.view", "lists.export")


@pytest.fixture
def people(ready: Net, settings: Any, pages_for_people: Any) -> Net:
    """Two versions of a record, a batch with findings; then the pages for people."""
    wrong = row(record_id="R9", period_to=row().period_from - timedelta(days=1))
    ready.said("other_city", body_copies.REGISTER_BATCH, batch(row(version=2), wrong))
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return ready


def number_of(kind: Any, **by: Any) -> int:
    with acting_for(MIDORINO):
        return int(kind.objects.filter(**by).latest("id").pk)


@pytest.mark.clause("INT-6")
def test_the_pages_of_copies_show_versions_and_findings_and_no_content(people: Net, signed_in: Any) -> None:
    client = signed_in(*RIGHTS, office_code=MIDORINO)
    copy, made = number_of(Copy), number_of(CopyBatch, batch_no="B-1")
    pages = (
        "/copies/",
        f"/copies/{copy}/",
        "/copies/batches/",
        f"/copies/batches/{made}/",
        "/copies/freshness/",
        "/copies/past/",
    )
    shown = {address: client.get(address) for address in pages}
    assert {answer.status_code for answer in shown.values()} == {200}
    text = {address: answer.content.decode() for address, answer in shown.items()}
    assert not [address for address, page in text.items() if str(SALARY) in page or "eyJ" in page]
    assert "I-212" in text[f"/copies/batches/{made}/"]
    assert "登録できず" in text["/copies/batches/"]
    assert text[f"/copies/{copy}/"].count("公開中") == 3
    stranger = signed_in(*RIGHTS, office_code=KAWASAKI)
    assert stranger.get(f"/copies/{copy}/").status_code == 404
    assert stranger.get(f"/copies/batches/{made}/").status_code == 404
    assert signed_in("inquiries.view", office_code=MIDORINO).get("/copies/past/").status_code == 403


def past(client: Any, **other: str) -> Any:
    asked = {
        "unified_no": "25", "information": TAX, "period_from": "2025-01-01", "period_to": "2025-12-31",
        "known_on": str(clock.today()), **other,
    }  # fmt: skip
    return client.get("/copies/past/", asked)


@pytest.mark.clause("INT-6")
def test_what_would_have_been_answered_on_a_day_is_shown_and_journaled(people: Net, signed_in: Any) -> None:
    client = signed_in(*RIGHTS, office_code=MIDORINO)
    assert "次の版で自動応答するところでした" in past(client).content.decode()
    line = HistoryEntry.objects.filter(event="copies.searched").get()
    assert line.persons == [f"{MIDORINO}:25"]
    before = past(client, known_on=str(clock.today() - timedelta(days=1))).content.decode()
    assert "「該当なし」と答えるところでした" in before
    assert "「該当なし」と答えるところでした" in past(client, period_from="2019-01-01", period_to="2019-12-31").content.decode()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"known_on": "2999-01-01"}, "今日までの日"),
        ({"period_to": "2024-12-31"}, "初日以後の日"),
        ({"information": "'; --"}, "正しく選択"),
        ({"unified_no": ""}, "統合宛名番号を入れてください"),
        ({"period_from": "きのう"}, "対象期間の初日"),
    ],
)
def test_nonsense_gets_a_page_that_says_what_to_mend(
    people: Net, signed_in: Any, other: dict[str, str], said: str
) -> None:
    answer = past(signed_in(*RIGHTS, office_code=MIDORINO), **other)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def new_flag(client: Any, **other: str) -> Any:
    typed = {"unified_no": "25", "information": "", "kind": "not_disclosed", "valid_from": str(clock.today()),
             "valid_to": "", "reason": "支援措置 第12号", **other}  # fmt: skip
    return client.post("/protections/new/", typed, follow=True)


@pytest.mark.clause("INT-3")
def test_an_operator_protects_a_person_and_two_lift_it_on_screen(people: Net, signed_in: Any) -> None:
    one, two = (signed_in(*RIGHTS, office_code=MIDORINO) for _ in range(2))
    page = new_flag(one).content.decode()
    assert "保護中" in page
    assert "支援措置 第12号" in page
    address = f"/protections/{number_of(Protection)}/"
    assert "解除の理由を入れてください" in one.post(f"{address}lift/", {"why": ""}, follow=True).content.decode()
    asked = one.post(f"{address}lift/", {"why": "期間満了"}, follow=True).content.decode()
    assert "解除の承認待ち" in asked
    assert "承認して解除する" not in asked
    assert "承認できません" in one.post(f"{address}settle/", {"agree": "yes"}, follow=True).content.decode()
    assert "解除の承認を待つ保護の登録" in two.get("/").content.decode()
    assert "承認して解除する" in two.get(address).content.decode()
    done = two.post(f"{address}settle/", {"agree": "yes"}, follow=True).content.decode()
    assert "解除しました" in done
    again = two.post(f"{address}settle/", {"agree": "yes"}, follow=True).content.decode()
    assert "I-508" in again
    with acting_for(MIDORINO):
        assert list(Protection.objects.order_by("version").values_list("lifted", flat=True)) == [False, True]


@pytest.mark.parametrize(
    ("other", "id"),
    [({"unified_no": "77"}, "I-502"), ({"valid_to": "2020-01-01"}, "I-501"), ({"reason": ""}, "理由を入れてください")],
)
def test_a_flag_that_cannot_be_is_refused_with_what_was_typed(
    people: Net, signed_in: Any, other: dict[str, str], id: str
) -> None:
    answer = new_flag(signed_in(*RIGHTS, office_code=MIDORINO), **other)
    assert answer.status_code == 422
    assert id in answer.content.decode()
    with acting_for(MIDORINO):
        assert not Protection.objects.exists()


@pytest.mark.clause("INT-9")
def test_another_body_s_operator_and_the_platform_s_see_no_flag(people: Net, signed_in: Any) -> None:
    new_flag(signed_in(*RIGHTS, office_code=MIDORINO))
    address = f"/protections/{number_of(Protection)}/"
    stranger = signed_in(*RIGHTS, office_code=KAWASAKI)
    assert stranger.get(address).status_code == 404
    stranger.post(f"{address}lift/", {"why": "x"})
    with acting_for(MIDORINO):
        assert not Protection.objects.exclude(asked_by="").exists()
    assert "OP0" not in stranger.get("/protections/").content.decode()
    assert signed_in("platform.view").get("/protections/").status_code == 403
    looking = signed_in("protections.view", office_code=MIDORINO)
    assert looking.get(address).status_code == 200
    assert looking.post(f"{address}lift/", {"why": "x"}).status_code == 403


@pytest.mark.clause("RET-4")
def test_two_operators_delete_on_screen_what_is_due(people: Net, signed_in: Any) -> None:
    one, two = (signed_in("deletions.view", "deletions.manage", office_code=MIDORINO) for _ in range(2))
    assert "I-601" in one.post("/deletions/list/", follow=True).content.decode()
    long_ago = clock.now() - timedelta(days=800)
    register_batch(
        Body.objects.get(code=MIDORINO), batch(row(unified_no="88", record_id="R88"), number="old"), now=long_ago
    )
    assert "抽出しました" in one.post("/deletions/list/", follow=True).content.decode()
    address = f"/deletions/{number_of(DeletionRun)}/"
    assert "承認して消去する" not in one.get(address).content.decode()
    assert "I-603" in one.post(f"{address}steps/approve/", follow=True).content.decode()
    assert "確認を待つ消去" in two.get("/").content.decode()
    assert "裏で進みます" in two.post(f"{address}steps/approve/", follow=True).content.decode()
    assert ProcrastinateJob.objects.filter(task_name=delete_due.name).count() == 1
    assert "I-605" in two.post(f"{address}steps/withdraw/", follow=True).content.decode()
    assert two.post(f"{address}steps/nonsense/").status_code == 404
    assert signed_in("deletions.view", office_code=KAWASAKI).get(address).status_code == 404
