"""A print run from its papers to its last envelope, by two people; protected families apart; big ones in files."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from sasae.foundation.batch import run_now
from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates import actions as certificate_actions
from sasae.subsidy.certificates.models import Certificate, Form, Reason
from sasae.subsidy.entitlements.models import Entitlement, Family, Recipient
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions, papers, planning
from sasae.subsidy.print_runs.models import Envelope, PrintFile, PrintRun, RunState, ScanRound, Sheet
from sasae.subsidy.print_runs.sheets import BACK, SheetCode, read_code
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.town import DAY, HOME, MIO, MISAKI, REN
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def said(document_id: str) -> str:
    content = bytes(PrintedDocument.objects.get(pk=document_id).content)
    return "".join("".join(by_unicode_tables(content)).split())


def prepared(*, duplex: bool = False, more: tuple[papers.Paper, ...] = ()) -> PrintRun:
    found = [*papers.waiting(papers.Wish(["certificate"], DAY)), *more]
    return actions.prepare(found, title="医療証", duplex=duplex, on=DAY, by=COUNTER, at=clock.now())


def printed(run: PrintRun) -> PrintRun:
    """Approved by another and worked by the batch."""
    actions.approve(run.number, by=EXAMINER, at=clock.now())
    run.refresh_from_db()
    assert run.batch is not None
    run_now(run.batch)
    run.refresh_from_db()
    return run


def lying(run: PrintRun) -> str:
    """Every sheet as it should lie."""
    heaps: dict[int, list[str]] = {}
    for sheet in (
        Sheet.objects.filter(envelope__run=run).select_related("envelope").order_by("envelope__serial", "place")
    ):
        place = (run.number, sheet.envelope.serial, sheet.place, sheet.envelope.sheet_count)
        line = f"{SheetCode(*place)} {SheetCode(*place, BACK)}" if run.duplex else str(SheetCode(*place))
        heaps.setdefault(sheet.envelope.serial, []).append(line)
    return "\n\n".join("\n".join(heap) for heap in heaps.values())


def neighbour(number: int, **changes: Any) -> Person:
    """Another household of one, with a certificate of its own."""
    fields: dict[str, Any] = {
        "atena_no": f"{number:015d}", "name": f"高津　{number}", "name_kana": "タカツ", "name_key": f"高津{number}",
        "birth_date": DAY.replace(year=1990), "sex": "2", "postal_code": "2130001", "address": f"川崎市高津区{number}番",
        "ward_code": "141348", "resident_class": "resident", "source": "linkage", "fetched_at": clock.now(),
    }  # fmt: skip
    person = Person.objects.create(**{**fields, **changes})
    recipient = Recipient.objects.create(person=person, number=f"{number:07d}")
    entitlement = Entitlement.objects.create(
        recipient=recipient, family=Family.objects.create(applicant=person),
        examination=Entitlement.objects.all()[0].examination, valid_from=DAY, valid_to=DAY,
    )  # fmt: skip
    certificate_actions.issue_many([certificate_actions.Order(entitlement)], by=COUNTER, on=DAY)
    return person


class TestPlan:
    def test_one_household_one_envelope_and_a_cover_on_top(self, granted: Recipient) -> None:
        neighbour(7001)
        run = prepared()
        envelopes = {one.addressee.atena_no: one for one in run.envelopes.all()}
        assert {who: one.sheet_count for who, one in envelopes.items()} == {MISAKI: 4, f"{7001:015d}": 2}
        assert [sheet.layout for sheet in envelopes[MISAKI].sheets.order_by("place")] == ["cover", *["certificate"] * 3]
        own = set(envelopes[MISAKI].sheets.exclude(document_id="").values_list("document_id", flat=True))
        assert own == set(
            Certificate.objects.filter(recipient__person__atena_no__in=[MISAKI, REN, MIO]).values_list(
                "document_id", flat=True
            )
        )

    def test_by_ward_and_postal_code_and_protected_ones_last_in_a_file_of_their_own(self, granted: Recipient) -> None:
        neighbour(7001)
        neighbour(7002, postal_code="2130000")
        neighbour(7003, postal_code="2100001", ward_code="141313", protected_until=DAY)
        run = prepared()
        order = [one.addressee.atena_no for one in run.envelopes.order_by("serial")]
        assert order == [f"{7002:015d}", f"{7001:015d}", MISAKI, f"{7003:015d}"]
        apart = run.envelopes.get(protected=True)
        assert (apart.ward_code, apart.postal_code) == ("", "")
        assert [(one.first, one.last, one.protected) for one in run.files.order_by("part")] == [
            (1, 3, False),
            (4, 4, True),
        ]

    @pytest.mark.parametrize("who", [MISAKI, REN])
    def test_a_family_is_apart_when_anybody_of_it_is_protected(self, granted: Recipient, who: str) -> None:
        Person.objects.filter(atena_no=who).update(protected_until=DAY)
        assert prepared().envelopes.get().protected
        Person.objects.filter(atena_no=who).update(protected_until=DAY - timedelta(days=1))
        assert not prepared_again().envelopes.get().protected

    def test_files_hold_whole_envelopes_up_to_their_measure(
        self, granted: Recipient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(planning, "SHEETS_A_FILE", 4)
        for number in (7001, 7002, 7003):
            neighbour(number)
        run = prepared()
        assert [one.sheets for one in run.files.order_by("part")] == [4, 2, 4]

    def test_a_letter_on_both_sides_takes_half_the_sheets(self, granted: Recipient) -> None:
        letter = papers.Paper("x", papers.LETTER, granted.person, pages=3)
        run = PrintRun(number="000001", on=DAY)
        for duplex, pages in ((False, [1, 1, 1]), (True, [2, 1])):
            run.duplex = duplex
            [(envelope, sheets)] = planning.plan(run, planning.fill([letter]))
            assert [sheet.pages for sheet in sheets] == pages
            assert envelope.sheet_count == len(pages)

    def test_heavier_envelopes_pay_more(self, granted: Recipient) -> None:
        letters = [papers.Paper("x", papers.LETTER, granted.person, pages=pages) for pages in (11, 12)]
        run = PrintRun(number="000001", on=DAY, duplex=False)
        named = [planning.plan(run, planning.fill([letter]))[0][0].postage for letter in letters]
        assert named == ["定形（50gまで）", "定形外（100gまで）"]

    def test_what_lies_in_a_run_lies_in_no_other_until_that_is_given_up(self, granted: Recipient) -> None:
        run = prepared()
        with pytest.raises(actions.CannotRun, match="まだ送っていない印刷物はありません"):
            prepared()
        actions.discard(run.number, why="紙が違う", by=COUNTER)
        assert prepared().envelope_count == 1


def prepared_again() -> PrintRun:
    """The runs before are given up first."""
    for run in PrintRun.objects.exclude(state=RunState.DISCARDED):
        actions.discard(run.number, why="試験", by=COUNTER)
    return prepared()


class TestPapers:
    def test_every_side_bears_its_code_and_the_cover_names_what_lies_behind(self, granted: Recipient) -> None:
        run = printed(prepared(duplex=True))
        file = run.files.get()
        paper = PrintedDocument.objects.get(pk=file.document_id)
        assert (paper.pages, set(paper.persons)) == (8, {MISAKI, REN, MIO})
        words = said(file.document_id)
        for place in range(1, 5):
            for side, name in ((1, "表"), (BACK, "裏")):
                code = SheetCode(run.number, 1, place, 4, side)
                assert f"{run.number}-00001-0{place}04{side}-{str(code)[-1]}{place}/4{name}" in words
                assert read_code(code.label.split("　")[0]) == code
        for certificate in Certificate.objects.all():
            assert f"福祉医療証（第{certificate.number}号）" in words
        assert HOME in words
        assert "見本" not in words

    def test_the_proof_says_that_it_is_one(self, granted: Recipient) -> None:
        assert "見本" in said(prepared().proof_document)

    def test_a_card_lies_with_both_sides_on_one_sheet(self, granted: Recipient) -> None:
        old = Certificate.objects.get(recipient=granted)
        certificate_actions.reissue(old.number, reason=Reason.LOST, by=COUNTER, on=DAY, form=Form.CARD)
        run = prepared()
        assert sorted(Sheet.objects.values_list("layout", flat=True)) == ["card", "certificate", "certificate", "cover"]
        assert PrintedDocument.objects.get(pk=run.proof_document).pages == 4

    @pytest.mark.clause("SUB-3")
    def test_protected_families_stand_on_a_list_of_their_own_without_their_ward(self, granted: Recipient) -> None:
        neighbour(7003, protected_until=DAY)
        run = printed(prepared())
        everybody, apart = (said(document) for document in run.manifest_documents)
        assert "宮前美咲" in everybody
        assert "高津7003" not in everybody
        assert "高津7003" in apart
        assert "二人で一通ずつ" in apart
        assert "高津区" not in apart
        assert "213-0001" not in apart

    def test_a_batch_killed_between_two_files_makes_each_once(
        self, granted: Recipient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(planning, "SHEETS_A_FILE", 2)
        neighbour(7001)
        run = prepared()
        actions.approve(run.number, by=EXAMINER, at=clock.now())
        run.refresh_from_db()
        from sasae.foundation.batch import work

        work.list_run(run.batch)
        work.work_chunk(run.batch, 0)
        run_now(run.batch)
        run.refresh_from_db()
        assert run.state == RunState.PRINTED
        assert PrintedDocument.objects.filter(kind="print_run").count() == PrintFile.objects.count() == 2


class TestTwoPersons:
    def test_who_prepared_does_not_approve(self, granted: Recipient) -> None:
        run = prepared()
        approve = partial(actions.approve, run.number, at=clock.now())
        refused("print_runs.approve", lambda by: approve(by=by), same=COUNTER, other=EXAMINER, says="別の人")
        with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
            PrintRun.objects.filter(pk=run.pk).update(approved_by=COUNTER.id)

    def test_nothing_is_printed_before_the_approval(self, granted: Recipient) -> None:
        run = prepared()
        with pytest.raises(actions.CannotRun):
            actions.make_file(run.number, 1, by=EXAMINER)
        assert PrintedDocument.objects.filter(kind="print_run").count() == 0


class TestClosing:
    def test_all_envelopes_whole_and_the_counts_agree(self, granted: Recipient) -> None:
        neighbour(7001)
        run = printed(prepared())
        with pytest.raises(actions.CannotRun, match="まだ確かめていない封筒"):
            actions.close(run.number, counted=6, spoiled=0, by=COUNTER, at=clock.now())
        assert actions.scan(run.number, lying(run), by=COUNTER, at=clock.now()).whole == {1, 2}
        with pytest.raises(actions.CannotRun, match="合いません"):
            actions.close(run.number, counted=7, spoiled=0, by=COUNTER, at=clock.now())
        closed = actions.close(run.number, counted=7, spoiled=1, by=COUNTER, at=clock.now())
        assert closed.state == RunState.CLOSED
        assert HistoryEntry.objects.filter(event="print_run.closed").count() == 1

    def test_two_families_exchanged_keep_both_envelopes_open_and_are_kept_as_typed(self, granted: Recipient) -> None:
        neighbour(7001)
        neighbour(7002)
        run = printed(prepared())
        heaps = [heap.split("\n") for heap in lying(run).split("\n\n")]
        heaps[0][1], heaps[1][1] = heaps[1][1], heaps[0][1]
        text = "\n\n".join("\n".join(heap) for heap in heaps)
        checked = actions.scan(run.number, text, by=COUNTER, at=clock.now())
        assert checked.affected == {1, 2}
        assert set(Envelope.objects.filter(whole_at__isnull=False).values_list("serial", flat=True)) == {3}
        kept = ScanRound.objects.get()
        assert (kept.text, kept.affected, len(kept.findings)) == (text, [1, 2], 4)
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            ScanRound.objects.update(text="")

    def test_the_database_lets_no_run_close_with_wrong_counts(self, granted: Recipient) -> None:
        run = printed(prepared())
        with pytest.raises(IntegrityError, match="counted_back"), transaction.atomic():
            PrintRun.objects.filter(pk=run.pk).update(state="closed", counted=5, spoiled=0, closed_at=clock.now())
        with pytest.raises(DatabaseError, match=r"[Ii]nvalid transition"), transaction.atomic():
            PrintRun.objects.filter(pk=run.pk).update(state="prepared")


class TestScreens:
    RIGHTS = ("print_runs.view", "print_runs.prepare", "print_runs.approve", "print_runs.close", "printing.view")

    def test_from_the_form_to_the_last_envelope(self, granted: Recipient, signed_in: Any) -> None:
        one, other = signed_in(*self.RIGHTS), signed_in(*self.RIGHTS)
        asked = {"kinds": ["certificate", "refusal"], "since": "令和8年6月15日", "until": "令和8年6月15日", "on": "令和8年6月16日"}
        assert one.post("/print-runs/new/", asked).status_code == 302
        run = PrintRun.objects.get()
        place = f"/print-runs/{run.number}/"
        assert "作成した人とは別の職員" in one.get(place).content.decode()
        one.post(f"{place}approve/")
        run.refresh_from_db()
        assert run.state == RunState.PREPARED
        other.post(f"{place}approve/")
        run.refresh_from_db()
        run_now(run.batch)
        wrong = one.post(f"{place}scan/", {"text": lying(run).rpartition("\n")[0]}).content.decode()
        for words in ("封入に誤りがあります", "4枚目がありません", "宮前　美咲", "PC-04"):
            assert words in wrong, words
        one.post(f"{place}scan/", {"text": lying(run)})
        one.post(f"{place}close/", {"counted": "4", "spoiled": "0"})
        run.refresh_from_db()
        assert run.state == RunState.CLOSED
        assert "完了" in one.get("/print-runs/").content.decode()

    def test_an_empty_period_and_a_wrong_one_are_said_so(self, granted: Recipient, signed_in: Any) -> None:
        desk = signed_in(*self.RIGHTS)
        asked = {"kinds": ["certificate"], "since": "R8.6.16", "until": "R8.6.16", "on": "R8.6.16"}
        assert "まだ送っていない印刷物はありません" in desk.post("/print-runs/new/", asked).content.decode()
        assert "より後の日" in desk.post("/print-runs/new/", {**asked, "until": "R8.6.15"}).content.decode()

    def test_without_the_rights_there_is_no_way(self, granted: Recipient, signed_in: Any) -> None:
        run = prepared()
        desk = signed_in("print_runs.view")
        page = desk.get(f"/print-runs/{run.number}/").content.decode()
        assert "取りやめる理由" not in page
        for verb in ("approve", "scan", "close", "discard"):
            assert desk.post(f"/print-runs/{run.number}/{verb}/", {"text": "1"}).status_code == 403
