"""Attached papers: which kinds, how large, sealed on arrival, and under which name they travel."""

import hashlib
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from sasae.formats.application_zip import unpack
from sasae.formats.application_zip.members import Member
from sasae.formats.application_zip.packing import pack
from sasae.foundation import own_keys
from sasae.portal.forms.attaching import AttachmentForm
from sasae.portal.submissions.actions import _member_name, _safe
from sasae.portal.submissions.models import DraftAttachment, State, Submission
from sasae.wire.sealing import CannotOpen
from tests.portal.residents import PDF, SITUATION, asked, summary

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
MB = 1024 * 1024


def photo(kind="JPEG", size=(900, 600), **told):
    """A picture with something on it."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2), fill="black")
    out = BytesIO()
    picture.save(out, kind, **told)
    return out.getvalue()


@pytest.fixture
def filling(hanako):
    return hanako.begin()


def attach(person, content, name="資格確認書.pdf", kind="insurance"):
    file = BytesIO(content)
    file.name = name
    return person.fill("attachments", {"kind": kind, "file": file})


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(lambda: PDF, "application/pdf"), (lambda: photo("JPEG"), "image/jpeg"), (lambda: photo("PNG"), "image/png")],
    ids=["pdf", "jpeg", "png"],
)
def test_three_kinds_are_taken_whatever_the_name_says(filling, content, media_type, open_sealed):
    content = content()
    assert attach(filling, content, name="写真.exe")["Location"].endswith("/attachments/")
    kept = DraftAttachment.objects.get()
    assert (kept.media_type, kept.kind, kept.name) == (media_type, "insurance", "写真.exe")
    went_on = open_sealed(bytes(kept.sealed))
    assert (kept.size, kept.sha256) == (len(went_on), hashlib.sha256(went_on).hexdigest())
    assert "写真.exe" in filling.page("attachments").content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00" + bytes(60),
        b"PK\x03\x04" + bytes(60),
        b"<html>",
        b"#!/bin/sh\n",
        b"GIF89a" + bytes(60),
        b" %PDF-1.7",
        b"%PD",
    ],
    ids=["program", "zip", "page", "script", "gif", "late pdf", "short"],
)
@pytest.mark.parametrize("name", ["資格確認書.pdf", "a.png"])
def test_other_kinds_are_refused_whatever_the_name_says(filling, content, name):
    response = attach(filling, content, name)
    assert summary(response) == [("id_file", "PDF、JPEG、PNGのいずれかを選んでください。")]
    assert not DraftAttachment.objects.exists()


def test_an_empty_file_is_refused(filling):
    assert [place for place, _ in summary(attach(filling, b""))] == ["id_file"]


def test_going_on_needs_no_file_but_attaching_does(filling):
    assert filling.fill("attachments", {"done": "1"})["Location"].endswith("/review/")
    assert "ファイルを選んでください" in summary(filling.fill("attachments", {"kind": "other"}))[0][1]


@pytest.mark.parametrize(("size", "good"), [(10 * MB, True), (10 * MB + 1, False)])
def test_ten_megabytes_are_the_most(filling, size, good):
    response = attach(filling, PDF + bytes(size - len(PDF)))
    assert (response.status_code == 302) is good
    assert DraftAttachment.objects.exists() is good


@pytest.mark.parametrize(
    ("before", "size", "words"),
    [
        ([11 * MB], MB, ""),
        ([11 * MB], MB + 1, "全部で12メガバイトまで"),
        ([6 * MB, 6 * MB], 9_000, "全部で12メガバイトまで"),
        ([1] * 19, 9_000, ""),
        ([1] * 20, 9_000, "20個まで"),
    ],
)
def test_together_they_fit_one_answer_of_the_interface(before, size, words):
    file = SimpleUploadedFile("a.pdf", PDF + bytes(size - len(PDF)))
    form = AttachmentForm({"kind": "other"}, {"file": file}, kinds={"other": "そのほか"}, before=before)
    assert form.is_valid() is not bool(words)
    assert words in str(form.errors)


def test_what_lies_there_is_sealed_to_the_municipality_alone(filling, open_sealed):
    attach(filling, PDF + b"SECRET-MARK")
    sealed = bytes(DraftAttachment.objects.get().sealed)
    assert b"SECRET-MARK" not in sealed
    with pytest.raises(CannotOpen):
        own_keys.unseal(sealed)
    assert open_sealed(sealed) == PDF + b"SECRET-MARK"


def test_another_resident_sees_none_of_it(filling, resident):
    attach(filling, PDF)
    other = resident("高津　次子").begin()
    assert "資格確認書.pdf" not in other.page("attachments").content.decode()


NAMES = [
    "../../etc/passwd.pdf", "C:\\写真\\保険 証.jpg", "a/b.pdf", "..pdf", ".pdf", "", "　.png", "\u202egnp.exe", "a\x00b.pdf",
    "<x>:\"|?*.pdf", "保険証　表.pdf", "か゚.pdf", "長" * 200 + ".pdf", "葛󠄁城.pdf", "a.b.c.PDF", "CON.pdf", "a\nb.pdf",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_every_name_becomes_one_that_an_application_file_may_hold(name):
    check_name(name)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=120))
def test_whatever_a_file_is_called(name):
    check_name(name)


def check_name(name):
    kept = DraftAttachment(number=7, kind="insurance", name=_safe(name), media_type="application/pdf")
    assert 0 < len(kept.name) <= 100
    member = _member_name(kept)
    assert member.startswith("attach/07_insurance_")
    assert member.count("/") == 1
    assert pack([Member.plain(member, PDF)])


def test_a_photograph_goes_on_upright_small_and_without_where_it_was_taken(filling, open_sealed):
    notes = Image.Exif()
    notes[0x0112] = 6  # to be turned by a quarter
    notes[0x010F] = "SECRET-CAMERA"
    notes.get_ifd(0x8825)[1] = "N"  # GPS
    attach(filling, photo(size=(3000, 2000), exif=notes), "証.jpg")
    went_on = open_sealed(bytes(DraftAttachment.objects.get().sealed))
    picture = Image.open(BytesIO(went_on))
    assert picture.size == (1600, 2400)
    assert b"SECRET-CAMERA" not in went_on
    assert not picture.getexif()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: photo(size=(400, 300)), "写真が小さすぎて"),
        (lambda: photo()[:2000], "写真を開けません"),
        (lambda: b"\xff\xd8\xff\xe0" + bytes(100), "写真を開けません"),
        (lambda: _even(), "何も写っていない"),
        (lambda: _huge(), "写真が大きすぎます"),
    ],
    ids=["small", "cut off", "no picture", "even", "huge"],
)
def test_a_picture_that_nobody_could_read_is_refused_with_how_to_mend_it(filling, content, words):
    assert words in summary(attach(filling, content()))[0][1]
    assert not DraftAttachment.objects.exists()


def _even():
    out = BytesIO()
    Image.new("RGB", (900, 600), "gray").save(out, "JPEG")
    return out.getvalue()


def _huge():
    """The head of a PNG that says 40,000 by 40,000 pixels."""
    whole = photo("PNG")
    head = whole[12:16] + (40_000).to_bytes(4, "big") * 2 + whole[24:29]
    return whole[:12] + head + zlib.crc32(head).to_bytes(4, "big") + whole[33:]


def test_what_is_due_is_listed_and_a_file_can_be_taken_off_again(filling):
    filling.fill_all()
    page = filling.page("attachments").content.decode()
    assert "児童扶養手当証書" in page
    assert "戸籍謄本（全部事項証明書）" not in page
    filling.fill("situation", {**SITUATION, "receives_child_allowance": "no"})
    assert "戸籍謄本（全部事項証明書）" in filling.page("attachments").content.decode()
    attach(filling, PDF)
    attach(filling, PDF, "二.pdf", "register")
    filling.client.post(f"/apply/{filling.draft}/attachments/1/remove/")
    attach(filling, PDF, "三.pdf")
    assert list(DraftAttachment.objects.order_by("number").values_list("number", flat=True)) == [2, 3]


def test_the_signed_content_names_every_paper_by_the_hash_of_its_bytes(filling, open_sealed):
    filling.fill_all()
    attach(filling, photo(), "証.jpg")
    attach(filling, PDF, "戸籍.pdf", "register")  # not asked for on these answers: it does not go on
    filling.back(filling.card.answer(asked(filling.review())))
    got = unpack(bytes(Submission.objects.get(state=State.SENT).archive), open_sealed)
    assert got.application["papers"] == [
        {"number": one.number, "kind": one.kind, "sha256": hashlib.sha256(one.content).hexdigest()}
        for one in got.attachments
    ]
    assert [one.kind for one in got.attachments] == ["insurance"]
