"""Another copy of a certificate, and a letter that came back: what cannot be is said, what was typed is kept."""

from typing import Any

import pytest

from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.models import Certificate, Reason, Recall, ReturnedMail, State
from sasae.subsidy.entitlements.models import Recipient
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
RIGHTS = ("certificates.view", "certificates.issue", "certificates.recall")
REISSUE = {"reason": "lost", "form": "a6", "language": "en", "note": "駅で落とした"}
RETURNED = {"returned_on": "R8.6.15", "reason": "moved", "next_step": "examine", "note": "付せんあり"}


@pytest.fixture
def hers(granted: Recipient) -> Certificate:
    return Certificate.objects.get(recipient=granted)


def said_at(text: str, field: str) -> str:
    place = text.index(f'id="id_{field}_error"')
    return text[place : place + 600]


@pytest.mark.parametrize(
    ("changed", "at", "said"),
    [
        ({"reason": ""}, "reason", "再交付の理由を選んでください。"),
        ({"reason": "eaten"}, "reason", "候補にありません"),
        ({"form": "a5"}, "form", "候補にありません"),
        ({"language": "xx"}, "language", "候補にありません"),
        ({"note": "長" * 201}, "note", "200"),
    ],
    ids=["no reason", "a reason there is not", "a size there is not", "a language there is not", "a note too long"],
)
def test_a_reissue_that_cannot_be_makes_nothing_void(
    hers: Certificate, signed_in: Any, changed: dict[str, str], at: str, said: str
) -> None:
    sent = {**REISSUE, **changed}
    page = signed_in(*RIGHTS).post(f"/certificates/{hers.number}/reissue/", sent)
    assert page.status_code == 200
    text = page.content.decode()
    assert said in said_at(text, at)
    assert f'value="{sent["note"]}"' in text
    hers.refresh_from_db()
    assert (hers.state, Certificate.objects.count()) == (State.VALID, 3)


def test_reissued_from_two_pages_there_is_one_new_copy_and_the_second_note_stays(
    hers: Certificate, signed_in: Any
) -> None:
    desk = signed_in(*RIGHTS)
    assert desk.post(f"/certificates/{hers.number}/reissue/", REISSUE).status_code == 302
    text = desk.post(f"/certificates/{hers.number}/reissue/", {**REISSUE, "note": "二つ目の画面"}).content.decode()
    assert "UK-502" in text
    assert 'value="二つ目の画面"' in text
    assert Certificate.objects.filter(replaces=hers).count() == 1


@pytest.mark.parametrize(
    ("changed", "at", "said"),
    [
        ({"returned_on": "令和8年2月30日"}, "returned_on", "ない日付です"),
        ({"returned_on": "R8.6.16"}, "returned_on", "UK-503"),
        ({"returned_on": "R8.6.14"}, "returned_on", "UK-504"),
        ({"reason": "dog"}, "reason", "候補にありません"),
    ],
    ids=["30 February", "back tomorrow", "back before it was sent", "a reason there is not"],
)
def test_a_letter_that_cannot_have_come_back_is_not_entered(
    hers: Certificate, signed_in: Any, changed: dict[str, str], at: str, said: str
) -> None:
    sent = {**RETURNED, **changed}
    text = signed_in(*RIGHTS).post(f"/certificates/{hers.number}/returned/", sent).content.decode()
    assert said in said_at(text, at)
    assert 'value="付せんあり"' in text
    assert f'value="{sent["returned_on"]}"' in text
    assert ReturnedMail.objects.count() == 0


def test_what_was_collected_already_is_said_with_the_words_typed(hers: Certificate, signed_in: Any) -> None:
    actions.reissue(hers.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    actions.collect(hers.number, by=COUNTER, on=DAY)
    sent = {"why": "転居先がわからない"}
    text = signed_in(*RIGHTS).post(f"/certificates/{hers.number}/give-up/", sent, follow=True).content.decode()
    assert "入力した内容：転居先がわからない" in text
    assert Recall.objects.get().state == "collected"
