"""Papers are shown as pictures made anew: whatever a stranger put into them, it reaches no browser, and stays as evidence."""

import io
from dataclasses import replace
from functools import cache
from typing import Any

import pikepdf
import pytest
from pikepdf import Dictionary, Name
from PIL import Image

from sasae.formats.application_zip import pack
from sasae.intake.applications.models import Application, Attachment
from sasae.intake.applications.pictures import PDF, CannotShow, picture_of, words_of
from sasae.intake.downloads.actions import archive_of
from sasae.intake.downloads.batches import take_all
from sasae.intake.downloads.models import Quarantine
from sasae.intake.matching.batches import identify_waiting
from tests.formats.papers import page, photograph
from tests.formats.test_inside_papers import of_size
from tests.intake.applications import ATENA, members, sealed
from tests.intake.card_authority import Card

RECEIPT = "KW2026061500000001"
MARK = b"<script>alert(1)</script>"
WEB = pytest.mark.django_db(databases=["default", "journal"])


@cache
def acting(sheets: int = 2) -> bytes:
    """A PDF with words, a script that runs on opening, and a file inside."""
    made, out = pikepdf.new(), io.BytesIO()
    for number in range(1, sheets + 1):
        one = made.add_blank_page(page_size=(200, 100))
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        one.Resources = Dictionary(Font=Dictionary(F1=font))
        one.Contents = made.make_stream(f"BT /F1 12 Tf 9 50 Td (Sheet {number}) Tj ET".encode())
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.launchURL('https://example.jp/')")
    made.attachments["x.html"] = MARK
    made.save(out)
    return out.getvalue()


def polyglot() -> bytes:
    """A photograph that is a web page as well, with what its camera wrote beside it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E], exif[0x0112] = "where it was taken", 6  # and it lies on its side
    Image.new("RGB", (40, 20), (10, 20, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue() + b"\n" * 2000 + MARK


def test_a_photograph_is_its_pixels_alone_and_upright() -> None:
    shown = picture_of(polyglot(), "image/jpeg", 1)
    assert MARK in polyglot()
    assert MARK not in shown
    with Image.open(io.BytesIO(shown)) as made:
        assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (20, 40), {})


def test_a_pdf_is_drawn_page_by_page_and_its_words_are_told() -> None:
    assert [text.strip() for text in words_of(acting())] == ["Sheet 1", "Sheet 2"]
    shown = [picture_of(acting(), PDF, number) for number in (1, 2)]
    assert all(one.startswith(b"\x89PNG") for one in shown)
    assert shown[0] != shown[1]
    with pytest.raises(CannotShow):
        picture_of(acting(), PDF, 3)


@pytest.mark.parametrize(
    ("paper", "kind"),
    [(b"%PDF-1.7 no", PDF), (of_size(30_000, 30_000), "image/png"), (page()[:80], PDF), (b"\x89PNG\r\n\x1a\n", "image/png"),
     (b"GIF89a" + b"\0" * 40, "image/png")],
    ids=["no PDF", "bomb", "half a PDF", "half a picture", "a kind nobody sends"],
)  # fmt: skip
def test_what_cannot_be_shown_ends_its_own_process_and_no_other(paper: bytes, kind: str) -> None:
    with pytest.raises(CannotShow):
        picture_of(paper, kind, 1)


@pytest.fixture
def sent(partners: Any, card: Card) -> Application:
    """Her application with papers that would do harm where they were opened, and one nobody can open."""
    hostile = [
        sealed("attach/03_other_動く書類.pdf", acting()), sealed("attach/04_other_写真.jpg", polyglot()),
        sealed("attach/05_other_壊れた書類.pdf", b"%PDF-1.7 broken"),
        sealed("attach/06_other_\"><script>alert(1)<script>.png", photograph("PNG")),
    ]  # fmt: skip
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, pack([*members(card), *hostile]))
    take_all()
    identify_waiting()
    return Application.objects.get()


@WEB
@pytest.mark.clause("APP-4")
def test_papers_that_would_do_harm_are_told_of_and_shown_harmless(sent: Application, signed_in: Any) -> None:
    assert {(one["id"], one["at"].split("_")[0]) for one in sent.warnings} == {("A-305", "attach/03"), ("A-306", "attach/05")}
    client = signed_in("applications.view")
    whole = client.get(f"/applications/{RECEIPT}/").content
    assert "A-305" in whole.decode()
    assert MARK not in whole
    assert b"<script>alert(1)" not in whole
    for number, kind in [(1, "image/png"), (2, "image/png"), (3, "image/png"), (4, "image/jpeg"), (6, "image/png")]:
        viewer = client.get(f"/applications/{RECEIPT}/attachments/{number}/").content.decode()
        assert f"/applications/{RECEIPT}/attachments/{number}/1/" in viewer
        shown = client.get(f"/applications/{RECEIPT}/attachments/{number}/1/")
        assert (shown.status_code, shown["content-type"]) == (200, kind)
        assert b"script" not in shown.content
        assert "default-src 'none'" in shown["content-security-policy"]
        assert "sandbox" in shown["content-security-policy"]
        assert "allow" not in shown["content-security-policy"]
        assert shown["x-content-type-options"] == "nosniff"
    assert "Sheet 2" in client.get(f"/applications/{RECEIPT}/attachments/3/").content.decode()
    assert "出し直し" in client.get(f"/applications/{RECEIPT}/attachments/5/").content.decode()
    assert client.get(f"/applications/{RECEIPT}/attachments/5/1/").status_code == 422
    assert client.get(f"/applications/{RECEIPT}/attachments/9/").status_code == 404


@WEB
def test_the_papers_as_they_were_sent_stay_as_evidence(sent: Application, partners: Any) -> None:
    kept = {one.number: bytes(one.content) for one in Attachment.objects.all()}
    assert (kept[3], kept[4]) == (acting(), polyglot())
    assert archive_of(sent.download) == partners.files[RECEIPT]


@WEB
@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("attach/03_other_x.png", of_size(30_000, 30_000), "A-307"),
        ("attach/03_other_x.png", photograph("PNG")[:40] + MARK, "A-304"),
        ("attach/03_other_x.pdf", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "A-303"),
    ],
    ids=["a picture that bursts", "a picture that is a web page", "XML as a PDF"],
)
def test_what_bursts_or_is_something_else_is_stopped(
    partners: Any, card: Card, name: str, content: bytes, found: str
) -> None:
    partners.put(RECEIPT, pack([*members(card), sealed(name, content)]))
    take_all()
    assert [one["id"] for one in Quarantine.objects.get().findings] == [found]


@WEB
def test_ten_thousand_attachments_are_stopped_before_any_is_opened(partners: Any, card: Card) -> None:
    empty = sealed("attach/03_other_x.png", b"")
    papers = [replace(empty, name=f"attach/{number % 100:02d}_other_{number}.png") for number in range(10_000)]
    partners.put(RECEIPT, pack([*members(card), *papers]))
    take_all()
    assert [one["id"] for one in Quarantine.objects.get().findings] == ["A-103"]
