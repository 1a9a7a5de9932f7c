"""The conversation from the office's side: letters go out sealed, replies are pulled, withdrawals end or are answered."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import published_applications as contract
from sasae.contracts.portal_letters import ReplyKind
from sasae.foundation.history import SYSTEM
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.examination import actions, casework, periods
from sasae.intake.examination.models import Correction, Handling
from sasae.intake.handover.actions import acknowledge, take_outcome
from sasae.intake.handover.queries import waiting
from sasae.intake.letters.batches import take_all as take_replies
from sasae.intake.letters.models import EndNotice, Letter, Reply
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from tests.intake.applications import ATENA, HANAKO, HANAKO_NUMBER, PAGE, file, form, hanako, payload
from tests.intake.replies import read_letter, reply
from tests.intake.test_casework import NEW, OLD, PROCEDURE, step
from tests.intake.test_rights_by_procedure import holding

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


@pytest.fixture
def arrive(partners: Any, card: Any) -> Any:
    """Hanako's application arrives and is handed over."""
    partners.serials[card.user_serial] = ATENA

    def one(receipt_number: str = OLD, **changes: Any) -> Application:
        partners.put(receipt_number, file(card, payload(form(**changes))))
        take_all()
        identify_waiting()
        return Application.objects.get(receipt_number=receipt_number)

    return one


@pytest.fixture
def clerk(signed_in: Any) -> Any:
    return signed_in("applications.view", "applications.examine", name="高津 歩")


@pytest.fixture
def bring(partners: Any) -> Any:
    """A reply lies at the portal and is pulled."""

    def one(told: Any) -> Reply:
        partners.replies[told.entry.id] = told
        take_replies()
        return Reply.objects.get(reply_id=told.entry.id)

    return one


def register(receipt_number: str = OLD) -> None:
    """The business system has registered it."""
    told = contract.Acknowledgement(receipt_number=receipt_number, version=1, registered_as="77")
    acknowledge(told, by=BY, at=clock.now())


def page(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_letter_begins_with_a_sample_and_goes_out_sealed(
    arrive: Any, clerk: Any, partners: Any, deliver: Any
) -> None:
    arrive()
    assert "書類ができました" in page(clerk, f"/examination/{OLD}/?sample=ready")
    said = {"kind": "ready", "subject": "書類ができました", "text": "郵便でお送りします。"}
    assert "手紙を送りました" in step(clerk, "letter", **said).content.decode()
    deliver()
    [letter] = partners.letters
    assert (letter.number, letter.kind) == (Letter.objects.get().pk, "ready")
    assert "郵便でお送りします" not in letter.model_dump_json()
    assert read_letter(letter).text == "郵便でお送りします。"
    assert read_letter(letter).form is None
    assert letter.expires_on == periods.readable_until(clock.today())
    assert Letter.objects.get().state == "brought"


def test_a_letter_with_an_individual_number_is_not_written(arrive: Any, clerk: Any) -> None:
    arrive()
    said = {"kind": "notice", "subject": "番号", "text": f"番号は {HANAKO_NUMBER} ですか"}
    assert "IK-507" in step(clerk, "letter", **said).content.decode()
    assert not Letter.objects.exists()


def test_the_clerk_chooses_the_days_the_offices_are_open(arrive: Any, clerk: Any) -> None:
    arrive()
    step(clerk, "correction", text="戸籍を出してください。", days="3")
    assert Correction.objects.get().due_on == periods.corrected_by(clock.today(), 3)
    assert periods.corrected_by(date(2026, 6, 12), 1) == date(2026, 6, 15)  # a Friday; then the Monday


def test_where_a_protected_applicant_lives_does_not_go_out_with_the_earlier_answers(
    arrive: Any, clerk: Any, partners: Any, deliver: Any
) -> None:
    partners.people[ATENA] = hanako(protected_until=date(2099, 3, 31))
    arrive()
    step(clerk, "correction", text="戸籍を出してください。")
    deliver()
    told = read_letter(partners.letters[0]).form
    assert told["applicant"]["address"] == told["applicant"]["telephone"] == ""
    assert told["applicant"]["name"] == HANAKO[0]


def test_an_answer_stands_in_the_thread_until_somebody_says_they_read_it(arrive: Any, clerk: Any, bring: Any) -> None:
    arrive()
    held = bring(reply(OLD, text="写しを送ります。", papers={"証.pdf": PAGE, "a.exe": b"MZ"}))
    assert [(one.name, bool(one.content)) for one in held.papers.order_by("number")] == [("証.pdf", True), ("a.exe", False)]
    assert "IK-524" in str(held.findings)
    assert OLD in page(clerk, "/letters/?read=no")
    text = page(clerk, f"/examination/{OLD}/")
    for said in ("写しを送ります。", "証.pdf", "まだだれも読んでいません"):
        assert said in text
    assert "読んだことを記録しました" in clerk.post(f"/letters/{OLD}/read/", {"reply": held.pk}, follow=True).content.decode()
    held.refresh_from_db()
    assert held.read_by == clerk.staff.login_id
    assert page(clerk, f"/letters/{OLD}/{held.pk}/1/")
    assert clerk.get(f"/letters/{OLD}/{held.pk}/2/").status_code == 404


def test_a_reply_is_kept_once_and_waits_for_its_application_and_for_the_scanner(
    arrive: Any, partners: Any, clamd: Any, settings: Any
) -> None:
    told = reply(OLD, papers={"証.pdf": PAGE})
    partners.replies[told.entry.id] = told
    take_replies()
    assert not Reply.objects.exists()
    arrive()
    settings.SASAE_SCANNER = {}
    take_replies()
    assert not Reply.objects.exists()
    assert partners.replies
    settings.SASAE_SCANNER = {"clamd": clamd.address}
    take_replies()
    partners.replies[told.entry.id] = told  # the portal did not hear that it was taken
    take_replies()
    assert Reply.objects.count() == 1
    assert not partners.replies


def test_what_does_not_open_is_kept_and_keeps_no_other_waiting(arrive: Any, partners: Any) -> None:
    arrive()
    strange, good = reply(OLD, to="portal", text="？"), reply(OLD, text="あとの返事")
    partners.replies |= {one.entry.id: one for one in (strange, good)}
    take_replies()
    assert Reply.objects.get(reply_id=strange.entry.id).unopened == strange.sealed
    assert Reply.objects.get(reply_id=good.entry.id).text == "あとの返事"


def test_staff_of_other_procedures_see_no_reply(arrive: Any, bring: Any) -> None:
    arrive()
    held = bring(reply(OLD, text="秘密", papers={"証.pdf": PAGE}))
    other = holding("income_proof")
    assert OLD not in page(other, "/letters/")
    for path in (f"/examination/{OLD}/", f"/letters/{OLD}/{held.pk}/1/", f"/examination/{OLD}/versions/"):
        assert other.get(path).status_code in (403, 404)
    other.post(f"/letters/{OLD}/read/", {"reply": held.pk})
    held.refresh_from_db()
    assert held.read_at is None


def test_a_signed_withdrawal_ends_an_application_nobody_has_registered(
    arrive: Any, clerk: Any, card: Any, bring: Any, partners: Any, deliver: Any
) -> None:
    arrive()
    step(clerk, "correction", text="戸籍を出してください。")
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card, text="引っ越すため"))
    deliver()
    assert (held.outcome, Application.objects.get().state, Correction.objects.get().state) == ("accepted", "08", "withdrawn")
    assert partners.statuses[OLD][-1] == "08"
    assert not waiting([PROCEDURE])
    assert not EndNotice.objects.exists()
    again = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    assert again.outcome == "refused"
    assert "もう終わっています" in Letter.objects.latest("pk").text


def test_one_that_is_registered_is_put_to_the_business_system_and_ends_when_that_agrees(
    arrive: Any, card: Any, bring: Any
) -> None:
    arrive()
    register()
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    assert (held.outcome, Application.objects.get().state, EndNotice.objects.get().kind) == ("told", "03", "withdrawn")
    for _ in range(2):
        actions.take_end_answer(OLD, True, "", by=BY, at=clock.now())
    held.refresh_from_db()
    assert (held.outcome, Application.objects.get().state) == ("accepted", "08")


def test_one_that_is_decided_is_refused_with_a_plain_explanation(arrive: Any, card: Any, bring: Any) -> None:
    arrive()
    register()
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    actions.take_end_answer(OLD, False, "決定は済んでいます。", by=BY, at=clock.now())
    held.refresh_from_db()
    assert (held.outcome, Application.objects.get().state) == ("refused", "03")
    said = Letter.objects.get().text
    assert "決定は済んでいます。" in said
    assert "電話でご相談ください" in said
    assert bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card)).outcome == "refused"


def test_one_registered_while_it_was_being_withdrawn_is_told_too(arrive: Any, card: Any, bring: Any) -> None:
    arrive()
    bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card))
    register()
    assert EndNotice.objects.get().kind == "withdrawn"


@pytest.mark.parametrize(
    "wrong",
    [
        {"payload": {"receipt_number": NEW}},
        {"payload": {"form": "certificate_application"}},
        {"payload": {"reply": "0" * 32}},
        {"signature": b"nothing"},
    ],
    ids=["another application", "another form", "played again under another number", "no signature"],
)
def test_a_withdrawal_that_was_not_signed_as_it_is_ends_nothing(
    arrive: Any, card: Any, bring: Any, wrong: dict[str, Any]
) -> None:
    arrive()
    held = bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card, **wrong))
    assert (held.outcome, Application.objects.get().state) == ("refused", "03")
    assert [one["severity"] for one in held.findings if one["severity"] == "error"]
    assert "署名を確かめられませんでした" in Letter.objects.get().text


def test_another_persons_card_and_a_revoked_one_take_nothing_back(arrive: Any, card: Any, authority: Any, bring: Any) -> None:
    arrive()
    stranger = authority.card("高津　次子", date(1991, 1, 1), HANAKO[3], user_serial="5B6C7D8E")
    assert bring(reply(OLD, ReplyKind.WITHDRAWAL, card=stranger)).outcome == "refused"
    authority.revoke(card)
    assert bring(reply(OLD, ReplyKind.WITHDRAWAL, card=card)).outcome == "refused"
    assert Application.objects.get().state == "03"


@pytest.mark.clause("RET-1")
def test_a_new_version_stands_for_the_old_one_and_the_differences_are_shown(
    arrive: Any, clerk: Any, bring: Any
) -> None:
    arrive()
    register()
    step(clerk, "correction", text="養育費の額を確かめてください。")
    bring(reply(OLD, ReplyKind.NEW_VERSION, newer=NEW))
    assert NEW in page(clerk, f"/examination/{OLD}/")
    arrive(NEW, child_support_yen=360000)
    assert Handling.objects.get(application__receipt_number=OLD).replaced_by.receipt_number == NEW
    notice = EndNotice.objects.get()
    assert (notice.kind, notice.newer, notice.application.receipt_number) == ("replaced", NEW, OLD)
    assert "前の申請との違いを見る" in page(clerk, f"/examination/{NEW}/")
    text = page(clerk, f"/examination/{NEW}/versions/")
    assert "変わったところ（1か所）" in text
    assert "240,000" in text
    assert "360,000" in text
    assert "変わりなし" in text
    assert clerk.get(f"/examination/{OLD}/versions/").status_code == 404
    with pytest.raises(casework.CannotExamine, match="IK-502"):
        casework.ask_correction(OLD, "もう一度", seen=None, by=BY, at=clock.now())


def test_a_new_version_of_somebody_nobody_found_stands_for_the_old_one_by_the_word_of_the_portal(
    arrive: Any, clerk: Any, bring: Any
) -> None:
    arrive()
    step(clerk, "correction", text="戸籍を出してください。")
    Application.objects.update(atena_no="")
    arrive(NEW)
    Application.objects.update(atena_no="")
    assert Application.objects.get(receipt_number=OLD).state == "04"
    bring(reply(OLD, ReplyKind.NEW_VERSION, newer=NEW))
    assert Application.objects.get(receipt_number=OLD).handling.replaced_by.receipt_number == NEW


def test_what_the_business_system_wants_corrected_becomes_a_letter_with_a_day(arrive: Any, partners: Any, deliver: Any) -> None:
    arrive()
    register()
    take_outcome(OLD, "04", "健康保険の番号を確かめてください。", by=BY, at=clock.now())
    deliver()
    [letter] = partners.letters
    assert (letter.kind, letter.due_on) == ("correction", Correction.objects.get().due_on)
    assert "健康保険の番号" in read_letter(letter).text


def test_a_result_is_a_letter_too(arrive: Any, partners: Any, deliver: Any) -> None:
    arrive()
    take_outcome(OLD, "06", "医療証を郵便でお送りします。", by=BY, at=clock.now())
    deliver()
    [letter] = partners.letters
    assert (letter.kind, read_letter(letter).text) == ("result", "医療証を郵便でお送りします。")
