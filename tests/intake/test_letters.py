"""The conversation from the office's side: letters go out sealed, replies are pulled, withdrawals end or are answered."""

from datetime import date
from typing import Any

import pytest

from sasae.contracts import published_applications as contract
from sasae.contracts.portal_letters import ReplyKind
from sasae.foundation.accounts.actions import grant
from sasae.foundation.history import SYSTEM
from sasae.intake.applications.models import Application
from sasae.intake.examination import casework, periods
from sasae.intake.examination.models import Correction, Handling
from sasae.intake.handover.actions import acknowledge, take_outcome
from sasae.intake.letters import wording
from sasae.intake.letters.batches import take_all as take_replies
from sasae.intake.letters.models import EndNotice, Letter, Reply
from sasae.kernel import clock
from tests.intake.applications import ATENA, HANAKO, HANAKO_NUMBER, PAGE, hanako
from tests.intake.replies import read_letter, reply
from tests.intake.test_casework import NEW, OLD, step
from tests.intake.test_rights_by_procedure import holding
from tests.showings import let_see

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
BY = SYSTEM("tests")


@pytest.fixture
def clerk(signed_in: Any) -> Any:
    return signed_in("applications.view", "applications.examine", name="高津 歩")


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
    assert "IK-528" in step(clerk, "letter", **said).content.decode()
    assert not Letter.objects.exists()


def test_a_sample_whose_gaps_are_not_filled_in_is_not_sent(arrive: Any, clerk: Any) -> None:
    arrive()
    text = wording.sample("missing_paper", clock.today()).text
    assert "IK-527" in step(clerk, "correction", text=text).content.decode()
    assert Application.objects.get().state == "03"
    step(clerk, "correction", text=text.replace("（書類の名前）", "戸籍"))
    assert Application.objects.get().state == "04"


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
    assert "postal_code" not in told["applicant"]
    assert told["applicant"]["name"] == HANAKO[0]


def test_what_a_protected_applicant_writes_and_sends_is_for_who_may_see_where_they_live(
    arrive: Any, clerk: Any, bring: Any, signed_in: Any, partners: Any
) -> None:
    partners.people[ATENA] = hanako(protected_until=date(2099, 3, 31))
    arrive()
    held = bring(reply(OLD, text="今は母の家にいます。", papers={"証.pdf": PAGE}))
    place = f"/letters/{OLD}/{held.pk}/1/"
    shown = page(clerk, f"/examination/{OLD}/")
    assert "今は母の家にいます。" not in shown
    assert place not in shown
    assert [clerk.get(path).status_code for path in (place, f"{place}pages/1/")] == [403, 403]
    grant(clerk.staff, "protected.view", by=BY, reason="試験のため", procedure="income_proof")
    assert "今は母の家にいます。" not in page(clerk, f"/examination/{OLD}/")
    trusted = signed_in("applications.view", "protected.view")
    assert "今は母の家にいます。" not in page(trusted, f"/examination/{OLD}/")
    let_see(trusted, ATENA)
    assert "今は母の家にいます。" in page(trusted, f"/examination/{OLD}/")
    assert trusted.get(place).status_code == 200


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


def test_what_does_not_open_is_kept_and_keeps_no_other_waiting(arrive: Any, partners: Any, card: Any) -> None:
    arrive()
    strange, good = reply(OLD, to="portal", text="？"), reply(OLD, text="あとの返事")
    broken = reply(OLD, ReplyKind.WITHDRAWAL, card=card).model_copy(update={"signature_base64": "x"})
    partners.replies |= {one.entry.id: one for one in (strange, broken, good)}
    take_replies()
    assert (Reply.objects.get(reply_id=broken.entry.id).outcome, Application.objects.get().state) == ("refused", "03")
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


@pytest.mark.clause("RET-1")
def test_a_new_version_stands_for_the_old_one_and_the_differences_are_shown(
    arrive: Any, clerk: Any, bring: Any
) -> None:
    arrive()
    register()
    step(clerk, "correction", text="養育費を確かめてください。")
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
