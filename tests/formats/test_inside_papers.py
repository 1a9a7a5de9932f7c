"""What lies inside the papers of an application: PDFs that act by themselves, and everything that bursts when opened."""

import io
import struct
import zlib
from functools import partial
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name
from PIL import Image

from sasae.formats.application_zip import confined
from sasae.formats.application_zip.inside import MOST_PIXELS, look_at_picture, look_into_pdf
from sasae.formats.application_zip.pdf_looker import ACTS, GAVE_UP, UNREADABLE
from sasae.formats.application_zip.rules import RULES
from sasae.formats.issues import Issues

RECT = [0, 0, 9, 9]


def pdf(change: Any = None, **how: Any) -> bytes:
    """A page, and what `change` puts beside it; packed into object streams unless said otherwise."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    if change:
        change(made)
    made.save(out, **{"object_stream_mode": pikepdf.ObjectStreamMode.generate, **how})
    return out.getvalue()


def picture(size: tuple[int, int], kind: str = "PNG", mode: str = "1") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


def ids(look: Any, content: bytes) -> list[str]:
    issues = Issues(RULES)
    look("attach/01_other_x", content, issues)
    return [one.id for one in issues.found]


def script(made: Any) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def carried_file(made: Any) -> None:
    made.attachments["x.exe"] = b"MZ"


def link(made: Any, **action: Any) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=RECT, A=Dictionary(**action))
    made.pages[0].Annots = Array([link])


def program(made: Any) -> None:
    link(made, S=Name.Launch, F="cmd.exe")


def key_press(made: Any) -> None:
    field = Dictionary(FT=Name.Tx, T="a", AA=Dictionary(K=Dictionary(S=Name.JavaScript, JS="x")))
    made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(field)]))


def xml_form(made: Any) -> None:
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=Array([]))


def film(made: Any) -> None:
    made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=RECT)])


@pytest.mark.parametrize("what", [script, carried_file, program, key_press, xml_form, film], ids=lambda one: one.__name__)
def test_what_acts_in_a_pdf_is_told_though_it_is_packed(what):
    content = pdf(what)
    assert not any(word in content.lower() for word in (b"/javascript", b"/launch", b"/richmedia"))
    assert ids(look_into_pdf, content) == ["A-305"]


def test_names_written_by_their_codes_hide_nothing():
    content = pdf(script, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    hidden = content.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS ", b"/J#53 ")
    assert b"/JavaScript" not in hidden
    assert ids(look_into_pdf, hidden) == ["A-305"]


def test_a_page_with_an_address_to_follow_is_an_ordinary_page():
    assert ids(look_into_pdf, pdf()) == []
    assert ids(look_into_pdf, pdf(lambda made: link(made, S=Name.URI, URI="https://example.jp/"))) == []


def test_a_pdf_nobody_can_open_is_told_and_not_stopped():
    locked = pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    for content in (locked, b"%PDF-1.7 hello", pdf()[:60]):
        assert ids(look_into_pdf, content) == ["A-306"]
    assert RULES["A-306"].severity.value == "warning"


def of_objects(count: int) -> bytes:
    """A PDF that lost its table: a reader makes one of all there is."""
    return b"%PDF-1.5\n" + b"".join(b"%d 0 obj\n<<>>\nendobj\n" % number for number in range(count))


def test_rubbish_that_keeps_the_reader_busy_ends_early_and_alone():
    rubbish = of_objects(300_000)
    assert confined.look(rubbish, seconds=1) == GAVE_UP
    assert confined.look(of_objects(50_000), memory=2**20) == GAVE_UP
    assert (confined.look(pdf()), confined.look(pdf(script)), confined.look(b"%PDF-1.7 hello")) == (0, ACTS, UNREADABLE)


def test_a_reader_that_was_killed_is_begun_anew():
    assert confined.look(pdf(script)) == ACTS
    [reader] = confined._kept
    reader.kill()
    reader.wait()
    assert confined.look(pdf(script)) == ACTS
    assert confined._kept != [reader]


def test_a_paper_the_reader_gives_up_on_is_stopped():
    assert ids(partial(look_into_pdf, memory=2**20), of_objects(50_000)) == ["A-308"]
    assert RULES["A-308"].severity.value == "error"


@pytest.mark.parametrize("layers", [1, 2], ids=["bomb", "bomb in a bomb"])
def test_a_pdf_that_bursts_is_not_opened(layers):
    packed = zlib.compressobj(9)
    first, again = (packed.compress(b"\0" * 2**20) + packed.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    content = first + again * 299  # 300 megabytes of nothing
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    head = f"%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 5 /Length {len(content)} /Filter /FlateDecode >>\nstream\n"
    assert ids(look_into_pdf, head.encode() + content + b"\nendstream\nendobj\n%%EOF") == ["A-307"]


def test_streams_inside_each_other_are_not_read_again_and_again():
    nothing, mark = b"\0\0\0\xff\xff", b"stream\n\x78\x01"  # a block of no bytes; what a stream begins with
    block = b"\0" + struct.pack("<HH", len(mark), 0xFFFF - len(mark)) + mark + nothing * 2000
    content = b"%PDF-1.5\n" + mark + block * 400  # four megabytes, of which each stream is all that follows
    assert ids(look_into_pdf, content) == ["A-307"]


def test_more_streams_than_anybody_scans_are_not_looked_into():
    assert ids(look_into_pdf, b"%PDF-1.5\n" + b"stream\nx" * 100_002) == ["A-307"]


def of_size(width: int, height: int) -> bytes:
    """A PNG whose head says so."""
    whole = picture((1, 1))
    head = b"IHDR" + struct.pack(">II", width, height) + whole[24:29]
    return whole[:12] + head + struct.pack(">I", zlib.crc32(head)) + whole[33:]


def test_a_picture_is_measured_by_its_head():
    assert ids(look_at_picture, of_size(MOST_PIXELS // 1000, 1000)) == []
    for size in [(MOST_PIXELS // 1000 + 1, 1000), (30_000, 30_000), (2**31 - 1, 2**31 - 1)]:
        assert ids(look_at_picture, of_size(*size)) == ["A-307"]
    assert ids(look_at_picture, picture((40, 30), "JPEG", "RGB")) == []
    assert ids(look_at_picture, b"\x89PNG\r\n\x1a\n" + b"\0" * 40) == ["A-306"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_anywhere_a_paper_gives_findings_and_breaks_nothing(data):
    look, whole = data.draw(
        st.sampled_from([(look_into_pdf, pdf(script)), (look_at_picture, picture((30, 30), "JPEG", "RGB")), (look_at_picture, picture((30, 30)))])
    )
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(8, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    assert set(ids(look, bytes(content))) <= {"A-305", "A-306", "A-307", "A-308"}
