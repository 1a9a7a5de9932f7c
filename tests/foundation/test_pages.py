"""Pages of papers: parted into papers of their own, and laid under a print file as they were kept."""

import io
import re

import pikepdf
import pytest
import typst

from sasae.foundation.printing.pages import Damaged, Placed, count_pages, lay_under, looked_through, split
from tests.foundation.pdf_text import READERS, by_unicode_tables
from tests.foundation.pictures import pages_as_pictures


def written(*texts: str, tags: bool = False, width: str = "148mm") -> bytes:
    """A file with a page a text."""
    pages = "\n#pagebreak()\n".join(texts)
    source = f'#set page(width: {width}, height: 105mm)\n#set text(font: "Noto Sans JP")\n{pages}'
    from sasae.foundation.printing.rendering import _fonts

    made = typst.compile(
        source.encode(), font_paths=_fonts(), pdf_standards="a-2u", pdf_tags=tags, timestamp=0
    )  # fmt: skip
    assert isinstance(made, bytes)
    return made


def drawn(pdf: bytes) -> list[bytes]:
    return [picture.tobytes() for picture in pages_as_pictures(pdf, 72)]


def test_every_page_becomes_a_paper_that_looks_as_it_did_and_says_nothing_of_the_others() -> None:
    whole = written("宮前", "高津", "川崎")
    parts = split(whole, 1)
    assert [drawn(part) for part in parts] == [[page] for page in drawn(whole)]
    for read in READERS:
        assert [[text.strip() for text in read(part)] for part in parts] == [["宮前"], ["高津"], ["川崎"]]


def test_a_paper_of_two_pages_keeps_both() -> None:
    parts = split(written("表一", "裏一", "表二", "裏二"), 2)
    assert [by_unicode_tables(part) for part in parts] == [["表一", "裏一"], ["表二", "裏二"]]


def test_the_same_pages_give_the_same_bytes_and_each_its_own_name() -> None:
    one, other = split(written("宮前", "高津"), 1), split(written("宮前", "高津"), 1)
    assert one == other
    names = {re.findall(rb"/ID ?\[ ?<(\w+)>", part)[0] for part in one}
    assert len(names) == 2


def test_each_paper_says_that_it_is_for_the_archive_and_has_one_page() -> None:
    [part, _] = split(written("宮前", "高津"), 1)
    assert b"<pdfaid:part>2<" in part
    assert b"<xmpTPg:NPages>1<" in part
    assert b"/GTS_PDFA1" in part


def test_pages_that_are_no_whole_number_of_papers_are_not_parted() -> None:
    with pytest.raises(Damaged, match="no whole number"):
        split(written("一", "二", "三"), 2)


def test_a_file_whose_structure_names_its_other_pages_is_not_parted() -> None:
    with pytest.raises(Damaged, match="tagged"):
        split(written("宮前", "高津", tags=True), 1)


@pytest.mark.parametrize("tags", [False, True])
def test_a_kept_page_lies_under_the_file_s_own_as_it_was(tags: bool) -> None:
    kept = written("宮前", "高津", tags=tags)
    file = written("印一", "印二")
    laid = lay_under(file, [Placed(1, looked_through(kept), 0, 0, 0)])
    assert by_unicode_tables(laid) == ["印一", "宮前印二"]
    assert streams(kept, "/FontFile3") < streams(laid, "/FontFile3")
    with looked_through(laid) as file_laid, looked_through(kept) as file_kept:
        drawing = file_laid.pages[1].resources.XObject["/K0"].read_bytes()
        assert drawing.strip() == file_kept.pages[0].Contents.read_bytes().strip()


def streams(pdf: bytes, name: str) -> set[bytes]:
    """The streams of this name, as they lie in the file."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found = [one for one in opened.objects if isinstance(one, pikepdf.Dictionary) and name in one]
        return {one[name].read_raw_bytes() for one in found}


def test_the_same_pages_laid_under_the_same_file_give_the_same_bytes() -> None:
    kept, file = written("宮前", "高津"), written("印")
    one, other = (lay_under(file, [Placed(0, looked_through(kept), page, 0, 0) for page in (0, 1)]) for _ in "12")
    assert one == other


def test_two_pages_of_one_paper_lie_side_by_side_and_fonts_are_carried_once() -> None:
    kept = split(written("宮前", "高津", "川崎"), 1)
    file = written("印", width="300mm")
    laid = lay_under(file, [Placed(0, looked_through(part), 0, 200 * place, 0, 150) for place, part in enumerate(kept)])
    assert by_unicode_tables(laid) == ["宮前高津川崎印"]
    assert len(re.findall(rb"/FontFile3 \d", laid)) == 2


@pytest.mark.parametrize("damage", ["cut", "table", "stream", "letters"])
def test_a_damaged_paper_is_refused(damage: str) -> None:
    kept = written("宮前")
    [font] = streams(kept, "/FontFile3")
    broken = {
        "cut": kept[:-200],
        "table": kept.replace(b"0000000016", b"0000000017"),
        "stream": kept.replace(font, font[:9] + b"\0" * 90 + font[99:]),
        "letters": b"%PDF-1.7 no",
    }[damage]
    assert broken != kept
    with pytest.raises(Damaged):
        looked_through(broken)


def test_pages_are_counted_and_those_of_no_paper_are_not() -> None:
    assert count_pages(written("宮前", "高津")) == 2
    with pytest.raises(Damaged):
        count_pages(b"%PDF-1.7 /Type/Page")


def test_a_page_that_is_not_there_is_refused() -> None:
    with pytest.raises(Damaged, match="no page 2"):
        lay_under(written("印"), [Placed(0, looked_through(written("宮前")), 1, 0, 0)])
