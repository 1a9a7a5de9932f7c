"""Attached papers: which kinds, how large, sealed on arrival, and under which name they travel."""

import hashlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sasae.formats.application_zip.members import Member
from sasae.formats.application_zip.packing import pack
from sasae.foundation import own_keys
from sasae.portal.forms.steps import AttachmentForm
from sasae.portal.submissions.actions import _member_name, _safe
from sasae.portal.submissions.models import DraftAttachment
from sasae.wire.sealing import CannotOpen
from tests.portal.residents import PDF, summary

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
JPEG = b"\xff\xd8\xff\xe0" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
MB = 1024 * 1024


@pytest.fixture
def filling(hanako):
    return hanako.begin()


def attach(person, content, name="資格確認書.pdf", kind="insurance"):
    file = BytesIO(content)
    file.name = name
    return person.fill("attachments", {"kind": kind, "file": file})


@pytest.mark.parametrize(
    ("content", "media_type"),
    [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")],
    ids=["pdf", "jpeg", "png"],
)
def test_three_kinds_are_taken_whatever_the_name_says(filling, content, media_type):
    assert attach(filling, content, name="写真.exe")["Location"].endswith("/attachments/")
    kept = DraftAttachment.objects.get()
    assert (kept.media_type, kept.size, kept.kind, kept.name) == (media_type, len(content), "insurance", "写真.exe")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
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
        ([6 * MB, 6 * MB], 100, "全部で12メガバイトまで"),
        ([1] * 19, 100, ""),
        ([1] * 20, 100, "20個まで"),
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
