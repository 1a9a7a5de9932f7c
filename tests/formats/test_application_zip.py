"""The application file: what the portal packs, intake unpacks; what anybody else may have packed gives findings."""

import hashlib
import io
import json
import stat
import subprocess
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasae.formats.application_zip import RULES, VERIFY_COLUMNS, Limits, Member, pack, unpack
from sasae.formats.application_zip.members import MANIFEST, MANIFEST_COLUMNS, write_csv
from tests.formats.papers import page, photograph

PDF, JPEG, PNG = page(), photograph("JPEG"), photograph("PNG")
STATED = ["2026-06-15", "有効", "4A1B2C3D", "佐藤　美咲", "1988-05-14", "神奈川県川崎市川崎区本町９１番２号", "2"]
FORM = {"form": "certificate_application", "applicant": {"name": "佐藤　美咲"}}
PLAIN = {
    "application.json": json.dumps(FORM, ensure_ascii=False).encode(),
    "application.pdf": PDF,
    "attach/01_insurance_資格確認書.jpg": JPEG,
    "attach/02_family_戸籍　全部事項.png": PNG,
    "sign/signature.p7s": b"\x30\x03\x02\x01\x01",
    "sign/signcert.cer": b"\x30\x03\x02\x01\x02",
    "sign/verify.csv": write_csv(VERIFY_COLUMNS, [STATED]),
}


def seal(content: bytes) -> bytes:
    return b"sealed:" + zlib.compress(content)


def unseal(content: bytes) -> bytes:
    if not content.startswith(b"sealed:"):
        raise ValueError("not for us")
    return zlib.decompress(content[7:])


def file(*sealed: str, **changes: bytes | None) -> bytes:
    """A packed file; `sealed` members are sealed. Changes by name; None leaves a member out."""
    members = []
    for name, content in {**PLAIN, **changes}.items():
        if content is None:
            continue
        plain = Member.plain(name, content)
        members.append(Member(name, seal(content), plain.size, plain.sha256, True) if name in sealed else plain)
    return pack(members)


def built(entries: list[tuple[str | zipfile.ZipInfo, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP by another hand than ours."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def entries(**changes: bytes | None) -> list[tuple[str | zipfile.ZipInfo, bytes]]:
    """The members and a manifest that fits them."""
    plain = {name: content for name, content in {**PLAIN, **changes}.items() if content is not None}
    return [*plain.items(), (MANIFEST, manifest(plain))]


def manifest(plain: dict[str, bytes]) -> bytes:
    rows = [[name, str(len(content)), hashlib.sha256(content).hexdigest()] for name, content in plain.items()]
    return write_csv(MANIFEST_COLUMNS, rows)


def ids(content: bytes, **options) -> list[str]:
    package = unpack(content, **options)
    assert all(finding.id in RULES for finding in package.findings)
    return [finding.id for finding in package.findings]


# --- what the portal packs ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sealed", [(), tuple(PLAIN), ("application.json", "application.pdf")], ids=["none", "all", "two"]
)
def test_what_was_packed_comes_out(sealed):
    package = unpack(file(*sealed), unseal)
    assert (package.good, package.findings) == (True, [])
    assert package.application == FORM
    assert package.application_bytes == PLAIN["application.json"]
    assert (package.pdf, package.signature) == (PDF, PLAIN["sign/signature.p7s"])
    assert package.certificate == PLAIN["sign/signcert.cer"]
    assert package.verification.row() == STATED
    first, second = package.attachments
    assert (first.number, first.kind, first.name) == (1, "insurance", "資格確認書.jpg")
    assert (first.media_type, first.content) == ("image/jpeg", JPEG)
    assert (second.name, second.media_type) == ("戸籍　全部事項.png", "image/png")


def test_the_same_members_give_the_same_bytes():
    members = [Member.plain(name, content) for name, content in PLAIN.items()]
    assert pack(members) == pack(reversed(members))


def test_unzip_reads_it_too(tmp_path):
    (tmp_path / "a.zip").write_bytes(file("application.json"))
    listed = subprocess.run(["python3", "-m", "zipfile", "-t", "a.zip"], cwd=tmp_path, capture_output=True, check=True)
    assert b"Done testing" in listed.stdout
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert "application.json.age" in archive.namelist()
        assert "application.json" in archive.read(MANIFEST).decode()


def test_packing_refuses_what_nobody_could_unpack():
    one = Member.plain("application.json", b"{}")
    with pytest.raises(ValueError, match="twice"):
        pack([one, one])
    for name in ("../x", "manifest.csv", "attach/01_a_b.exe", "attach/01_a_\u202efdp.pdf"):
        with pytest.raises(ValueError, match="does not hold"):
            pack([Member.plain(name, b"")])


NAMES = st.text(
    st.characters(blacklist_categories=("Cc", "Cf", "Cs", "Zl", "Zp"), blacklist_characters="/\\:"),
    min_size=1,
    max_size=20,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAMES, st.binary(max_size=300), st.booleans()), max_size=5))
def test_any_attachments_survive_the_round_trip(papers):
    papers = [
        (f"attach/{place:02d}_other_{name}.pdf", PDF + b"\n%" + body, is_sealed)
        for place, (name, body, is_sealed) in enumerate(papers, 1)
    ]
    changes = {
        **{name: None for name in PLAIN if name.startswith("attach/")},
        **{name: body for name, body, _ in papers},
    }
    package = unpack(file(*(name for name, _, is_sealed in papers if is_sealed), **changes), unseal)
    assert {finding.id for finding in package.findings} <= {"A-304", "A-305", "A-306"}
    assert [one.content for one in package.attachments] == [body for _, body, _ in papers]


# --- the archive -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"hello", b"%PDF-1.7 " * 99, b"PK\x05\x06" + b"\0" * 10],
    ids=["nothing", "two", "text", "PDF", "end"],
)
def test_what_is_no_zip_is_said_to_be_none(content):
    assert ids(content) == ["A-102"]


def test_an_empty_zip_lacks_everything():
    assert set(ids(built([]))) == {"A-202", "A-203"}


def test_cut_anywhere_it_gives_findings():
    whole = file()
    assert all(ids(whole[:length]) for length in range(0, len(whole), 37))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_changed_anywhere_it_gives_findings_or_the_same_content(data):
    whole = bytearray(file("application.json"))
    for _ in range(data.draw(st.integers(1, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= data.draw(st.integers(1, 255))
    package = unpack(bytes(whole), unseal)
    assert not package.good or package.application_bytes == PLAIN["application.json"]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_findings(content):
    assert ids(content)
    assert ids(b"PK\x03\x04" + content)


def test_bytes_before_and_behind_the_zip_are_refused():
    for content in (b"#!/bin/sh\n" + file(), file() + b"<html>", b"\0" + file()):
        assert ids(content)[0] in ("A-111", "A-102")
    with_comment = io.BytesIO(file())
    with zipfile.ZipFile(with_comment, "a") as archive:
        archive.comment = b"hidden"
    assert ids(with_comment.getvalue()) == ["A-111"]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "attach/../../x.pdf",
        "C:\\x.pdf",
        "attach\\01_a_b.pdf",
        "attach/01_a_\u202efdp.pdf",
        "a\nb",
    ],
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert ids(built([*entries(), (name, PDF)])) == ["A-105"]


@pytest.mark.parametrize(
    "name", ["readme.txt", "attach/1_a_b.pdf", "attach/01_A_b.pdf", "attach/01_a_b.exe", "attach/", "sign/x"]
)
def test_members_nobody_expects_are_refused(name):
    assert ids(built([*entries(), (name, b"")])) == ["A-110"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_refused_sealed_or_not():
    assert ids(built([*entries(), ("application.pdf", PDF)])) == ["A-109"]
    assert ids(built([*entries(), ("application.pdf.age", seal(PDF))]), unseal=unseal) == ["A-109"]


def test_links_and_devices_are_refused():
    for kind in (stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR):
        link = zipfile.ZipInfo("attach/03_other_x.pdf")
        link.create_system, link.external_attr = 3, (kind | 0o777) << 16
        assert ids(built([*entries(), (link, b"/etc/passwd")])) == ["A-106"]


def test_encrypted_entries_are_refused():
    content = bytearray(built(entries()))
    first, directory = content.index(b"PK\x03\x04"), content.index(b"PK\x01\x02")
    content[first + 6] |= 1
    content[directory + 8] |= 1
    assert ids(bytes(content)) == ["A-107"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_rare_compressions_are_refused(method):
    assert set(ids(built(entries(), method))) == {"A-112"}


def test_bombs_are_not_inflated():
    assert ids(built([*entries(), ("attach/03_other_x.pdf", b"\0" * 14_000_000)])) == ["A-108"]
    assert "A-108" in ids(built([*entries(), ("attach/03_other_x.pdf", b"\0" * 16_000_000)]))


def test_each_limit_at_its_boundary():
    whole, count, total = built(entries()), len(entries()), sum(len(content) for _, content in entries())
    largest = max(len(content) for _, content in entries())
    assert ids(whole, limits=Limits(len(whole), largest, total, count)) == []
    assert ids(whole, limits=Limits(archive=len(whole) - 1)) == ["A-101"]
    assert ids(whole, limits=Limits(member=largest - 1)) == ["A-108"]
    assert ids(whole, limits=Limits(total=total - 1)) == ["A-104"]
    assert ids(whole, limits=Limits(count=count - 1)) == ["A-103"]


def test_a_size_that_lies_is_found_out():
    content = bytearray(built(entries(), zipfile.ZIP_STORED))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24] -= 1  # the size as the directory tells it
    assert ids(bytes(content))


# --- members against the list ------------------------------------------------------------------------------------------


def test_what_cannot_be_opened_is_told():
    content = file("application.json")
    assert ids(content)[0] == "A-201"
    assert (
        ids(built([*entries(**{"application.json": None}), ("application.json.age", b"for another")]), unseal=unseal)[0]
        == "A-201"
    )


@pytest.mark.parametrize("name", [name for name in PLAIN if not name.startswith("attach/")])
def test_a_missing_member_is_told(name):
    assert ids(built(entries(**{name: None}))) == ["A-202"]


def test_list_and_members_have_to_agree():
    members = list(PLAIN.items())
    assert ids(built(members)) == ["A-203"]
    assert ids(built([*members, (MANIFEST, "名前,大きさ\r\n".encode())])) == ["A-203"]
    assert ids(built([*members, (MANIFEST, b"\xff\xfe")])) == ["A-203"]
    assert ids(built([*members, (MANIFEST, manifest({**PLAIN, "attach/09_other_x.pdf": PDF}))])) == ["A-204"]
    fewer = {name: content for name, content in PLAIN.items() if "01_" not in name}
    assert ids(built([*members, (MANIFEST, manifest(fewer))])) == ["A-205"]
    assert ids(built([*members, (MANIFEST, manifest({**PLAIN, "application.pdf": PDF + b" "}))])) == ["A-206"]
    same_size = {**PLAIN, "application.pdf": PDF[:-1] + b" "}
    assert ids(built([*members, (MANIFEST, manifest(same_size))])) == ["A-206"]
    twice = manifest(PLAIN) + manifest(PLAIN).partition(b"\r\n")[2]
    assert ids(built([*members, (MANIFEST, twice)]))[0] == "A-207"


# --- what the members are ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"a":1,"a":2}', b'{"a":NaN}', '{"a":1}'.encode("utf-16"), b"[" * 3_000, b'{"a":"\xff"}'],
    ids=["nothing", "list", "half", "name twice", "NaN", "UTF-16", "deep", "not UTF-8"],
)
def test_an_application_two_readers_could_read_differently_is_refused(content):
    assert ids(file(**{"application.json": content})) == ["A-301"]


@pytest.mark.parametrize(
    "content",
    [b"", write_csv(VERIFY_COLUMNS, []), write_csv(VERIFY_COLUMNS, [STATED, STATED]), write_csv(VERIFY_COLUMNS[:6], [STATED[:6]]),
     write_csv(VERIFY_COLUMNS, [[*STATED[:6], "2\x00"]]), write_csv(VERIFY_COLUMNS, [[*STATED[:6], "2" * 1001]])],
    ids=["nothing", "no row", "two rows", "six items", "control", "long"],
)  # fmt: skip
def test_a_statement_of_another_form_is_refused(content):
    assert ids(file(**{"sign/verify.csv": content})) == ["A-302"]


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("application.pdf", JPEG, "A-303"),
        ("attach/01_insurance_資格確認書.jpg", PNG, "A-303"),
        ("attach/01_insurance_資格確認書.jpg", b"MZ" + b"\0" * 60, "A-303"),
        ("attach/01_insurance_資格確認書.jpg", b"", "A-303"),
        ("application.pdf", b"%PDF-1.7<html><script>", "A-304"),
        ("attach/02_family_戸籍　全部事項.png", PNG + b"<SVG onload=x>", "A-304"),
        ("attach/01_insurance_資格確認書.jpg", JPEG + built([("x.class", b"x")]), "A-304"),
        ("application.pdf", PDF + built([("x", b"x")]), "A-304"),
        ("application.pdf", PDF + b"<< /OpenAction << /S /JavaScript /JS (x) >> >>", "A-305"),
    ],
    ids=["JPEG as PDF", "PNG as JPEG", "program", "nothing", "HTML in PDF", "SVG in PNG", "ZIP behind JPEG", "ZIP behind PDF", "script"],
)  # fmt: skip
def test_papers_are_what_they_are_called(name, content, found):
    package = unpack(file(**{name: content}))
    assert [(finding.id, finding.at) for finding in package.findings] == [(found, name)]
    assert package.good == (found == "A-305")


def test_four_bytes_of_a_zip_inside_a_photograph_do_no_harm():
    assert ids(file(**{"attach/01_insurance_資格確認書.jpg": JPEG + b"PK\x03\x04" + b"PK\x05\x06" + JPEG})) == []
