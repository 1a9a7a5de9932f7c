"""A certificate is verified from a photograph or a PDF of it; what cannot be read is said with its number."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
import typst
from PIL import Image, ImageFilter

from sasae.deployment import cli
from sasae.formats import certificate_code as code
from sasae.formats import qr_code
from sasae.formats.certificate_picture import MOST_BYTES, MOST_PAGES, MOST_POINTS, NoCode, code_in
from tests.formats.test_certificate_code import STATEMENT, void_list

OTHER = code.Statement("85145001", "7654321", STATEMENT.since, STATEMENT.until, "1", "2026-00000002")


@pytest.fixture
def keys(tmp_path: Path) -> code.SigningKeys:
    path = tmp_path / "certificates.keys.json"
    code.SigningKeys.create(path)
    return code.SigningKeys.read(path)


def paper(*texts: str, pages: int = 1) -> bytes:
    """An A6 page with these codes on it, set by typst as certificates are; `pages` of the same."""
    codes = " ".join(f"#image(bytes(({', '.join(map(str, qr_code.png(text)))},)), width: 26mm)" for text in texts)
    page = f"福祉医療証\n\n{codes}\n"
    source = "#set page(width: 148mm, height: 105mm, margin: 8mm)\n" + "#pagebreak()\n".join([page] * pages)
    drawn = typst.compile(source.encode(), format="pdf")
    assert isinstance(drawn, bytes)
    return drawn


def photograph(text: str, form: str = "JPEG", angle: float = 0, blur: float = 0.0, turned: int = 0) -> bytes:
    """The paper lying askew on a grey table; `turned`: how the telephone was held, as its EXIF says."""
    table = Image.new("L", (1600, 1200), 150)
    sheet = Image.new("L", (900, 640), 250)
    sheet.paste(Image.open(io.BytesIO(qr_code.png(text, scale=6))).convert("L"), (320, 100))
    table.paste(sheet.rotate(angle, expand=True, fillcolor=150), (250, 180))
    seen = table.filter(ImageFilter.GaussianBlur(blur)) if blur else table
    out, exif = io.BytesIO(), Image.Exif()
    if turned:
        exif[0x0112] = turned
    seen.save(out, form, exif=exif)
    return out.getvalue()


def refused(content: bytes) -> list[str]:
    with pytest.raises(NoCode) as none:
        code_in(content)
    return [finding.id for finding in none.value.findings]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("angle", "blur", "turned"), [(0, 0, 0), (17, 1.2, 0), (90, 0, 6), (180, 0.8, 3)])
def test_a_photograph_gives_the_code(keys: code.SigningKeys, form: str, angle: float, blur: float, turned: int) -> None:
    text = code.write(STATEMENT, keys)
    assert code_in(photograph(text, form, angle, blur, turned)) == text


@pytest.mark.parametrize("pages", [1, 2, MOST_PAGES])
def test_a_pdf_gives_the_code_once_however_often_it_stands_in_it(keys: code.SigningKeys, pages: int) -> None:
    text = code.write(STATEMENT, keys)
    assert code_in(paper(text, pages=pages)) == text


def test_a_code_of_something_else_beside_it_does_not_matter(keys: code.SigningKeys) -> None:
    text = code.write(STATEMENT, keys)
    assert code_in(paper("HTTPS://EXAMPLE.JP/", text)) == text


def test_two_certificates_in_one_picture_are_one_too_many(keys: code.SigningKeys) -> None:
    assert refused(paper(code.write(STATEMENT, keys), code.write(OTHER, keys))) == ["CV-103"]


def encrypted(content: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(out, encryption=pikepdf.Encryption(user="himitsu", owner="himitsu"))
    return out.getvalue()


def blank(form: str = "PNG", size: tuple[int, int] = (400, 300)) -> bytes:
    out = io.BytesIO()
    Image.new("1", size, 1).save(out, form)
    return out.getvalue()


def test_what_cannot_be_read_is_a_finding(keys: code.SigningKeys) -> None:
    text = code.write(STATEMENT, keys)
    whole = photograph(text)
    cases = {
        "a page without a code": (paper(), "CV-102"),
        "a picture without a code": (blank(), "CV-102"),
        "too blurred": (photograph(text, blur=12), "CV-102"),
        "somebody else's code": (paper("HTTPS://EXAMPLE.JP/"), "CV-105"),
        "a photograph cut off": (whole[: len(whole) // 8], "CV-101"),
        "no picture at all": ("医療証".encode(), "CV-101"),
        "a PDF cut off": (paper(text)[:600], "CV-101"),
        "a PDF behind a password": (encrypted(paper(text)), "CV-101"),
        "a page too many": (paper(text, pages=MOST_PAGES + 1), "CV-104"),
        "a picture too large": (blank(size=(MOST_POINTS // 8000 + 1, 8000)), "CV-104"),
        "a file too large": (b"\xff\xd8\xff" + bytes(MOST_BYTES), "CV-104"),
    }
    assert {name: refused(content) for name, (content, _) in cases.items()} == {
        name: [id] for name, (_, id) in cases.items()
    }


def test_a_picture_of_the_largest_size_is_looked_at() -> None:
    assert refused(blank(size=(MOST_POINTS // 8000, 8000))) == ["CV-102"]


class TestTheCommand:
    @pytest.fixture
    def files(self, keys: code.SigningKeys, tmp_path: Path) -> list[str]:
        (tmp_path / "public.json").write_bytes(keys.public.published())
        return ["--keys", str(tmp_path / "public.json"), "--on", "2026-06-20"]

    def verify(self, path: Path, content: bytes, *more: str) -> int:
        path.write_bytes(content)
        return cli.main(["certificate", "verify", str(path), *more])

    def test_photograph_and_pdf_of_a_good_one(
        self, keys: code.SigningKeys, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = code.write(STATEMENT, keys)
        for name, content in (("a.jpg", photograph(text)), ("a.pdf", paper(text))):
            assert self.verify(tmp_path / name, content, *files) == 0
            assert "○" in capsys.readouterr().out

    def test_a_void_one(self, keys: code.SigningKeys, files: list[str], tmp_path: Path) -> None:
        (tmp_path / "void.json").write_bytes(void_list(keys))
        listed = ["--revocations", str(tmp_path / "void.json")]
        assert self.verify(tmp_path / "a.pdf", paper(code.write(STATEMENT, keys)), *files, *listed) == 1

    def test_no_code_is_said_with_its_number(
        self, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.verify(tmp_path / "a.png", blank(), *files) == 2
        assert "（CV-102）" in capsys.readouterr().err
        assert self.verify(tmp_path / "a.png", blank(), *files, "--json") == 2
        told = json.loads(capsys.readouterr().out)
        assert (told["good"], told["findings"][0]["id"]) == (False, "CV-102")
