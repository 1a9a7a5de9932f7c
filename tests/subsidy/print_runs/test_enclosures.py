"""Every printed letter waits for an envelope by its kind; what cannot be printed is left out and named, and the rest goes on."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from sasae.foundation.printing.models import PrintedDocument
from sasae.kernel import clock
from sasae.subsidy.certificates.models import Certificate, State
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.papers.models import PaperLetter
from sasae.subsidy.people.models import Person
from sasae.subsidy.print_runs import actions, papers
from sasae.subsidy.print_runs.models import PrintRun, RunState, Sheet
from sasae.subsidy.print_runs.sheets import SheetCode
from tests.foundation.pictures import codes_in_picture, pages_as_pictures
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.print_runs.test_runs import lying, neighbour, printed, said
from tests.subsidy.town import DAY, MISAKI

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
# Kept, but never for an envelope of its own: what a run makes for itself.
OWN = {"print_run", "print_proof", "print_manifest"}


def waiting(*kinds: str, **more: Any) -> list[papers.Paper]:
    return papers.waiting(papers.Wish(kinds or tuple(papers.enclosures()), DAY, **more))


def run_of(found: list[papers.Paper]) -> PrintRun:
    return actions.prepare(found, title="試験", duplex=False, on=DAY, by=COUNTER, at=clock.now())


def letter(recipient: Recipient, pdf: bytes | None = None, pages: int = 1) -> PaperLetter:
    """A letter that asks her for papers; its paper is hers, or these bytes, whole or not."""
    application = recipient.entitlements.all()[0].examination.application
    content = pdf or bytes(PrintedDocument.objects.filter(kind="certificate")[0].content)
    document = PrintedDocument.objects.create(
        kind="paper_request", subject="SR1", persons=[recipient.person.atena_no], content=content,
        sha256=hashlib.sha256(content).hexdigest(), pages=pages, printed_by="counter1",
    )  # fmt: skip
    return PaperLetter.objects.create(
        number="SR1", application=application, asked_on=DAY, due_on=DAY, labels=["戸籍"], asked_by="counter1",
        document_id=str(document.pk),
    )  # fmt: skip


def test_every_kind_of_paper_that_is_kept_is_told_of_by_its_area() -> None:
    """What any area keeps by name of its kind stands among the enclosures; new letters cannot be forgotten."""
    kept = set()
    for app in apps.get_app_configs():
        if app.name.startswith("sasae.subsidy."):
            for file in Path(app.path).rglob("*.py"):
                kept |= set(re.findall(r'\b(?:keep|paper_of)\(\s*"(\w+)"', file.read_text(encoding="utf-8")))
    assert kept - OWN <= papers.enclosures().keys(), kept - OWN - papers.enclosures().keys()
    assert {
        "renewal_report",
        "renewal_exempt",
        "renewal_unknown",
        "renewal_extension",
        "renewal_loss",
    } <= papers.enclosures().keys()


def test_every_kind_can_be_asked_for_and_counted(granted: Recipient) -> None:
    counts = {one.enclosure.kind: one.count for one in papers.waiting_counts(None, DAY)}
    assert counts.keys() == papers.enclosures().keys()
    assert (counts["certificate"], sum(counts.values())) == (3, 3)
    assert {paper.kind for paper in waiting()} == {"certificate"}


def test_papers_of_several_kinds_to_one_person_lie_in_one_envelope_letters_on_top(granted: Recipient) -> None:
    letter(granted)
    run = run_of(waiting())
    [envelope] = run.envelopes.all()
    assert [sheet.layout for sheet in envelope.sheets.order_by("place")] == ["letter", *["certificate"] * 3]


def test_what_was_asked_for_is_narrowed_by_day_ward_and_part(granted: Recipient) -> None:
    assert len(waiting("certificate", since=DAY, ward=granted.person.ward_code, part="1")) == 3
    assert waiting("certificate", since=DAY.replace(day=16)) == []
    assert waiting("certificate", ward="141313") == []
    assert waiting("certificate", part="2") == []


def test_the_number_of_questions_does_not_grow_with_the_papers(
    granted: Recipient, django_assert_num_queries: Any
) -> None:
    for number in range(7001, 7006):
        neighbour(number)
    with django_assert_num_queries(3):
        assert len(waiting("certificate")) == 8


class TestLeftOut:
    """One household's trouble is nobody else's."""

    def test_a_name_no_font_can_show_is_named_and_the_others_go_on(self, granted: Recipient) -> None:
        other = neighbour(7001)
        Person.objects.filter(pk=other.pk).update(name="高津　ꙮ")
        run = run_of(waiting())
        assert [one.addressee.atena_no for one in run.envelopes.all()] == [MISAKI]
        [told] = run.left_out
        assert (told["id"], told["at"]) == ("PR-501", other.atena_no)
        assert "高津　ꙮさん" in told["message"]

    def test_a_paper_that_was_never_kept_is_named_and_the_family_s_others_go_on(self, granted: Recipient) -> None:
        lost = letter(granted)
        PaperLetter.objects.filter(pk=lost.pk).update(document_id="00000000-0000-4000-8000-000000000000")
        run = run_of(waiting())
        assert run.sheet_count == 4
        assert [told["id"] for told in run.left_out] == ["PR-502"]

    def test_a_paper_without_a_page_is_named_and_the_family_s_others_go_on(self, granted: Recipient) -> None:
        letter(granted, b"%PDF-1.7 nothing", pages=0)
        run = run_of(waiting())
        assert run.sheet_count == 4
        assert "壊れています" in run.left_out[0]["message"]

    def test_a_broken_paper_leaves_its_envelope_out_at_the_proof(self, granted: Recipient) -> None:
        neighbour(7001)
        letter(granted, bytes(PrintedDocument.objects.filter(kind="certificate")[0].content)[:-200])
        run = run_of(waiting())
        assert (run.envelope_count, run.sheet_count) == (1, 2)
        assert "壊れていて、印刷できません" in run.left_out[0]["message"]
        assert "宮前　美咲" in run.left_out[0]["message"]

    def test_one_that_breaks_after_the_approval_is_left_out_of_file_list_and_count(self, granted: Recipient) -> None:
        for number in (7001, 7002, 7003):
            neighbour(number)
        run = run_of(waiting())
        broken = run.envelopes.get(addressee__atena_no=f"{7002:015d}")
        sheet = broken.sheets.exclude(document_id="").get()
        whole, spoiled = sheet.document_id, _kept_otherwise(sheet.document_id)
        Sheet.objects.filter(pk=sheet.pk).update(document_id=spoiled)
        run = printed(run)
        assert run.state == RunState.PRINTED
        assert (run.envelope_count, run.sheet_count) == (3, 8)
        [told] = run.left_out
        assert "保存したときと違います" in told["message"]
        assert len(told["message"]) < 300
        assert "高津7002" not in said(run.files.get().document_id)
        assert "保存したときと違います" in said(run.manifest_documents[0])
        strange = str(SheetCode(run.number, broken.serial, 1, 2))
        assert actions.scan(run.number, strange, by=COUNTER, at=clock.now()).findings[0].id == "PC-02"
        assert {paper.document_id for paper in waiting()} == {whole}

    def test_when_nothing_can_be_printed_the_form_says_why(self, granted: Recipient) -> None:
        Person.objects.filter(atena_no=MISAKI).update(name="ꙮ")
        with pytest.raises(actions.CannotRun, match="この装置の書体では印刷できません"):
            run_of(waiting())
        assert not PrintRun.objects.exists()


def _kept_otherwise(document: str) -> str:
    """The same paper as a failing disk gives it back: its bytes are not those that were kept."""
    paper = PrintedDocument.objects.get(pk=document)
    spoiled = PrintedDocument.objects.create(
        kind=paper.kind, subject=paper.subject, persons=paper.persons, content=bytes(paper.content) + b" ",
        sha256=paper.sha256, pages=paper.pages, printed_by="tests",
    )  # fmt: skip
    return str(spoiled.pk)


def test_the_codes_on_the_printed_sheets_are_read_by_another_reader_and_count_back(granted: Recipient) -> None:
    """From the pixels of the file for the printer to whole envelopes."""
    neighbour(7001)
    run = printed(run_of(waiting()))
    content = bytes(PrintedDocument.objects.get(pk=run.files.get().document_id).content)
    found = [codes_in_picture(picture) for picture in pages_as_pictures(content)]
    sheets = [next(code for code in codes if code.isdecimal()) for codes in found]
    assert "\n".join(sheets) == lying(run).replace("\n\n", "\n")
    signed = [code for codes in found for code in codes if code.startswith("SASAE1.")]
    assert len(signed) == Certificate.objects.filter(state=State.VALID).count() == 4


def test_the_same_run_gives_the_same_bytes(granted: Recipient) -> None:
    from sasae.subsidy.print_runs.printing import print_envelopes

    run = run_of(waiting())
    envelopes = list(run.envelopes.select_related("addressee"))
    made = [print_envelopes(run, envelopes, by=EXAMINER, subject="試験").document_id for _ in range(2)]
    one, other = (hashlib.sha256(bytes(PrintedDocument.objects.get(pk=each).content)).hexdigest() for each in made)
    assert one == other
