"""Papers: what is printed can be read back by others, is the same every time, and is kept as it was."""

import hashlib
import types
import uuid
from datetime import date

import psycopg
import pytest
import typst
from django.apps import AppConfig, apps
from django.db import DatabaseError, transaction
from django.urls import reverse

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.printing import CannotPrint, keep, missing_glyphs, render
from sasae.foundation.printing.models import PrintedDocument
from sasae.foundation.printing.rendering import NoTemplate, font_files
from tests.foundation.pdf_text import READERS, by_unicode_tables

DAY = date(2026, 6, 15)
PAPER = """#import "base.typ": *
#show: paper
#set page(paper: "a5")
#data.name　様 #parbreak() #yen(data.yen) #parbreak() #postal("2100004")
#for line in data.lines [ #pagebreak() #line ]
"""
ANY = typst.compile(b"as it was")
DATA = {"name": "髙﨑　美咲", "yen": -1234567, "lines": []}


class Papers(AppConfig):
    """An app that brings papers along."""

    def __init__(self, name, path):
        self.path = str(path)
        super().__init__(name, types.ModuleType(name))
        self.apps, self.models = apps, {}


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """The first part of the names of the papers an installed app brings along."""
    name = tmp_path.name.replace("-", "_")
    folder = tmp_path / "printed"
    folder.mkdir()
    (folder / "note.typ").write_text(PAPER, encoding="utf-8")
    (folder / "broken.typ").write_text('#import "base.typ": *\n#data.nothing', encoding="utf-8")
    monkeypatch.setitem(apps.app_configs, name, Papers(f"sasae.{name}.area", tmp_path))
    return name


def printed(paper, day=DAY, title="お知らせ", **changes):
    return render(f"{paper}/note", {**DATA, **changes}, title=title, day=day)


every_reader = pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)


@every_reader
def test_another_program_reads_the_text_back(paper, read):
    [text] = read(printed(paper))
    for words in ("髙﨑", "美咲", "様", "−1,234,567円", "〒210-0004"):
        assert words in text


@every_reader
def test_every_page_has_its_text(paper, read):
    assert [text.strip() for text in read(printed(paper, lines=["二枚目", "三枚目"]))[1:]] == ["二枚目", "三枚目"]


def test_it_has_its_size_its_day_and_its_fonts_and_may_be_kept_for_long(paper):
    pdf = printed(paper)
    assert b"/MediaBox[0 0 419.52756 595.2756]" in pdf
    assert b"CreationDate(D:20260614150000Z)" in pdf  # midnight in Tokyo
    assert "お知らせ" in pdf[pdf.index(b"<rdf:RDF") :].decode(errors="replace")
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>U</pdfaid:conformance>" in pdf
    assert b"/FontFile3" in pdf  # the letters are in the file, whatever the reader's machine has


def test_the_same_input_gives_the_same_bytes(paper):
    assert printed(paper) == printed(paper)
    assert printed(paper) == render(f"{paper}/note", dict(reversed(DATA.items())), title="お知らせ", day=DAY)


@pytest.mark.parametrize(
    "change", [{"yen": 1}, {"name": "髙﨑　美咲子"}, {"day": date(2026, 6, 16)}, {"title": "通知"}], ids=str
)
def test_another_input_gives_other_bytes(paper, change):
    assert printed(paper, **change) != printed(paper)


def test_what_is_put_in_is_text_and_no_markup(paper):
    text = '#panic("x") *太い* $x$ \\ <a>'
    assert text in by_unicode_tables(printed(paper, name=text))[0]


@pytest.mark.parametrize("name", ["ꙮ野", "\ue000島", "😀"])
def test_a_letter_without_shape_is_refused_and_not_replaced(paper, name):
    assert missing_glyphs(f"川崎{name}") == [name[0]]
    with pytest.raises(CannotPrint, match=name[0]) as stopped:
        printed(paper, name=name, lines=["よい", f"{name}だめ"])
    assert [(one.id, one.at) for one in stopped.value.findings] == [("PR-001", "name"), ("PR-001", "lines.2")]


def test_what_cannot_be_shown_is_told_beforehand():
    assert missing_glyphs("髙﨑𠮷邉　花子 Ａa1ｶﾞ") == []
    assert missing_glyphs("葛󠄁城") == []  # a variant shape the fonts have
    assert missing_glyphs("ꙮ川😀ꙮ") == ["ꙮ", "😀"]
    assert missing_glyphs("川\U000e01ef崎") == ["川\U000e01ef"]


def test_a_paper_without_its_data_is_refused(paper):
    with pytest.raises(typst.TypstError):
        render(f"{paper}/broken", DATA, title="x", day=DAY)


@pytest.mark.parametrize("name", ["note", "printing/note", "nobody/note", "foundation/../secret", ""])
def test_a_paper_nobody_brings_is_refused(paper, name):
    with pytest.raises(NoTemplate):
        render(name, DATA, title="x", day=DAY)


def test_every_font_is_there_and_none_of_the_machine_is_taken():
    assert all(path.exists() for path in font_files())
    assert {path.name for path in font_files()} >= {"NotoSansJP-Regular.otf", "NotoSerifJP-Regular.otf"}


@pytest.mark.django_db
def test_what_was_printed_is_kept_as_bytes(paper):
    pdf = printed(paper, lines=["二枚目"])
    kept = keep("notice", "20260001", pdf, by_id="staff1", persons=["000000000000017"])
    again = PrintedDocument.objects.get(pk=kept.pk)
    assert bytes(again.content) == pdf
    assert again.sha256 == hashlib.sha256(pdf).hexdigest()
    assert (again.pages, again.kind, again.subject, again.printed_by) == (2, "notice", "20260001", "staff1")
    assert again.persons == ["000000000000017"]


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_was_printed_is_neither_changed_nor_taken_away(change):
    kept = keep("notice", "1", ANY, by_id="staff1")
    documents = PrintedDocument.objects.filter(pk=kept.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        documents.update(content=b"") if change == "update" else documents.delete()
    assert bytes(documents.get().content) == ANY


@pytest.mark.django_db(transaction=True)
def test_not_even_the_owner_of_the_tables_changes_it(owner_connection):
    kept = keep("notice", "1", ANY, by_id="staff1")
    for statement in (
        "UPDATE printing_document SET content = ''",
        "DELETE FROM printing_document",
        "TRUNCATE printing_document",
    ):
        with pytest.raises(psycopg.DatabaseError):
            owner_connection.execute(statement)
    assert bytes(PrintedDocument.objects.get(pk=kept.pk).content) == ANY


@pytest.mark.django_db
def test_a_second_copy_shows_the_kept_bytes_and_says_to_the_journal_whose_they_are(signed_in):
    kept = keep("notice", "20260001", ANY, by_id="staff1", persons=["000000000000017"])
    response = signed_in("printing.view").get(reverse("printing:document", args=[kept.pk]))
    assert response.content == ANY
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    [line] = HistoryEntry.objects.filter(event="screen.shown")
    assert line.persons == ["000000000000017"]


@pytest.mark.django_db(databases=["default", "journal"])
def test_without_the_right_nobody_sees_a_paper(signed_in):
    kept = keep("notice", "1", ANY, by_id="staff1")
    address = reverse("printing:document", args=[kept.pk])
    assert signed_in().get(address).status_code == 403
    client = signed_in("printing.view")
    assert client.get(reverse("printing:document", args=[uuid.uuid4()])).status_code == 404
