"""An accepted application, verified years later from its evidence file alone; and every way the evidence may be spoilt."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from sasae.formats import time_stamp
from sasae.formats.application_evidence import Parts, pack, statement_bytes, verify
from sasae.formats.application_zip import VERIFY_COLUMNS, Member
from sasae.formats.application_zip import pack as pack_application
from sasae.formats.application_zip.members import APPLICATION, CERTIFICATE, PDF, SIGNATURE, VERIFY, write_csv
from sasae.simulators.card_authority import stamping
from tests.formats.jpki_world import NOW, PAYLOAD, answer, crl, der, holder, key, root

LATER = NOW + timedelta(days=10 * 365)
TIME = 300  # number of the stamping authority's key


def stamp(statement: bytes, at: datetime = NOW, number: int = TIME) -> bytes:
    asked, _ = time_stamp.question(sha256(statement).digest())
    return time_stamp.token_of(stamping.answer(asked, key(number), stamping.unit(key(number)), at))


def application(who) -> bytes:
    row = ["2026-06-15", "有効", "4A1B", "試験　花子", "1990-04-01", "川崎市", "2"]
    return pack_application(
        [
            Member(APPLICATION, b"sealed bytes", len(PAYLOAD), sha256(PAYLOAD).hexdigest(), sealed=True),
            Member.plain(PDF, b"%PDF-1.7\n%%EOF\n"),
            Member.plain(SIGNATURE, who.sign(sha256(PAYLOAD).digest())),
            Member.plain(CERTIFICATE, who.der),
            Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [row])),
        ]
    )


def accepted(who=None, *, at: datetime = NOW, **changes: bytes) -> Parts:
    """The parts of a good acceptance; `changes` are there before the statement is made."""
    who = who or holder()
    held = {
        "application": application(who), "anchor": der(root("signing")), "revocation_list": crl(),
        "answer": answer(who.certificate), **changes,
    }  # fmt: skip
    statement = statement_bytes(
        receipt_number="KW2026061500000001", procedure="certificate_application", scan="clean",
        received_at=NOW - timedelta(minutes=1), checked_at=at, **held,
    )  # fmt: skip
    return Parts(statement=statement, time_stamp=stamp(statement), **held)


def judge(parts: Parts | bytes, now: datetime = LATER, *, anchors=None, stamp_anchors=None):
    content = parts if isinstance(parts, bytes) else pack(parts)
    return verify(
        content, now=now, anchors=[der(root("signing"))] if anchors is None else anchors,
        stamp_anchors=[der(stamping.root(key(TIME)))] if stamp_anchors is None else stamp_anchors,
    )  # fmt: skip


def errors(found) -> list[str]:
    return [one.id for one in found.findings if one.severity == "error"]


@pytest.mark.clause("ACQ-7")
@pytest.mark.parametrize("years", [0, 4, 15], ids=["today", "after the certificate has run out", "in fifteen years"])
def test_an_accepted_application_is_verified_however_late(years):
    found = judge(accepted(), NOW + timedelta(days=365 * years, hours=1))
    assert found.ok, found.findings
    assert (found.stamp.at, found.revocation, found.signer.serial != "") == (NOW, "good", True)
    assert [one.id for one in found.findings] == ["AE-203"]


def test_without_an_immediate_answer_the_list_proves_it():
    assert judge(accepted(answer=b"")).ok


def test_a_time_stamp_whose_authority_ran_out_is_told():
    found = judge(accepted(), datetime(2046, 1, 1, tzinfo=NOW.tzinfo))
    assert (found.ok, [one.id for one in found.findings]) == (True, ["AE-303", "AE-203"])


@pytest.mark.parametrize("part", ["application", "statement", "time_stamp", "anchor", "revocation_list", "answer"])
def test_one_byte_changed_anywhere_is_found(part):
    parts = accepted()
    for place in (10, len(getattr(parts, part)) // 2, len(getattr(parts, part)) - 5):
        spoilt = bytearray(getattr(parts, part))
        spoilt[place] ^= 1
        assert not judge(replace(parts, **{part: bytes(spoilt)})).ok, place


@pytest.mark.parametrize("name", [
    "application.zip", "evidence/statement.json", "evidence/time-stamp.tst", "evidence/anchor.cer",
    "evidence/revocation-list.crl", "evidence/answer.ocsp",
])  # fmt: skip
def test_evidence_that_was_taken_out_is_missed(name):
    whole, out = io.BytesIO(pack(accepted())), io.BytesIO()
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w") as target:
        for entry in source.infolist():
            if entry.filename != name:
                target.writestr(entry, source.read(entry))
    assert "AE-102" in errors(judge(out.getvalue()))


def test_what_does_not_belong_there_is_refused():
    out = io.BytesIO(pack(accepted()))
    with zipfile.ZipFile(out, "a") as target:
        target.writestr("evidence/../../x", b"")
    assert errors(judge(out.getvalue())) == ["AE-103"]


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06", b"no zip" * 100], ids=["nothing", "a stump", "no archive"])
def test_what_is_no_evidence_file_is_told(content):
    assert errors(judge(content)) == ["AE-101"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"anchors": []}, "AE-402"),
        ({"anchors": [der(root("signing", 200))]}, "AE-401"),
        ({"stamp_anchors": []}, "AE-402"),
        ({"stamp_anchors": [der(stamping.root(key(301)))]}, "AE-301"),
    ],
    ids=["no authority at hand", "another authority", "no stamping authority", "another stamping authority"],
)
def test_the_certificates_inside_are_not_believed_by_themselves(change, found):
    assert errors(judge(accepted(), **change)) == [found]


def test_a_forgery_with_an_authority_of_its_own_is_refused():
    forged = accepted(holder(issuer=200), anchor=der(root("signing", 200)), revocation_list=crl(issuer=200), answer=b"")
    assert errors(judge(forged)) == ["AE-401"]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"answer": b"", "revocation_list": crl(at=NOW - timedelta(days=2))}, "J-302"),
        ({"answer": b"", "revocation_list": crl(issuer=200)}, "J-302"),
        ({"at": NOW - timedelta(hours=1)}, "AE-302"),
    ],
    ids=["a list of another time", "a list by a stranger", "a stamp of another hour"],
)
def test_evidence_of_another_time_or_by_a_stranger_proves_nothing(changes, found):
    assert found in errors(judge(accepted(**changes)))


@pytest.mark.parametrize(("days", "good"), [(0, True), (1, False)], ids=["on its last day", "the day after"])
def test_a_certificate_had_to_be_valid_when_it_was_checked(days, good):
    end = NOW + timedelta(seconds=1) - timedelta(days=days)
    assert judge(accepted(holder(end=end))).ok is good
