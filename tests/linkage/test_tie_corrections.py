"""Undoing a wrong tie: two persons, everything that used it, who is told, and the end of it."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from sasae.contracts import person_index, tie_corrections
from sasae.contracts.catalog import OPERATIONS
from sasae.contracts.people import Address
from sasae.contracts.person_index import Purpose
from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.linkage.inquiries.models import Inquiry
from sasae.linkage.naming import operation_name
from sasae.linkage.people import queries
from sasae.linkage.people.batches import take_register_changes
from sasae.linkage.people.models import RegisteredPerson
from sasae.linkage.ties.actions import cases, corrections
from sasae.linkage.ties.actions.corrections import CannotCorrect
from sasae.linkage.ties.models import Correction, CorrectionNotice, CorrectionUse, TieCase
from tests.linkage.register import HANAKO, TARO, Register, number, person
from tests.linkage.test_ties import told
from tests.two_persons import refused
from tests.wire.partner import findings

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
TODAY = date(2026, 6, 15)
KATO, ABE = Actor("kato", "加藤 実", "staff"), Actor("abe", "阿部 直", "staff")
PURPOSE = Purpose(affair="資格審査", basis="number_ordinance_3_1_3", operator="hanako", case="K-1")


def unified_no(atena_no: str) -> str:
    return str(RegisteredPerson.objects.get(atena_no=atena_no).unified.unified_no)


@pytest.fixture
def asked(taken_in: Register) -> Inquiry:
    """Another body was asked about Hanako, under a number that is really her son's."""
    return Inquiry.objects.create(
        inquiry_no="202606100000000001", person=RegisteredPerson.objects.get(atena_no=HANAKO), asked_by="subsidy",
        operator="hanako", affair="資格審査", basis="number_act_19_9", case="K-1", information="TM00000000000002",
        provider="149993", period_from=date(2025, 1, 1), period_to=date(2025, 12, 31), state="answered",
        requested_at=clock.now(),
    )  # fmt: skip


@pytest.fixture
def corrected(asked: Inquiry, door: Any, system: Any) -> Correction:
    """The subsidy system was told of Hanako; then her tie and her son's changed places."""
    system("subsidy").ask(door, person_index.PEOPLE, person_index.PeopleRequest(purpose=PURPOSE, atena_nos=[HANAKO]))
    made = corrections.exchange(HANAKO, TARO, reason="番号の入れ替わり", by=KATO, on=TODAY)
    return corrections.carry_out(made.number, by=ABE, on=TODAY)


def open_corrections(door: Any, system: Any, name: str = "subsidy") -> Any:
    purpose = (
        PURPOSE if name == "subsidy" else Purpose(affair="申請者特定", basis="intake_identification", operator="op")
    )
    return asks(system(name), door, tie_corrections.OPEN, tie_corrections.OpenRequest(purpose=purpose))


def asks(partner: Any, door: Any, operation: Any, message: Any, key: str | None = None) -> Any:
    return operation.response.model_validate_json(partner.ask(door, operation, message, key=key).content)


def report(number: str, *uses: tie_corrections.Use) -> tie_corrections.ReportRequest:
    return tie_corrections.ReportRequest(purpose=PURPOSE, number=number, uses=list(uses))


DECISION = tie_corrections.Use(kind="decision", atena_no=HANAKO, reference="R8-0012", on=date(2026, 6, 12))
LETTER = tie_corrections.Use(
    kind="letter", atena_no=HANAKO, reference="L-77", on=date(2026, 6, 13), note="所得不明の案内"
)
PAYMENT = tie_corrections.Use(kind="payment", atena_no=HANAKO, reference="P-9", on=date(2026, 6, 14))


def test_two_persons_change_places_and_numbers_and_codes_stay_where_they_were(taken_in: Register) -> None:
    before = {each: unified_no(each) for each in (HANAKO, TARO)}
    made = corrections.exchange(TARO, HANAKO, reason="番号の入れ替わり", by=KATO, on=TODAY)
    assert {each: unified_no(each) for each in (HANAKO, TARO)} == before
    corrections.carry_out(made.number, by=ABE, on=TODAY)
    assert (unified_no(HANAKO), unified_no(TARO)) == (before[TARO], before[HANAKO])
    assert [each.atena_no for each in queries.by_individual_number(number(1))] == [TARO]
    taken_in.tell(person(relation="母"), number(2), "職権修正")
    take_register_changes()  # the register tells the number that is now hers: nothing is doubtful
    assert not TieCase.objects.exists()


@pytest.mark.seals("linkage_ties.TieCase.number_cipher", "linkage_people.UnifiedPerson.individual_number_cipher")
def test_who_is_taken_from_a_number_has_none_until_theirs_arrives(taken_in: Register) -> None:
    told(person("900000000000017", household_no=""), number(1))
    made = corrections.part("900000000000017", reason="同姓同名の別人", by=KATO, on=TODAY)
    corrections.carry_out(made.number, by=ABE, on=TODAY)
    assert RegisteredPerson.objects.get(atena_no="900000000000017").unified is None
    assert [each.atena_no for each in queries.by_individual_number(number(1))] == [HANAKO]
    told(person("900000000000017", household_no=""), number(8), sequence=2)
    case = TieCase.objects.get()  # looks like Hanako and brings another number: for a person to say
    assert (case.kind, case.likely.atena_no) == ("differs", HANAKO)
    cases.reject(case.pk, reason="同姓同名の別人", by=KATO)
    assert [each.atena_no for each in queries.by_individual_number(number(8))] == ["900000000000017"]
    assert unified_no("900000000000017") != unified_no(HANAKO)


def test_who_proposes_never_carries_it_out(taken_in: Register) -> None:
    made = corrections.exchange(HANAKO, TARO, reason="入れ替わり", by=KATO, on=TODAY)
    refused(
        "ties.correct", lambda by: corrections.carry_out(made.number, by=by, on=TODAY), same=KATO, other=ABE, says="別の人"
    )
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        Correction.objects.update(approved_by="kato")


def test_a_proposal_that_time_has_passed_by_is_not_carried_out(taken_in: Register) -> None:
    first = corrections.part(HANAKO, reason="別人", by=KATO, on=TODAY)
    with pytest.raises(CannotCorrect, match="承認を待って"):
        corrections.exchange(HANAKO, TARO, reason="入れ替わり", by=KATO, on=TODAY)
    RegisteredPerson.objects.filter(atena_no=HANAKO).update(unified=None)
    with pytest.raises(CannotCorrect, match="起案の後"):
        corrections.carry_out(first.number, by=ABE, on=TODAY)
    corrections.withdraw(first.number, reason="既に直っていた", by=KATO)
    with pytest.raises(CannotCorrect, match="取下げ"):
        corrections.carry_out(first.number, by=ABE, on=TODAY)


@pytest.mark.clause("USE-3")
def test_every_inquiry_and_every_answer_under_the_wrong_tie_is_listed(corrected: Correction) -> None:
    uses = list(corrected.uses.order_by("kind").values_list("kind", "system", "atena_no", "reference"))
    day = uses[1][3][:10]
    assert uses == [
        ("inquiry", "subsidy", HANAKO, "202606100000000001"),
        ("told", "subsidy", HANAKO, f"{day} person_index.people"),
    ]


def test_the_business_systems_hear_of_it_and_are_asked_what_they_did(
    corrected: Correction, door: Any, system: Any
) -> None:
    told_of = asks(system("subsidy"), door, person_index.CHANGES, person_index.ChangesRequest(purpose=PURPOSE, after=0))
    assert [(each.atena_no, each.event) for each in told_of.changes] == [
        (HANAKO, "ひも付け訂正"), (TARO, "ひも付け訂正"),
    ]  # fmt: skip
    assert [(each.number, each.atena_nos) for each in open_corrections(door, system).corrections] == [
        (corrected.number, [HANAKO, TARO])
    ]
    assert open_corrections(door, system, "intake").corrections == []  # it was told of neither


def test_decisions_letters_and_payments_reported_stand_in_the_list_once(
    corrected: Correction, door: Any, system: Any
) -> None:
    partner = system("subsidy")
    first = asks(partner, door, tie_corrections.REPORT, report(corrected.number, DECISION, LETTER), key="report-1")
    again = asks(partner, door, tie_corrections.REPORT, report(corrected.number, DECISION, PAYMENT), key="report-2")
    assert (first.new, again.new) == (2, 1)
    kinds = corrected.uses.filter(kind__in=["decision", "letter", "payment"]).order_by("on")
    assert list(kinds.values_list("reference", flat=True)) == ["R8-0012", "L-77", "P-9"]
    assert open_corrections(door, system).corrections == []
    assert HistoryEntry.objects.filter(event="tie.report_taken").count() == 2


@pytest.mark.parametrize(
    ("number", "use", "finding"),
    [
        ("HT20990101000001", DECISION, "L-328"),
        ("", DECISION.model_copy(update={"atena_no": "000000000000099"}), "L-319"),
    ],
)
def test_a_report_about_something_else_is_refused(
    corrected: Correction, door: Any, system: Any, number: str, use: tie_corrections.Use, finding: str
) -> None:
    partner = system("subsidy")
    refused = partner.ask(door, tie_corrections.REPORT, report(number or corrected.number, use), key="report-3")
    assert findings(refused) == [finding]


def test_who_must_be_told_and_by_when_follows_from_what_was_done(corrected: Correction) -> None:
    notices = {each.key: each for each in corrected.notices.all()}
    assert set(notices) == {"systems", "person", "intermediary", "commission_first", "commission_final"}
    assert notices["commission_first"].due_on == date(2026, 6, 20)
    assert notices["systems"].done_by == "abe"


def test_without_an_inquiry_nothing_goes_to_the_commission(taken_in: Register) -> None:
    made = corrections.part(HANAKO, reason="別人", by=KATO, on=TODAY)
    corrections.carry_out(made.number, by=ABE, on=TODAY)
    assert set(made.notices.values_list("key", flat=True)) == {"systems", "person"}


@pytest.mark.seals("outbox.ReceivedMessage.response")
def test_a_correction_ends_when_all_is_reported_handled_and_told(corrected: Correction, door: Any, system: Any) -> None:
    with pytest.raises(
        CannotCorrect, match="報告を待つシステム 1件、対応を書いていない利用 2件、済んでいない知らせ 4件"
    ):
        corrections.close(corrected.number, by=KATO)
    system("subsidy").ask(door, tie_corrections.REPORT, report(corrected.number), key="report-4")
    for use in CorrectionUse.objects.all():
        corrections.handle_use(use.pk, handling="照会をやり直した", by=KATO)
    for notice in CorrectionNotice.objects.filter(done_at=None):
        corrections.notice_done(notice.pk, note="6月16日に文書で", by=KATO)
    corrections.close(corrected.number, by=KATO)
    corrected.refresh_from_db()
    assert corrected.state == "closed"
    with pytest.raises(CannotCorrect, match="今は記録できません"):
        corrections.handle_use(CorrectionUse.objects.first().pk, handling="もう一度", by=KATO)


def test_a_swap_found_by_a_feed_is_corrected_from_its_case_on_screen(taken_in: Register, signed_in: Any) -> None:
    told(person("900000000000017", household_no="", address=Address(text="横浜市中区一番地")), number(2))
    case = TieCase.objects.get()
    clerk = signed_in("ties.view", "ties.decide", "ties.correct")
    page = clerk.post(f"/ties/{case.pk}/decide/", {"decision": "exchange", "reason": "登録元の誤り"}, follow=True)
    assert "別の人が承認すると直ります" in page.content.decode()
    number_ = Correction.objects.get().number
    assert "承認して直す" not in clerk.get(f"/ties/corrections/{number_}/").content.decode()
    assert clerk.post(f"/ties/corrections/{number_}/approve/").status_code == 403
    chief = signed_in("ties.view", "ties.approve", "ties.correct")
    assert "ひも付けを直しました" in chief.post(f"/ties/corrections/{number_}/approve/", follow=True).content.decode()
    case.refresh_from_db()
    assert case.state == "mended"
    assert "まだ残っています" in chief.post(f"/ties/corrections/{number_}/close/", follow=True).content.decode()
    notice = CorrectionNotice.objects.get(key="person")
    typed = chief.post(f"/ties/corrections/notices/{notice.pk}/", {"note": " "}, follow=True).content.decode()
    assert "いつ、どう知らせたかを書いてください" in typed
    said = chief.post(f"/ties/corrections/notices/{notice.pk}/", {"note": "電話"}, follow=True).content.decode()
    assert "知らせたことを記録しました" in said


def test_a_correction_is_proposed_from_the_person_s_page_with_its_reason(taken_in: Register, signed_in: Any) -> None:
    clerk = signed_in("people.view", "ties.view", "ties.correct")
    assert "ひも付けの訂正を起案する" in clerk.get(f"/people/{HANAKO}/").content.decode()
    address = f"/ties/corrections/of/{HANAKO}/"
    assert "誤りの内容を入れてください" in clerk.post(address, {"other_no": "", "reason": ""}).content.decode()
    nobody = clerk.post(address, {"other_no": "99", "reason": "入れ替わり"}).content.decode()
    assert "登録されていません" in nobody
    done = clerk.post(address, {"other_no": "25", "reason": "入れ替わり"}, follow=True).content.decode()
    assert "別の人が承認すると直ります" in done
    assert "正しい統合宛名番号" in done
    made = Correction.objects.get()
    assert clerk.post(f"/ties/corrections/{made.number}/withdraw/", {"why": "誤り"}, follow=True).status_code == 200
    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert signed_in("people.view").get(address).status_code == 403


def test_every_question_to_linkage_has_a_name_in_the_words_operators_read() -> None:
    asked = {one.full_name for one in OPERATIONS if one.callee == "linkage"}
    assert asked
    assert {name for name in asked if not operation_name(name).isascii()} == asked
