"""The conversation of resident and office in the portal: letters, answers, a corrected version, a withdrawal."""

import base64
import hashlib
import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from sasae.contracts.portal_letters import LetterKind
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.portal.inbox import actions, wording
from sasae.portal.inbox.models import Letter, Reply
from sasae.portal.submissions.actions import set_status
from sasae.portal.submissions.models import Draft, Status, Submission
from tests.portal.letters import INTAKE, WORDS, ask_correction, bring, letter, read
from tests.portal.residents import NUMBERS, PDF, asked, receipt_number
from tests.portal.test_attachments import attach, photo
from tests.portal.test_sending import everything_in_the_database, package

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def page(resident, path):
    response = resident.client.get(path)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


@pytest.fixture
def number(hanako):
    return hanako.apply()


def test_a_letter_is_told_of_opened_and_then_read(hanako, number):
    bring(letter(number))
    assert "まだ読んでいない手紙が1通あります" in page(hanako, "/inbox/")
    assert "まだ読んでいない手紙があります" in page(hanako, f"/receipt/{number}/")
    assert WORDS not in everything_in_the_database()
    assert WORDS in page(hanako, f"/receipt/{number}/letters/1/")
    assert "まだ読んでいない手紙" not in page(hanako, "/inbox/")
    assert HistoryEntry.objects.filter(event="letter.read", subject=number).exists()


def test_the_same_letter_again_is_one_letter(number):
    bring(letter(number))
    bring(letter(number))
    assert Letter.objects.count() == 1


def test_a_letter_can_be_read_on_its_last_day_and_is_gone_the_day_after(hanako, number):
    bring(letter(number, 1, expires_on=clock.today()))
    bring(letter(number, 2, expires_on=clock.today() - timedelta(days=1)))
    assert WORDS in page(hanako, f"/receipt/{number}/letters/1/")
    assert hanako.client.get(f"/receipt/{number}/letters/2/").status_code == 404
    actions.tidy(by=INTAKE, now=clock.now())
    assert list(Letter.objects.filter(sealed="").values_list("number", flat=True)) == [2]


def test_scripts_in_a_letter_are_text(hanako, number):
    bring(letter(number, text="<script>alert(1)</script>"))
    assert "&lt;script&gt;" in page(hanako, f"/receipt/{number}/letters/1/")


def test_an_answer_with_a_paper_goes_out_sealed_and_its_writer_keeps_a_copy(hanako, number):
    file = SimpleUploadedFile("証.pdf", PDF, "application/pdf")
    response = hanako.client.post(f"/receipt/{number}/answer/", {"text": "写しを送ります。", "file_1": file})
    assert response.status_code == 302
    reply = Reply.objects.get()
    content = read(reply)
    assert (content.text, [one.name for one in content.papers]) == ("写しを送ります。", ["証.pdf"])
    assert "写しを送ります。" in page(hanako, f"/receipt/{number}/")
    assert "写しを送ります。" not in everything_in_the_database()
    Reply.objects.update(expires_on=clock.today() - timedelta(days=1))
    actions.tidy(by=INTAKE, now=clock.now())
    assert "写しを送ります。" not in page(hanako, f"/receipt/{number}/")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": ""}, "T-012"),
        ({"text": f"番号は {NUMBERS[0][:4]}-{NUMBERS[0][4:8]} {NUMBERS[0][8:]} です"}, "T-011"),
        ({"text": "はい", "file_1": SimpleUploadedFile("a.exe", b"MZ")}, "FL-003"),
    ],
    ids=["nothing", "an individual number", "a program"],
)
def test_an_answer_that_cannot_go_says_why_and_keeps_what_was_typed(hanako, number, typed, said):
    response = hanako.client.post(f"/receipt/{number}/answer/", typed)
    text = response.content.decode()
    assert response.status_code == 200
    assert said in text
    assert typed["text"] in text
    assert not Reply.objects.exists()


def test_a_photograph_in_an_answer_goes_on_small_and_without_where_it_was_taken(hanako, number):
    notes = Image.Exif()
    notes[0x010F] = "SECRET-CAMERA"
    notes.get_ifd(0x8825)[1] = "N"  # GPS
    file = SimpleUploadedFile("証.jpg", photo(size=(3000, 2000), exif=notes), "image/jpeg")
    assert hanako.client.post(f"/receipt/{number}/answer/", {"text": "", "file_1": file}).status_code == 302
    (paper,) = read(Reply.objects.get()).papers
    went_on = base64.b64decode(paper.content_base64)
    picture = Image.open(BytesIO(went_on))
    assert (picture.size, paper.media_type, paper.name) == ((2400, 1600), "image/jpeg", "証.jpg")
    assert not picture.getexif()
    assert b"SECRET-CAMERA" not in went_on
    broken = SimpleUploadedFile("証.jpg", photo()[:2000], "image/jpeg")
    text = hanako.client.post(f"/receipt/{number}/answer/", {"text": "写真です", "file_1": broken}).content.decode()
    assert "写真を開けません" in text


def test_a_corrected_version_begins_with_what_was_said_before_and_stands_for_the_old_one(hanako, open_sealed):
    hanako.begin().fill_all()
    attach(hanako, PDF, "資格確認書.pdf")
    old = receipt_number(hanako.back(hanako.card.answer(asked(hanako.review()))))
    form = json.loads(package(open_sealed).application_bytes)
    for person in (form["applicant"], *form["children"]):
        del person["individual_number"]
    ask_correction(old, form)
    assert "前の内容を開いて直す" in page(hanako, f"/receipt/{old}/letters/1/")

    hanako.draft = hanako.client.post(f"/receipt/{old}/correct/")["Location"].split("/")[2]
    text = hanako.page("review").content.decode()
    for said in ("川崎　花子", "川崎　一郎", "044", "資格確認書.pdf", "カワサキ"):
        assert said in text
    again = hanako.client.post(f"/receipt/{old}/correct/")["Location"]
    assert hanako.draft in again
    assert "直している続き" in page(hanako, "/inbox/")
    new = receipt_number(hanako.back(hanako.card.answer(asked(hanako.review()))))

    sent = Submission.objects.get(receipt_number=new)
    assert sent.corrects.receipt_number == old
    got = package_of(sent, open_sealed)
    assert [(one.kind, one.name, one.content) for one in got.attachments] == [("insurance", "資格確認書.pdf", PDF)]
    assert got.application["applicant"] == {**form["applicant"], "individual_number": NUMBERS[0]}
    told = Reply.objects.get(kind="new_version")
    assert (told.submission.receipt_number, read(told).newer) == (old, new)
    assert new in page(hanako, f"/receipt/{old}/")
    refused = hanako.client.post(f"/receipt/{old}/correct/")
    assert (refused.status_code, "もう届いています" in refused.content.decode()) == (409, True)
    assert not Draft.objects.exists()


def package_of(submission, open_sealed):
    from sasae.formats.application_zip import unpack

    return unpack(bytes(submission.archive), open_sealed)


def test_a_correction_without_the_earlier_answers_begins_empty(hanako, number):
    ask_correction(number)
    review = hanako.client.post(f"/receipt/{number}/correct/")["Location"]
    assert hanako.client.get(review)["Location"].endswith("/applicant/")


def test_what_nobody_asked_to_correct_is_not_opened_again(hanako, number):
    response = hanako.client.post(f"/receipt/{number}/correct/")
    assert response.status_code == 409
    assert "直して出し直すことはできません" in response.content.decode()
    assert not Draft.objects.exists()


def test_a_new_version_sent_after_the_old_one_ended_is_an_application_of_its_own(hanako, number):
    ask_correction(number)
    hanako.draft = hanako.client.post(f"/receipt/{number}/correct/")["Location"].split("/")[2]
    question = asked(hanako.fill_all().review())
    set_status(number, Status.EXPIRED, "", by=INTAKE)
    new = receipt_number(hanako.back(hanako.card.answer(question)))
    assert Submission.objects.get(receipt_number=new).corrects is None
    assert not Reply.objects.exists()


@pytest.mark.seals("portal_inbox.Reply.copy_cipher")
def test_a_withdrawal_goes_when_it_is_signed_and_not_before(hanako, number):
    question = asked(hanako.client.post(f"/receipt/{number}/withdraw/", {"reason": "引っ越すため"}))
    assert question.kind == "signing"
    assert not Reply.objects.filter(state="sent").exists()
    assert hanako.back(hanako.card.answer(question))["Location"] == f"/receipt/{number}/"
    reply = Reply.objects.get()
    content = read(reply)
    told = json.loads(content.payload)
    assert (told["receipt_number"], told["reason"], told["reply"]) == (number, "引っ越すため", reply.id.hex)
    assert hashlib.sha256(content.payload.encode()).hexdigest() == question.digest
    assert bytes(reply.certificate) == hanako.card.der("signing")
    text = page(hanako, f"/receipt/{number}/")
    assert "取下げの申出を送りました" in text
    assert "この申請を取り下げる" not in text
    assert hanako.client.get(f"/receipt/{number}/withdraw/").status_code == 409


def test_what_is_over_is_not_withdrawn(hanako, number):
    question = asked(hanako.client.post(f"/receipt/{number}/withdraw/", {"reason": ""}))
    set_status(number, Status.FETCHED, "", by=INTAKE)
    set_status(number, Status.DONE, "", by=INTAKE)
    response = hanako.back(hanako.card.answer(question))
    assert (response.status_code, "取り下げられません" in response.content.decode()) == (422, True)
    assert not Reply.objects.filter(state="sent").exists()
    assert hanako.client.post(f"/receipt/{number}/withdraw/", {}).status_code == 409


def test_a_withdrawal_that_gave_way_to_another_is_not_sent(hanako, number):
    submission = Submission.objects.get()
    by, now = INTAKE, clock.now()
    first = actions.seal_withdrawal(submission, "一", by=by, now=now)
    actions.seal_withdrawal(submission, "二", by=by, now=now)
    with pytest.raises(actions.CannotReply, match="新しくなりました"):
        actions.send_withdrawal(first.pk, b"-", b"-", by=by, now=now)


def test_a_withdrawal_nobody_signed_is_forgotten(hanako, number):
    hanako.client.post(f"/receipt/{number}/withdraw/", {"reason": "やめます"})
    actions.tidy(by=INTAKE, now=clock.now() + timedelta(hours=25))
    assert not Reply.objects.exists()


@pytest.mark.parametrize("status", Status)
def test_every_status_has_kind_words_and_its_place_on_the_way(hanako, number, status):
    Submission.objects.update(status=status)
    text = page(hanako, f"/receipt/{number}/")
    stage = wording.stage_of(status)
    assert stage.now in text
    assert stage.next in text
    assert text.count('aria-current="step"') == 1
    assert wording.office(clock.today())["telephone"] in text


def test_a_letter_that_only_tells_offers_no_correction(hanako, number):
    ask_correction(number)
    bring(letter(number, 2, LetterKind.READY))
    assert "前の内容を開いて直す" not in page(hanako, f"/receipt/{number}/letters/2/")
