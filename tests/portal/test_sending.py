"""Sealing, signing, sending: what the municipality gets, what stays on the portal, and that it happens once."""

import base64
import hashlib
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import connection, connections

from sasae.contracts.forms.certificate_application import CertificateApplication
from sasae.formats.application_zip import unpack
from sasae.foundation import own_keys
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.portal.signatures.models import SignatureRequest
from sasae.portal.signatures.requests import LASTS
from sasae.portal.submissions.models import Draft, DraftAttachment, SealedMember, State, Status, Submission
from sasae.wire.sealing import CannotOpen
from tests.foundation.pdf_text import by_unicode_tables
from tests.portal.cards import Authority
from tests.portal.residents import APPLICANT, NUMBERS, PDF, Resident, asked, receipt_number
from tests.portal.test_attachments import attach

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
SECRETS = [*NUMBERS[:2], "川崎　花子", "カワサキ ハナコ", "宮本町", "0442000000", "川崎　一郎", "ｶﾜｻｷ ﾊﾅｺ"]


@pytest.fixture
def filled(hanako):
    """A resident who has filled in everything but the last page."""
    return hanako.begin().fill_all()


def refused(response, words=""):
    return response.status_code == 422 and words in response.content.decode()


def answer_by(card, question, kind="signing", digest=None):
    """An answer of the card page's shape, by any certificate over any digest."""
    signature = card.sign(kind, bytes.fromhex(digest or question.digest))
    return {
        "state": question.state,
        "signature": base64.b64encode(signature).decode(),
        "certificate": base64.b64encode(card.der(kind)).decode(),
    }


def package(open_sealed):
    """The application file, opened with the municipality's key."""
    return unpack(bytes(Submission.objects.get(state=State.SENT).archive), open_sealed)


def everything_in_the_database():
    """All rows of all tables the application can read, as text; bytes both as they are and as the database prints them."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'public'"
            " AND has_table_privilege(format('%I.%I', schemaname, tablename), 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
            found += [row for (row,) in cursor.fetchall()]
    return "\n".join(found)


@pytest.mark.clause("POR-1")
def test_a_resident_finds_the_service_and_applies(hanako):
    page = hanako.client.get("/", {"q": "ひとり親 医療費"}).content.decode()
    address = re.search(r'href="(/services/[^"]+)"', page)[1]
    page = hanako.client.get(address).content.decode()
    assert 'action="/apply/certificate_application/start/"' in page
    number = hanako.apply()
    page = hanako.client.get(f"/receipt/{number}/").content.decode()
    assert "申請を受け付けました" in page
    assert number in page
    assert Submission.objects.get().receipt_number == number


def test_the_card_is_asked_to_sign_the_digest_of_what_was_sealed(filled, open_sealed):
    question = asked(filled.review())
    member = SealedMember.objects.get(name="application.json")
    assert question.kind == "signing"
    assert question.label == "ひとり親家庭等医療証の交付申請"
    assert question.digest == hashlib.sha256(open_sealed(bytes(member.sealed))).hexdigest()
    assert not [text for text in SECRETS if text in str(question)]


def test_the_municipality_gets_what_was_filled_in(filled, open_sealed):
    attach(filled, PDF, "資格確認書.pdf")
    filled.back(filled.card.answer(asked(filled.review())))
    got = package(open_sealed)
    assert got.findings == []
    form = CertificateApplication.model_validate_json(got.application_bytes)
    assert form.applied_on == clock.today()
    assert (form.applicant.name, form.applicant.individual_number) == ("川崎　花子", NUMBERS[0])
    assert [(child.name, child.individual_number) for child in form.children] == [("川崎　一郎", NUMBERS[1])]
    assert form.applicant.insurance.insurer_number == "139998"
    assert (form.has_partner, form.child_support_yen, form.receives_child_allowance) == (False, 240000, True)
    assert form.account is not None
    assert form.account.holder_kana == "ｶﾜｻｷ ﾊﾅｺ"
    assert [(file.kind, file.name, file.content) for file in got.attachments] == [("insurance", "資格確認書.pdf", PDF)]


def test_the_signed_bytes_are_one_line_of_sorted_json(hanako, open_sealed):
    hanako.apply()
    content = package(open_sealed).application_bytes
    again = json.dumps(json.loads(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert content == again.encode()


def test_openssl_believes_the_signature_in_the_file(hanako, authority, open_sealed, tmp_path):
    hanako.apply()
    got = package(open_sealed)
    (tmp_path / "signature").write_bytes(got.signature)
    (tmp_path / "payload").write_bytes(got.application_bytes)
    (tmp_path / "root.pem").write_bytes(authority.root("signing").public_bytes(Encoding.PEM))
    command = (
        "openssl cms -verify -inform DER -in signature -content payload -binary -CAfile root.pem -purpose any "
        "-no_check_time -certsout certs.pem -out said"
    )
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "said").read_bytes() == got.application_bytes
    assert got.certificate == hanako.card.der("signing")


def test_the_file_states_who_signed_and_whose_log_in_it_was(hanako, open_sealed):
    hanako.apply()
    stated = package(open_sealed).verification
    assert stated.row() == [
        clock.today().isoformat(), "有効", hanako.card.serial("user"), "川崎　花子", "1990-04-01",
        "神奈川県川崎市川崎区宮本町１", "2",
    ]  # fmt: skip


def test_the_printed_copy_has_no_individual_number(hanako, open_sealed):
    hanako.apply()
    text = "".join(by_unicode_tables(package(open_sealed).pdf))
    assert "川崎　花子" in text
    assert "個人番号はこの控えには印刷しません" in text
    assert not [number for number in NUMBERS if number in text]


def test_a_name_in_a_shape_the_fonts_lack_can_be_sent(filled, open_sealed):
    filled.fill("applicant", {**APPLICANT, "name": "辻󠄂　花子"})
    receipt_number(filled.back(filled.card.answer(asked(filled.review()))))
    assert package(open_sealed).application["applicant"]["name"] == "辻󠄂　花子"


def test_what_is_sealed_is_readable_neither_to_the_portal_nor_in_the_database(filled, open_sealed):
    asked(filled.review())
    for member in SealedMember.objects.all():
        with pytest.raises(CannotOpen):
            own_keys.unseal(bytes(member.sealed))
        assert hashlib.sha256(open_sealed(bytes(member.sealed))).hexdigest() == member.sha256
    assert not readable_in_the_database()


def readable_in_the_database():
    """Which secrets stand in some row, as text or as bytes."""
    everything = everything_in_the_database()
    assert len(everything) > 10_000
    return [text for text in SECRETS if text in everything or text.encode().hex() in everything]


def test_after_sending_nothing_readable_stays(hanako):
    hanako.apply()
    archive = bytes(Submission.objects.get().archive)
    names = [*NUMBERS[:2], "カワサキ ハナコ", "0442000000", "川崎　一郎"]
    assert not [text for text in names if text.encode() in archive]
    assert not Draft.objects.exists()
    assert not DraftAttachment.objects.exists()
    assert not SealedMember.objects.exists()
    # name, birth date, address of the signer travel in the clear inside the ZIP (deflated): 電子署名検証結果データ
    assert not readable_in_the_database()


@pytest.mark.clause("ACQ-4")
def test_without_a_signature_nothing_is_sent(filled):
    question = asked(filled.review())
    assert refused(filled.back({"state": question.state}))
    assert refused(filled.back(filled.card.answer(question)))  # the question is used up
    assert not Submission.objects.filter(state=State.SENT).exists()
    assert filled.client.get("/inbox/").content.decode().count("KW2026") == 0


@pytest.mark.clause("ACQ-4")
def test_the_user_certificate_signs_no_application(filled):
    assert refused(filled.back(answer_by(filled.card, asked(filled.review()), "user")), "この証明書では進めません")
    assert not Submission.objects.filter(state=State.SENT).exists()


def test_a_signature_over_something_else_is_refused(filled):
    question = asked(filled.review())
    other = hashlib.sha256(b"another application").hexdigest()
    assert refused(filled.back(answer_by(filled.card, question, digest=other)))
    assert not Submission.objects.filter(state=State.SENT).exists()


@pytest.mark.parametrize("place", [20, -20], ids=["near the beginning", "in the signature"])
def test_a_signature_changed_on_the_way_is_refused(filled, place):
    answer = filled.card.answer(asked(filled.review()))
    signature = bytearray(base64.b64decode(answer["signature"]))
    signature[place] ^= 1
    assert refused(filled.back({**answer, "signature": base64.b64encode(signature).decode()}))
    assert not Submission.objects.filter(state=State.SENT).exists()


def test_a_certificate_of_nobodys_authority_is_refused(filled):
    stranger = Authority(number=200).card("川崎　花子", clock.today(), "川崎市")
    assert refused(filled.back(stranger.answer(asked(filled.review()))))
    assert not Submission.objects.filter(state=State.SENT).exists()


@pytest.mark.parametrize(("left", "good"), [(timedelta(minutes=1), True), (timedelta(minutes=-1), False)])
def test_a_certificate_that_ran_out(filled, resident, left, good):
    question = asked(filled.review())
    card = resident(end=clock.now() + left).card
    assert (filled.back(card.answer(question)).status_code == 302) is good
    assert Submission.objects.filter(state=State.SENT).exists() is good


def test_whether_a_signing_certificate_was_revoked_is_the_municipalitys_to_judge(filled, authority):
    authority.revoke(filled.card, "signing")
    receipt_number(filled.back(filled.card.answer(asked(filled.review()))))
    assert "/crl/signing" not in authority.fetched


@pytest.mark.parametrize("state", ["", "x" * 43])
def test_a_wrong_state_token_is_refused(filled, state):
    answer = filled.card.answer(asked(filled.review()))
    assert refused(filled.back({**answer, "state": state}), "受付時間を過ぎたか、すでに使われた署名です")
    receipt_number(filled.back(answer))  # the right one still counts


def test_the_token_of_a_log_in_sends_nothing(filled):
    log_in = asked(filled.client.post("/sign-in/"))
    answer = filled.card.answer(asked(filled.review()))
    assert refused(filled.back({**answer, "state": log_in.state}))
    assert not Submission.objects.filter(state=State.SENT).exists()


@pytest.mark.parametrize(("age", "good"), [(timedelta(seconds=-5), True), (timedelta(seconds=5), False)])
def test_a_question_grows_old(filled, age, good):
    answer = filled.card.answer(asked(filled.review()))
    SignatureRequest.objects.update(asked_at=clock.now() - LASTS - age)
    assert (filled.back(answer).status_code == 302) is good
    assert Submission.objects.filter(state=State.SENT).exists() is good


def test_sent_twice_it_is_one_application_under_one_number(filled):
    answer = filled.card.answer(asked(filled.review()))
    number = receipt_number(filled.back(answer))
    assert refused(filled.back(answer), "すでに使われた署名です")
    assert [each.receipt_number for each in Submission.objects.all()] == [number]


def test_who_goes_to_the_card_twice_still_sends_one_application(filled):
    first, second = asked(filled.review()), asked(filled.review())
    assert refused(filled.back(filled.card.answer(first)), "新しい内容に署名してください")
    number = receipt_number(filled.back(filled.card.answer(second)))
    assert [each.receipt_number for each in Submission.objects.all()] == [number]
    assert filled.page("review").status_code == 404


def test_a_document_changed_after_the_card_was_asked_is_not_sent_by_the_old_signature(filled, open_sealed):
    before = asked(filled.review())
    filled.fill("applicant", {**APPLICANT, "telephone": "09012345678"})
    after = asked(filled.review())
    assert before.digest != after.digest
    assert refused(filled.back(filled.card.answer(before)))
    assert refused(filled.back(answer_by(filled.card, after, digest=before.digest)))
    assert not Submission.objects.filter(state=State.SENT).exists()
    receipt_number(filled.back(filled.card.answer(asked(filled.review()))))
    assert package(open_sealed).application["applicant"]["telephone"] == "09012345678"


def test_who_gives_up_at_the_card_finds_everything_again(filled):
    question = asked(filled.review())
    assert refused(filled.back({"state": question.state, "error": "cancelled"}), "入れた内容は残っています")
    assert "川崎　花子" in filled.page("review").content.decode()
    receipt_number(filled.back(filled.card.answer(asked(filled.review()))))


def test_receipt_numbers_go_up_and_carry_the_day(hanako, resident):
    numbers = [hanako.apply(), hanako.apply(), resident("高津　次子").apply()]
    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(f"KW{clock.today():%Y%m%d}[0-9]{{8}}", number) for number in numbers)


def test_the_next_application_begins_empty(hanako):
    hanako.apply()
    first = hanako.draft
    assert hanako.begin().draft != first
    assert "川崎　花子" not in hanako.page("applicant").content.decode()


def test_three_children_keep_their_numbers(hanako, open_sealed):
    hanako.begin().fill_all(children=2)
    receipt_number(hanako.back(hanako.card.answer(asked(hanako.review(*NUMBERS)))))
    children = package(open_sealed).application["children"]
    assert [(child["name"], child["individual_number"]) for child in children] == [
        ("川崎　一郎", NUMBERS[1]),
        ("川崎　二郎", NUMBERS[2]),
    ]


def test_the_way_is_in_the_journal_without_a_name(hanako):
    number = hanako.apply()
    events = list(HistoryEntry.objects.order_by("id").values_list("event", flat=True))
    wanted = ["resident.signed_in", "submission.sealed", "signature.asked", "signature.taken", "submission.sent"]
    assert [event for event in events if event in wanted] == wanted
    assert HistoryEntry.objects.get(event="submission.sent").subject == number
    lines = str(list(HistoryEntry.objects.values()))
    assert not [text for text in SECRETS if text in lines]


@pytest.mark.django_db(transaction=True, databases=["default", "journal"])
def test_posted_twice_at_the_same_moment_it_is_sent_once(filled):
    answer = filled.card.answer(asked(filled.review()))

    def post(_):
        try:
            return Resident(filled.card).back(answer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        responses = list(pool.map(post, range(4)))
    assert sorted(response.status_code for response in responses) == [302, 422, 422, 422]
    assert Submission.objects.get().status == Status.RECEIVED
