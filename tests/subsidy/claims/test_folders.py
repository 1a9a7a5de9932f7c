"""A folder of receipts: entered whole or not at all, compared by a second person, decided at once."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel.period import Month
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.actions import FileEntry, FolderEntry
from sasae.subsidy.claims.models import Attachment, Claim, ClaimFolder, FolderState, State
from sasae.subsidy.claims.queries import folder_fingerprint
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.ledger.models import Account
from sasae.subsidy.ledger.queries import balances
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs.papers import Wish, waiting
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.claims.folders import COVERED, PNG, compared, family_of, handed_in, line, picture
from tests.subsidy.conftest import APPROVER, COUNTER, EXAMINER
from tests.subsidy.money import JULY, JUNE, LATER, claim
from tests.subsidy.town import MISAKI, REN
from tests.two_persons import refused, tried

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MAY = Month(2026, 5)


def findings(*lines: Any, **head: Any) -> set[tuple[str, str]]:
    """Ids and places of what the door objects to; nothing is kept."""
    with pytest.raises(actions.CannotClaim) as refused:
        handed_in(*lines, **head)
    assert (ClaimFolder.objects.count(), Attachment.objects.count()) == (0, 0)
    assert all(not one.message.isascii() for one in refused.value.findings)
    return {(one.id, one.at) for one in refused.value.findings}


@pytest.mark.clause("BUS-2", "FIL-3")
def test_several_months_clinics_and_patients_are_one_folder_and_each_receipt_a_claim(granted: Recipient) -> None:
    mother, child = family_of(granted)
    made = handed_in(
        line(mother), line(mother, provider="みなと歯科", kind="3", insured_self_pay=1_200), line(child, files=[picture()]),
        note="郵送分",
    )  # fmt: skip
    lines = list(made.claims.order_by("place"))
    assert [(one.place, one.person.atena_no, one.insured_self_pay) for one in lines] == [
        (1, MISAKI, 3_000), (2, MISAKI, 1_200), (3, REN, 3_000),
    ]  # fmt: skip
    assert {one.payee_id for one in lines} == {made.payee_id}
    assert {one.insurer_number for one in lines} == {"01130012"}
    assert (made.state, made.entered_by, made.payee.atena_no) == (FolderState.ENTERED, COUNTER.id, MISAKI)
    assert made.attachments.get().claim == lines[2]


@pytest.mark.clause("BUS-2")
def test_a_folder_is_decided_whole_and_the_payee_told_in_one_letter(granted: Recipient) -> None:
    mother, child = family_of(granted)
    made = compared(line(mother), line(child, insured_self_pay=2_000), line(mother, MAY))
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    assert list(made.claims.order_by("place").values_list("state", "amount")) == [
        (State.GRANTED, 3_000), (State.GRANTED, 2_000), (State.REFUSED, 0),
    ]  # fmt: skip
    assert balances()[Account.PAYABLE_TO_PERSON] == -5_000
    letters = set(made.claims.filter(state=State.GRANTED).values_list("grant_document", flat=True))
    paper = PrintedDocument.objects.get(pk=letters.pop())
    assert letters == set()
    said = "".join("".join(by_unicode_tables(bytes(paper.content))).split())
    for words in ("医療費助成支給決定通知書", made.number, "5,000円", "2,000円", "令和8年6月", "審査請求"):
        assert words in said, words
    kinds = [one.kind for one in waiting(Wish(["claim_grant", "claim_refusal"], LATER))]
    assert sorted(kinds) == ["claim_grant", "claim_refusal"]


@pytest.mark.clause("BUS-2")
def test_who_entered_neither_compares_nor_decides(granted: Recipient) -> None:
    made = handed_in(line(granted.number), line(granted.number, provider="別の医院"))
    for verb in (lambda by: actions.compare(made.pk, by=by), lambda by: actions.send_back(made.pk, why="x", by=by)):
        refused("claims.compare", verb, same=COUNTER, other=EXAMINER, says="C-208")
    with pytest.raises(actions.CannotClaim, match="C-206"):
        actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    with pytest.raises(actions.CannotClaim, match="C-206"):
        actions.decide(made.claims.first().pk, by=EXAMINER, on=LATER)  # a line of several is not decided unseen
    actions.compare(made.pk, by=EXAMINER)
    tried(
        "claims.decide", lambda by: actions.decide_folder(made.pk, by=by, on=LATER), same=COUNTER, other=EXAMINER,
        says="C-202",
    )  # fmt: skip
    with pytest.raises(actions.CannotClaim, match="C-201"):
        actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    assert balances()[Account.PAYABLE_TO_PERSON] == -6_000


def test_the_database_knows_that_two_people_are_needed(granted: Recipient) -> None:
    made = handed_in(line(granted.number))
    for change in ({"compared_by": COUNTER.id}, {"state": "compared"}, {"state": "lost"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClaimFolder.objects.filter(pk=made.pk).update(**change)


def test_a_correction_of_one_line_is_compared_anew(granted: Recipient) -> None:
    made = compared(line(granted.number), line(granted.number, provider="別の医院"))
    one = made.claims.first()
    actions.correct(
        one.pk, month=JUNE, claimed_on=LATER, why="桁の誤り", by=COUNTER, on=LATER, provider=one.provider, days=2,
        total_cost=10_000, insured_self_pay=300,
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.state, made.compared_by) == (FolderState.ENTERED, "")
    with pytest.raises(actions.CannotClaim, match="C-206"):
        actions.decide_folder(made.pk, by=EXAMINER, on=LATER)


def test_a_folder_that_is_sent_back_says_why_and_waits_for_its_correction(granted: Recipient) -> None:
    made = handed_in(line(granted.number))
    with pytest.raises(actions.CannotClaim, match="C-209"):
        actions.send_back(made.pk, why="  ", by=EXAMINER)
    actions.send_back(made.pk, why="金額が領収書と違う", by=EXAMINER)
    with pytest.raises(actions.CannotClaim, match="C-207"):
        actions.compare(made.pk, by=EXAMINER)
    with pytest.raises(actions.CannotClaim, match="C-206"):
        actions.decide(made.claims.get().pk, by=EXAMINER, on=LATER)
    made.refresh_from_db()
    assert (made.state, made.back_why) == (FolderState.SENT_BACK, "金額が領収書と違う")


def test_the_same_entry_sent_twice_is_one_folder(granted: Recipient) -> None:
    first = handed_in(line(granted.number), once="f00d")
    again = handed_in(line(granted.number), once="f00d")
    assert (first, ClaimFolder.objects.count(), Claim.objects.count()) == (again, 1, 1)


def test_a_page_opened_before_a_picture_was_added_neither_compares_nor_decides(granted: Recipient) -> None:
    made = handed_in(line(granted.number))
    seen = folder_fingerprint(made)
    actions.attach(made.pk, picture(), by=COUNTER)
    with pytest.raises(actions.CannotClaim, match="C-204"):
        actions.compare(made.pk, by=EXAMINER, seen=seen)
    made.refresh_from_db()
    actions.compare(made.pk, by=EXAMINER, seen=folder_fingerprint(made))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"insured_self_pay": 0}, ("C-117", "lines-0-insured_self_pay"), id="自己負担額0円"),
        pytest.param({"meals": -1}, ("C-107", "lines-0-meals"), id="負の食事"),
        pytest.param({"total_cost": 100_000_000}, ("C-116", "lines-0-total_cost"), id="1億円"),
        pytest.param({"total_cost": 10_000_000_000}, ("C-116", "lines-0-total_cost"), id="11桁の総医療費"),
        pytest.param(
            {"insured_self_pay": 10_001}, ("C-102", "lines-0-insured_self_pay"), id="自己負担額が総医療費を超える"
        ),
        pytest.param({"meals": 3_001}, ("C-125", "lines-0-meals"), id="食事が自己負担額を超える"),
        pytest.param({"reason": "77"}, ("C-124", "lines-0-reason"), id="ない事由"),
        pytest.param({"kind": "2"}, ("C-124", "lines-0-kind"), id="ない種類"),
        pytest.param({"cap_class": "ウ1"}, ("C-124", "lines-0-cap_class"), id="まだない区分"),
        pytest.param({"days": 31}, ("C-103", "lines-0-days"), id="6月の31日"),
    ],
)
def test_what_cannot_be_is_named_with_its_line_and_field(
    granted: Recipient, changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert findings(line(granted.number, **changes)) == {expected}


def test_99999999_yen_are_taken_and_held_for_the_insurer(granted: Recipient) -> None:
    made = handed_in(line(granted.number, total_cost=99_999_999, insured_self_pay=29_999_999))
    assert actions.decide(made.claims.get().pk, by=EXAMINER, on=LATER).outcome == State.EXAMINING


@pytest.mark.parametrize(
    ("died_on", "month", "expected"),
    [
        pytest.param("2026-06-10", JUNE, set(), id="死亡した月の診療"),
        pytest.param("2026-05-31", JUNE, {("C-118", "lines-0-month")}, id="死亡した翌月の診療"),
    ],
)
def test_nobody_is_treated_after_death(granted: Recipient, died_on: str, month: Month, expected: set[Any]) -> None:
    Person.objects.filter(atena_no=MISAKI).update(died_on=died_on)
    if expected:
        assert findings(line(granted.number, month)) == expected
    else:
        assert handed_in(line(granted.number, month)).claims.count() == 1


def test_a_day_of_treatment_after_death_or_before_birth_is_named(granted: Recipient) -> None:
    from datetime import date

    mother, child = family_of(granted)
    Person.objects.filter(atena_no=MISAKI).update(died_on="2026-06-10")
    Person.objects.filter(atena_no=REN).update(birth_date="2026-06-16")
    assert findings(
        line(mother, days=2, treated_on=[date(2026, 6, 10), date(2026, 6, 11)]),
        line(child, days=2, treated_on=[date(2026, 6, 15), date(2026, 6, 16)]),
    ) == {("C-118", "lines-0-treated_on"), ("C-109", "lines-1-treated_on")}


def test_all_objections_of_all_lines_come_at_once(granted: Recipient) -> None:
    assert findings(line(granted.number, JULY), line("9999017"), line(granted.number, insured_self_pay=0)) == {
        ("C-108", "lines-0-month"), ("C-101", "lines-1-recipient_number"), ("C-117", "lines-2-insured_self_pay"),
    }  # fmt: skip


def test_the_same_receipt_twice_in_one_folder_is_named_and_in_an_earlier_one_too(granted: Recipient) -> None:
    twice = (line(granted.number), line(granted.number, provider="あさお台　耳鼻咽喉科"))
    assert findings(*twice) == {("C-114", "lines-1-provider")}
    claim(granted.number, COUNTER)
    with pytest.raises(actions.CannotClaim, match="C-106"):
        handed_in(line(granted.number))


def test_an_empty_folder_is_none(granted: Recipient) -> None:
    assert findings() == {("C-119", "lines")}


@pytest.mark.parametrize(
    ("content", "id"),
    [
        pytest.param(b"", "C-120", id="空のファイル"),
        pytest.param(PNG + b"0" * 10 * 1024**2, "C-121", id="10メガバイトを超える"),
        pytest.param(b"MZ\x90\x00", "C-122", id="名前だけがPDFのプログラム"),
        pytest.param(b"%PDF-1.7 /OpenAction /JavaScript", "C-126", id="動く仕掛けのあるPDF"),
    ],
)
def test_a_file_is_what_its_bytes_say(granted: Recipient, content: bytes, id: str) -> None:
    bad = FileEntry("receipt.pdf", content)
    assert findings(line(granted.number, files=[bad])) == {(id, "lines-0-receipt")}


def test_a_picture_of_exactly_10_megabytes_is_kept_as_it_came(granted: Recipient) -> None:
    content = PNG + b"0" * (10 * 1024**2 - len(PNG))
    made = handed_in(line(granted.number, files=[FileEntry("大.png", content)]))
    assert bytes(made.attachments.get().content) == content


def test_the_same_picture_twice_is_refused_and_the_same_in_another_folder_is_shown(granted: Recipient) -> None:
    from sasae.law import decide_claim
    from sasae.subsidy.claims.cases import case_of
    from sasae.subsidy.claims.warnings import warnings_of

    assert findings(line(granted.number, files=[picture(), picture()])) == {("C-123", "lines-0-receipt")}
    first = handed_in(line(granted.number, files=[picture()]))
    with pytest.raises(actions.CannotClaim, match="C-123"):
        actions.attach(first.pk, picture(), by=COUNTER)
    second = handed_in(line(granted.number, provider="別の医院", files=[picture()], **COVERED))
    told = warnings_of(second, [(one, decide_claim(case_of(one), LATER)) for one in second.claims.all()])
    assert [(one.id, first.number in one.message) for one in told] == [("C-301", True), ("C-302", False)]


def test_what_came_is_never_taken_out_again(granted: Recipient) -> None:
    handed_in(line(granted.number, files=[picture()]))
    for statement in ("DELETE FROM subsidy_claims_attachment", "UPDATE subsidy_claims_attachment SET name = ''"):
        with pytest.raises(Exception, match="permission denied|append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_a_family_of_its_own_needs_a_folder_of_its_own(granted: Recipient) -> None:
    from sasae.subsidy.entitlements.models import Entitlement, Family

    mother, child = family_of(granted)
    other = Person.objects.get(atena_no=MISAKI)
    other.pk, other.atena_no, other.individual_number_index, other.individual_number_cipher = None, "9" * 15, None, None
    other.save()
    Entitlement.objects.filter(recipient__number=child).update(family=Family.objects.create(applicant=other))
    assert findings(line(mother), line(child)) == {("C-115", "lines-1-recipient_number")}


def test_many_clean_folders_are_decided_together_and_the_others_say_why(granted: Recipient) -> None:
    clean = compared(line(granted.number, **COVERED))
    refused = compared(line(granted.number, MAY))
    alike = compared(line(granted.number, provider="別の名の医院"))
    fresh = handed_in(line(granted.number, provider="まだの医院", insured_self_pay=500))
    picked = [(one.pk, folder_fingerprint(one)) for one in (clean, refused, fresh)]
    done, left = actions.decide_many(picked, by=APPROVER, on=LATER)
    assert (done, [why.partition("：")[0] for why in left]) == (0, [clean.number, refused.number, fresh.number])
    actions.withdraw(alike.claims.get().pk, why="取り違え", by=COUNTER, on=LATER)
    done, left = actions.decide_many(picked, by=APPROVER, on=LATER)
    assert (done, len(left)) == (1, 2), left
    assert balances()[Account.PAYABLE_TO_PERSON] == -3_000
    assert Claim.objects.get(folder=refused).state == State.RECEIVED


def test_every_step_of_a_folder_stands_in_the_journal(granted: Recipient) -> None:
    made = compared(line(granted.number), line(granted.number, provider="別の医院", insured_self_pay=700))
    actions.decide_folder(made.pk, by=EXAMINER, on=LATER)
    told = HistoryEntry.objects.filter(subject=made.number).order_by("id").values_list("event", "actor_id")
    assert list(told) == [
        ("claims.folder_entered", COUNTER.id), ("claims.compared", EXAMINER.id), ("claim.grant_printed", EXAMINER.id),
    ]  # fmt: skip


def test_the_door_needs_no_screen(granted: Recipient) -> None:
    entry = FolderEntry(LATER, [line(granted.number)], "portal", once="KW20260710-1")
    made = actions.enter_folder(entry, by=COUNTER, on=LATER)
    assert (made.get_channel_display(), actions.enter_folder(entry, by=COUNTER, on=LATER)) == ("電子申請", made)
