"""Who looked at my record, at the portal: asked by card, pulled by intake, read by the one who asked, for an hour."""

import base64
import hashlib
import re
from datetime import date, timedelta
from typing import Any

import pyrage
import pytest
from django.conf import settings as live
from django.test import Client

from sasae.contracts import resident_questions as contract
from sasae.contracts.evidence import Line
from sasae.contracts.resident_questions import Asked, Content, Outcome
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.portal.inbox.wording import office
from sasae.portal.looks import actions, keys
from sasae.portal.looks.models import Question, State
from sasae.wire import sealing
from tests.portal.residents import Resident, asked
from tests.wire.partner import Partner, findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
INTAKE = SYSTEM("intake")
REFERENCE = "20260615T013000000001-0123456789abcdef01234567"
HOUR = actions.READABLE


def ask(resident: Resident, address: str = "/looks/", **values: Any) -> str:
    """Ask and sign; the address the browser is sent on to."""
    response = resident.client.post(address, values or {"days": "92"})
    back = resident.back(resident.card.answer(asked(response)))
    assert back.status_code == 302, back.content.decode()
    return back["Location"]


def content(question: Question, **told: Any) -> Content:
    line = Line(
        reference=REFERENCE, system="subsidy", at=clock.now(), act="looked", office="高津区役所 保険年金課",
        why="届出を受け付けるため",
    )  # fmt: skip
    plain: dict[str, Any] = {"question_id": str(question.id), "outcome": Outcome.TOLD, "lines": [line]}
    return Content(**{**plain, **told})


def answer(question: Question, **told: Any) -> bool:
    """Intake's answer comes in."""
    recipient = pyrage.x25519.Recipient.from_str(question.recipient)
    sealed = pyrage.encrypt(content(question, **told).model_dump_json().encode(), [recipient])
    return actions.keep_answer(str(question.id), sealed, by=INTAKE, now=clock.now())


@pytest.fixture
def hanako_asked(hanako: Resident) -> Question:
    """Hanako has asked."""
    hanako.log_in()
    ask(hanako)
    return Question.objects.get()


@pytest.mark.clause("DIS-1")
def test_a_resident_asks_by_card_and_reads_when_which_office_and_why(hanako: Resident) -> None:
    hanako.log_in()
    where = ask(hanako)
    assert "市が確かめています" in hanako.client.get(where).content.decode()
    question = Question.objects.get()
    assert answer(question)
    page = hanako.client.get(where)
    text = page.content.decode()
    assert "高津区役所 保険年金課" in text
    assert "届出を受け付けるため、見ました。" in text
    assert page["Cache-Control"] == "no-store"
    assert HistoryEntry.objects.filter(event="question.read", actor_id=str(question.resident_id)).exists()


def test_nobody_asks_without_the_card_and_an_unsigned_question_is_not_listed(hanako: Resident) -> None:
    assert hanako.client.get("/looks/").status_code == 302
    hanako.log_in()
    asked(hanako.client.post("/looks/", {"days": "92"}))  # the browser goes to the card page, and no further
    assert Question.objects.get().state == State.ASKED
    assert listed() == []


def listed() -> list[dict[str, Any]]:
    """What intake gets at the door."""
    from sasae.portal.looks.door import waiting

    class Asking:
        name = "intake"

        def shown(self, persons: Any) -> None:
            """Nobody."""

    return [one.model_dump() for one in waiting(Asking(), contract.ListRequest()).questions]  # type: ignore[arg-type]


def test_the_portal_holds_neither_question_nor_answer_in_a_form_it_can_read(hanako_asked: Question) -> None:
    assert Asked.model_validate_json(
        sealing.unseal_text(live.SASAE_PKI, "intake", hanako_asked.content)
    ).since == clock.today() - timedelta(days=92)
    with pytest.raises(sealing.CannotOpen):
        sealing.unseal_text(live.SASAE_PKI, "portal", hanako_asked.content)
    answer(hanako_asked)
    row = Question.objects.values().get()
    assert row["content"] == ""
    assert "高津" not in str(row)
    assert "AGE-SECRET-KEY" not in str(row)


def test_the_card_signed_the_question_and_the_key_the_answer_goes_to(hanako_asked: Question) -> None:
    one = hanako_asked
    said = contract.statement(str(one.id), one.kind, one.asked_at, one.recipient, one.content)
    other = contract.statement(str(one.id), one.kind, one.asked_at, "age1" + "q" * 58, one.content)
    assert one.digest == hashlib.sha256(said).hexdigest() != hashlib.sha256(other).hexdigest()
    assert listed()[0]["recipient"] == one.recipient


@pytest.mark.clause("DIS-1")
def test_another_residents_question_does_not_exist_and_the_attempt_is_on_record(
    hanako_asked: Question, hanako: Resident, resident: Any, refusals_at_portal: Any
) -> None:
    answer(hanako_asked)
    other = resident("高津　次子")
    other.log_in()
    for address in (f"/looks/{hanako_asked.id}/", f"/looks/{hanako_asked.id}/packet.pdf"):
        assert other.client.get(address).status_code == 404
    assert any("question.not_yours" in line for line in refusals_at_portal())
    # with Hanako's log-in but another browser there is no key
    again = Resident(hanako.card)
    again.log_in()
    text = again.client.get(f"/looks/{hanako_asked.id}/").content.decode()
    assert "いま読めません" in text
    assert "高津区役所" not in text


@pytest.fixture
def refusals_at_portal(db: None) -> Any:
    """Lines written over the journal's own connection."""
    from django.db import connections

    lines: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "INSERT INTO history_entry" in sql:
            lines.append(str(params))
        return execute(sql, params, many, context)

    with connections["journal"].execute_wrapper(note):
        yield lambda: lines


def test_another_card_cannot_sign_the_question(hanako: Resident, resident: Any) -> None:
    hanako.log_in()
    question = asked(hanako.client.post("/looks/", {"days": "92"}))
    response = hanako.back(resident("高津　次子").card.answer(question))
    assert response.status_code == 422
    assert Question.objects.get().state == State.ASKED


def test_a_signature_is_good_once(hanako: Resident) -> None:
    hanako.log_in()
    back = hanako.card.answer(asked(hanako.client.post("/looks/", {"days": "92"})))
    assert hanako.back(back).status_code == 302
    assert hanako.back(back).status_code == 422
    assert Question.objects.count() == 1


@pytest.mark.parametrize(("minutes", "readable"), [(59, True), (60, False)])
def test_an_answer_is_read_within_the_hour_and_not_after(
    hanako_asked: Question, hanako: Resident, minutes: int, readable: bool
) -> None:
    answer(hanako_asked)
    Question.objects.update(expires_at=clock.now() + HOUR - timedelta(minutes=minutes))
    text = hanako.client.get(f"/looks/{hanako_asked.id}/").content.decode()
    assert ("高津区役所" in text) == readable
    actions.end_what_is_over(clock.now())
    row = Question.objects.get()
    assert (row.answer is not None) == readable
    assert row.state == (State.ANSWERED if readable else State.EXPIRED)


def test_an_expired_question_takes_no_answer_and_a_second_answer_changes_nothing(hanako_asked: Question) -> None:
    assert answer(hanako_asked)
    first = bytes(Question.objects.get().answer)
    assert not answer(hanako_asked)
    assert bytes(Question.objects.get().answer) == first
    Question.objects.update(state=State.EXPIRED, answer=None)
    assert not answer(hanako_asked)


def test_an_answer_to_another_question_under_the_same_key_is_not_shown(hanako_asked: Question, hanako: Resident) -> None:
    answer(hanako_asked, question_id="00000000-0000-4000-8000-000000000000")
    assert "いま読めません" in hanako.client.get(f"/looks/{hanako_asked.id}/").content.decode()


@pytest.mark.parametrize("secret", ["", "x", "AGE-SECRET-KEY-1QQQ"])
def test_a_key_made_up_opens_nothing(hanako_asked: Question, hanako: Resident, secret: str) -> None:
    answer(hanako_asked)
    hanako.client.cookies[f"sasae_looks_{hanako_asked.id.hex}"] = secret
    assert "いま読めません" in hanako.client.get(f"/looks/{hanako_asked.id}/").content.decode()


def test_an_answer_of_the_office_shows_the_way_there_and_no_reason(hanako_asked: Question, hanako: Resident) -> None:
    answer(hanako_asked, outcome=Outcome.OFFICE, lines=[])
    text = hanako.client.get(f"/looks/{hanako_asked.id}/").content.decode()
    assert "ここではお答えできません" in text
    for one in office(clock.today())["records"]:
        assert f'{one["name"]}　電話 <a href="tel:{one["telephone"]}">' in text


def test_keys_of_answers_that_are_over_do_not_pile_up_in_the_browser(hanako: Resident) -> None:
    hanako.log_in()
    ask(hanako)
    first = Question.objects.get()
    ask(hanako)
    second = Question.objects.exclude(pk=first.pk).get()
    Question.objects.filter(pk=first.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    hanako.client.cookies["sasae_looks_junk"] = "x"
    response = hanako.client.post("/looks/", {"days": "92"})
    gone = {name for name, one in response.cookies.items() if one["max-age"] == 0}
    assert gone == {f"sasae_looks_{first.id.hex}", "sasae_looks_junk"}
    assert f"sasae_looks_{second.id.hex}" not in response.cookies


@pytest.mark.clause("DIS-1")
def test_a_strange_line_goes_to_the_office_signed_and_sealed(hanako_asked: Question, hanako: Resident) -> None:
    answer(hanako_asked)
    address = f"/looks/{hanako_asked.id}/strange/{REFERENCE}/"
    assert address in hanako.client.get(f"/looks/{hanako_asked.id}/").content.decode()
    assert "高津区役所" in hanako.client.get(address).content.decode()
    refused = hanako.client.post(address, {"remark": "番号は1234ー5678ー9018です"})
    assert (refused.status_code, "個人番号と思われる数字" in refused.content.decode()) == (422, True)
    ask(hanako, address, remark="この日は窓口に行っていません")
    case = Question.objects.get(kind="strange")
    told = Asked.model_validate_json(sealing.unseal_text(live.SASAE_PKI, "intake", case.content))
    assert (told.reference, told.remark) == (REFERENCE, "この日は窓口に行っていません")
    # a line that is not in the answer cannot be pointed at
    away = hanako.client.get(address.replace("0123456789abcdef", "f" * 16))
    assert away["Location"] == f"/looks/{hanako_asked.id}/"


@pytest.mark.clause("DIS-1")
def test_word_of_an_answer_carries_nothing_and_the_packet_is_fetched_by_a_new_question(
    hanako_asked: Question, hanako: Resident
) -> None:
    assert actions.note_news(str(hanako_asked.id), by=INTAKE)
    assert "市からの回答があります" in hanako.client.get("/looks/").content.decode()
    where = ask(hanako, "/looks/collect/")
    collected = Question.objects.get(kind="collect")
    answer(collected, lines=[], packet=base64.b64encode(b"%PDF-1.7 x").decode())
    hanako.client.get(where)
    got = hanako.client.get(f"{where}packet.pdf")
    assert (got["Content-Type"], got.content) == ("application/pdf", b"%PDF-1.7 x")
    assert "市からの回答があります" not in hanako.client.get("/looks/").content.decode()


def test_five_open_questions_are_enough(hanako: Resident) -> None:
    hanako.log_in()
    for _ in range(actions.OPEN_AT_ONCE):
        ask(hanako)
    response = hanako.client.post("/looks/packet/")
    assert response["Location"] == "/looks/"
    assert "5件あります" in hanako.client.get("/looks/").content.decode()


def test_every_rule_is_told_with_its_ground_and_the_key_cookie_is_out_of_reach(hanako: Resident) -> None:
    hanako.log_in()
    text = hanako.client.get("/looks/").content.decode()
    for words in ("第78条第1項第2号", "第81条", "支援措置を受けているご本人の居所", "第23条第2項"):
        assert words in text
    ask(hanako)
    (name,) = [name for name in hanako.client.cookies if name.startswith("sasae_looks_")]
    cookie = hanako.client.cookies[name]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/looks/")
    assert re.fullmatch(r"AGE-SECRET-KEY-1[0-9A-Z]+", cookie.value)


def test_intake_alone_pulls_and_answers_at_the_door(hanako_asked: Question, settings: Any) -> None:
    settings.ROOT_URLCONF = "sasae.deployment.urls.portal_contracts"
    settings.MIDDLEWARE = ["sasae.foundation.gate.GateMiddleware"]
    door, intake = Client(), Partner(live.SASAE_PKI, "intake")
    waiting = contract.Waiting.model_validate_json(intake.ask(door, contract.LIST, contract.ListRequest()).content)
    assert [one.question_id for one in waiting.questions] == [str(hanako_asked.id)]
    assert findings(Partner(live.SASAE_PKI, "subsidy").ask(door, contract.LIST, contract.ListRequest())) == ["W-012"]
    broken = contract.Answer(question_id=str(hanako_asked.id), sealed="*")
    assert findings(intake.ask(door, contract.ANSWER, broken, key="k1")) == ["T-010"]
    good = contract.Answer(question_id=str(hanako_asked.id), sealed=base64.b64encode(b"age").decode())
    assert contract.Kept.model_validate_json(intake.ask(door, contract.ANSWER, good, key="k2").content).kept
    assert contract.Waiting.model_validate_json(
        intake.ask(door, contract.LIST, contract.ListRequest()).content
    ).questions == []
    assert HOUR.total_seconds() < keys.LASTS
    assert date(2026, 6, 15) == clock.today()
