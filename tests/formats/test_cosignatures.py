"""Co-applicants' signatures in the application file and in the evidence: each by itself, none to the applicant's harm."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

import pytest

from sasae.formats.application_zip import Member, Verification, unpack
from sasae.formats.application_zip import pack as pack_application
from sasae.formats.application_zip.cosignatures import packed, row
from sasae.formats.application_zip.members import (
    APPLICATION,
    CERTIFICATE,
    PDF,
    SIGNATURE,
    VERIFY,
    VERIFY_COLUMNS,
    write_csv,
)
from sasae.simulators.card_authority import profile
from tests.formats.jpki_world import ADDRESS, NOW, PAYLOAD, Holder, answer, crl, holder
from tests.formats.papers import page
from tests.formats.test_application_evidence import accepted, errors, judge

STATED = Verification("2026-06-15", "有効", "", "高橋　隆", "1960-03-03", ADDRESS, "1")
ROW = ["2026-06-15", "有効", "4A1B", "試験　花子", "1990-04-01", "川崎市", "2"]


def other(name: str = "高橋　隆") -> Holder:
    return holder(items=profile.four_items(name, "1", date(1960, 3, 3), ADDRESS))


def cosigned(who: Holder, number: int = 1, content: bytes = PAYLOAD, place: str = "family.0") -> list[Member]:
    """The three members of a co-signature."""
    told = Member.plain(f"sign/cosign_{number:02d}.csv", row(place, STATED))
    return [*packed(number, who.sign(sha256(content).digest()), who.der), told]


def file(*beside: Member, applicant: Holder | None = None) -> bytes:
    who = applicant or holder()
    return pack_application([
        Member.plain(APPLICATION, PAYLOAD), Member.plain(PDF, page()),
        Member.plain(SIGNATURE, who.sign(sha256(PAYLOAD).digest())), Member.plain(CERTIFICATE, who.der),
        Member.plain(VERIFY, write_csv(VERIFY_COLUMNS, [ROW])), *beside,
    ])  # fmt: skip


@pytest.mark.clause("FIL-5")
def test_they_travel_in_their_order_each_with_certificate_and_result_row() -> None:
    first, second = other(), other("高橋　雪")
    found = unpack(file(*cosigned(second, 2, place="family.3"), *cosigned(first)))
    assert (found.good, found.findings) == (True, [])
    assert [(one.number, one.place, one.certificate) for one in found.cosignatures] == [
        (1, "family.0", first.der), (2, "family.3", second.der),
    ]  # fmt: skip
    assert found.cosignatures[0].verification == STATED
    assert unpack(file()).cosignatures == []  # as files were before there were any


@pytest.mark.parametrize("gone", [0, 1, 2], ids=["without signature", "without certificate", "without row"])
def test_one_that_is_not_whole_is_a_warning_and_the_applicants_own_stands(gone: int) -> None:
    members = cosigned(other())
    del members[gone]
    found = unpack(file(*members))
    assert (found.good, [one.id for one in found.findings], len(found.cosignatures)) == (True, ["A-309"], 1)


@pytest.mark.parametrize(
    "told",
    [b"", b"\xff", row("family.0", STATED).splitlines()[0], row("family.0\u202e", STATED), row("x" * 1001, STATED)],
    ids=["empty", "no text", "no row", "hidden sign", "too long"],
)
def test_a_row_that_cannot_be_read_is_told(told: bytes) -> None:
    found = unpack(file(*cosigned(other())[:2], Member.plain("sign/cosign_01.csv", told)))
    assert (found.good, [one.id for one in found.findings]) == (True, ["A-309"])
    assert (found.cosignatures[0].place, found.cosignatures[0].verification) == ("", None)


def test_what_is_changed_on_the_way_or_one_too_many_holds_up_the_file() -> None:
    members = cosigned(other())
    changed = replace(members[0], content=members[0].content[:-1] + b"?")
    assert [one.id for one in unpack(file(changed, *members[1:])).findings] == ["A-206"]
    with pytest.raises(ValueError, match="does not hold"):
        file(Member.plain("sign/cosign_05.p7s", b"x"))


def evidence(*beside: Member, **changes: object):
    return accepted(application=file(*beside), **changes)


@pytest.mark.clause("ACQ-7")
def test_years_later_each_is_verified_from_the_evidence_by_itself() -> None:
    first, second = other(), other("高橋　雪")
    parts = evidence(
        *cosigned(first), *cosigned(second, 2), others={1: answer(first.certificate), 2: answer(second.certificate)}
    )
    found = judge(parts)
    assert found.ok, found.findings
    told = [(one.number, one.ok, one.signer.name if one.signer else "", one.revocation) for one in found.cosigners]
    assert told == [(1, True, "高橋　隆", "good"), (2, True, "高橋　雪", "good")]
    assert judge(accepted()).cosigners == []


@pytest.mark.parametrize(
    ("members", "ids"),
    [
        (lambda who: cosigned(who, content=b"another application"), {"J-107"}),
        (lambda who: [*packed(1, b"no signature", who.der), *cosigned(who)[2:]], {"J-101"}),
        (lambda who: [*cosigned(who), *cosigned(who, 2)], {"AE-404"}),
        (lambda who: [*packed(1, who.sign(sha256(PAYLOAD).digest()), other("別の　人").der), *cosigned(who)[2:]], {"AE-403"}),
    ],
    ids=["another payload", "damaged", "one card twice", "another certificate beside it"],
)
def test_a_bad_one_is_told_and_says_nothing_against_the_applicant(members, ids: set[str]) -> None:
    found = judge(evidence(*members(other())))
    assert (found.ok, errors(found)) == (True, [])
    assert {finding.id for one in found.cosigners for finding in one.findings if finding.severity == "error"} == ids


def test_who_was_revoked_is_told_and_an_answer_of_the_evidence_cannot_be_exchanged() -> None:
    who = other()
    revoked = evidence(*cosigned(who), revocation_list=crl(revoked=[(who.certificate.serial_number, NOW - timedelta(days=9), "keyCompromise")]))
    found = judge(revoked)
    assert (found.ok, [one.ok for one in found.cosigners]) == (True, [False])
    parts = evidence(*cosigned(who), others={1: answer(who.certificate)})
    assert "AE-201" in errors(judge(replace(parts, others={1: answer(holder().certificate)})))
    assert "AE-102" in errors(judge(replace(parts, others={})))
