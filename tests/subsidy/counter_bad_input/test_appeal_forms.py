"""What cannot be of an appeal: said with an id beside its field, everything typed kept, nothing done; stale pages too."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.appeals import actions
from sasae.subsidy.appeals.models import Appeal, AppealDocument, Ruling, State
from sasae.subsidy.applications.models import Application
from sasae.subsidy.entitlements import actions as examinations
from sasae.subsidy.entitlements.models import Examination
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.town import DAY, MISAKI, Linkage

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
APPEAL = {
    "filed_on": "令和8年6月15日", "known_on": "R8.6.15", "proxy": "多摩　一", "purport": "所得の計算が違う。\n取消しを求める。",
    "late_reason": "",
}  # fmt: skip
WRONG = {
    "30 February": ({"filed_on": "令和8年2月30日"}, "filed_on", "ない日付です"),
    "a Heisei day after Heisei": ({"known_on": "平成31年5月1日"}, "known_on", "平成にない日付です"),
    "filed tomorrow": ({"filed_on": "R8.6.16"}, "filed_on", "UK-005"),
    "known before it was decided": ({"known_on": "R8.6.14"}, "known_on", "UK-401"),
    "filed before it was decided": ({"filed_on": "R8.6.14"}, "filed_on", "UK-402"),
    "nothing asked for": ({"purport": " "}, "purport", "審査請求の趣旨と理由を入れてください。"),
    "more than a page": ({"purport": "長" * 2001}, "purport", "2000"),
}  # fmt: skip


@pytest.fixture
def refused(received: Application, examine: Callable[..., Any], linkage: Linkage) -> Examination:
    linkage.incomes[MISAKI] = 9_000_000
    examination = examine(received)
    examinations.request_approval(examination.pk, by=COUNTER)
    return examinations.approve(examination.pk, by=EXAMINER, on=DAY, at=clock.now())


@pytest.fixture
def appeal(refused: Examination) -> Appeal:
    return actions.receive(
        refused.pk, known_on=DAY, filed_on=DAY, purport="取消しを求める。", by=COUNTER, at=clock.now(), on=DAY
    )


def said_at(text: str, field: str) -> str:
    place = text.index(f'id="id_{field}_error"')
    return text[place : place + 600]


@pytest.mark.parametrize(("changed", "at", "said"), WRONG.values(), ids=WRONG.keys())
def test_it_is_said_beside_its_field_and_everything_typed_stays(
    refused: Examination, signed_in: Any, changed: dict[str, str], at: str, said: str
) -> None:
    sent = {**APPEAL, **changed}
    page = signed_in("appeals.enter").post(f"/appeals/new/{refused.pk}/", sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert said in said_at(text, at)
    assert f'href="#id_{at}"' in text
    for name in ("filed_on", "known_on", "proxy"):
        assert f'value="{sent[name]}"' in text[text.index(f'name="{name}"') :], name
    assert sent["purport"] in text
    assert Appeal.objects.count() == 0


def test_too_late_without_a_reason_is_said_at_the_reason(refused: Examination) -> None:
    late = {"known_on": DAY, "filed_on": date(2026, 9, 16), "on": date(2026, 9, 16)}
    with pytest.raises(actions.CannotAppeal) as why:
        actions.receive(refused.pk, **late, purport="取消し", by=COUNTER, at=clock.now())
    assert (why.value.id, why.value.at) == ("UK-403", "late_reason")
    assert Appeal.objects.count() == 0


def test_a_page_sent_twice_is_one_appeal_and_the_second_page_keeps_its_words(
    refused: Examination, signed_in: Any
) -> None:
    desk = signed_in("appeals.enter", "appeals.view")
    assert desk.post(f"/appeals/new/{refused.pk}/", APPEAL).status_code == 302
    text = desk.post(f"/appeals/new/{refused.pk}/", APPEAL).content.decode()
    assert "まだ裁決のない審査請求があります" in text
    assert APPEAL["purport"] in text
    assert Appeal.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "at", "said"),
    [
        ({"paper": "other", "title": "", "dated_on": "R8.6.15"}, "title", "UK-404"),
        ({"paper": "other", "title": "上申書", "dated_on": "R8.6.16"}, "dated_on", "UK-005"),
        ({"paper": "photograph", "title": "上申書", "dated_on": "R8.6.15"}, "paper", "候補にありません"),
        ({"paper": "", "title": "上申書", "dated_on": "令和8年13月1日"}, "dated_on", "ない日付です"),
    ],
    ids=["another paper without its name", "a paper of tomorrow", "a kind there is not", "a thirteenth month"],
)
def test_a_paper_that_cannot_be_is_not_entered(
    appeal: Appeal, signed_in: Any, sent: dict[str, str], at: str, said: str
) -> None:
    page = signed_in("appeals.view", "appeals.enter").post(f"/appeals/{appeal.number}/papers/", sent)
    text = page.content.decode()
    assert said in said_at(text, at)
    for name in ("title", "dated_on"):
        assert not sent[name] or f'value="{sent[name]}"' in text[text.index(f'name="{name}"') :]
    assert AppealDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "at", "said"),
    [
        ({"state": "proceeding", "why": " "}, "why", "理由を入れてください"),
        ({"state": "proceeding", "why": "長" * 301}, "why", "300"),
        ({"state": "ruled", "why": "裁決書"}, "state", "候補にありません"),
        ({"state": "nowhere", "why": "裁決書"}, "state", "候補にありません"),
    ],
    ids=["no reason", "a reason too long", "the ruling without its form", "a state there is not"],
)
def test_a_step_that_cannot_be_is_not_taken(
    appeal: Appeal, signed_in: Any, sent: dict[str, str], at: str, said: str
) -> None:
    page = signed_in("appeals.view", "appeals.enter").post(f"/appeals/{appeal.number}/move/", sent)
    text = page.content.decode()
    assert said in said_at(text, at)
    assert not sent["why"].strip() or f'value="{sent["why"]}"' in text
    appeal.refresh_from_db()
    assert appeal.state == State.RECEIVED


@pytest.mark.parametrize(
    ("changed", "at", "said"),
    [
        ({"ruled_on": "R8.6.16"}, "ruled_on", "UK-005"),
        ({"ruled_on": "R8.6.14"}, "ruled_on", "UK-405"),
        ({"reason": " "}, "reason", "裁決の理由の要点を入れてください。"),
        ({"ruling": "perhaps"}, "ruling", "候補にありません"),
    ],
    ids=["ruled tomorrow", "ruled before it was filed", "no reason", "a ruling there is not"],
)
def test_a_ruling_that_cannot_be_is_not_entered(
    appeal: Appeal, signed_in: Any, changed: dict[str, str], at: str, said: str
) -> None:
    sent = {"ruling": "rejected", "ruled_on": "R8.6.15", "reason": "計算は正しい。", **changed}
    page = signed_in("appeals.view", "appeals.rule").post(f"/appeals/{appeal.number}/ruling/", sent)
    text = page.content.decode()
    assert said in said_at(text, at)
    assert sent["reason"] in text
    assert f'value="{sent["ruled_on"]}"' in text
    appeal.refresh_from_db()
    assert appeal.state == State.RECEIVED


@pytest.mark.parametrize("step", ["ruling", "move"])
def test_on_a_page_of_before_the_ruling_the_words_typed_stay(appeal: Appeal, signed_in: Any, step: str) -> None:
    actions.rule(appeal.number, Ruling.REJECTED, ruled_on=DAY, reason="先の理由", by=APPROVER, on=DAY)
    sent = {
        "ruling": {"ruling": "cancelled", "ruled_on": "R8.6.15", "reason": "あとから書いた長い理由"},
        "move": {"state": "withdrawn", "why": "あとから書いた長い理由"},
    }[step]
    desk = signed_in("appeals.view", "appeals.enter", "appeals.rule")
    text = desk.post(f"/appeals/{appeal.number}/{step}/", sent).content.decode()
    assert "この審査請求は「裁決済」のため" in text
    assert "あとから書いた長い理由" in text
    appeal.refresh_from_db()
    assert (appeal.ruling, appeal.ruling_reason) == (Ruling.REJECTED, "先の理由")
