"""The layout tables: offsets as the bankers' association publishes them, and a table that does not add up fails."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sasae.formats.fixed_width import DoesNotFit, Field, Layout, LayoutError, NotDigits
from sasae.formats.issues import Issues
from sasae.formats.zengin.checks import check_each_field, check_fields
from sasae.formats.zengin.layouts import DEBIT, END, FORMS, PAYROLL, TRANSFER
from sasae.formats.zengin.results import DATA, TRAILER
from sasae.formats.zengin.rules import RULES

HEADER = [0, 1, 3, 4, 14, 54, 58, 62, 77, 80, 95, 96, 103]
TRANSFER_DATA = [0, 1, 5, 20, 23, 38, 42, 43, 50, 80, 90, 91, 101, 111, 112, 113]


def test_offsets_are_the_published_ones() -> None:
    assert [field.offset for field in TRANSFER.header.fields] == HEADER
    assert [field.offset for field in TRANSFER.data.fields] == TRANSFER_DATA
    assert [field.offset for field in TRANSFER.trailer.fields] == [0, 1, 7, 19]
    assert [field.offset for field in END.fields] == [0, 1]
    assert [field.offset for field in PAYROLL.data.fields] == [*TRANSFER_DATA[:13], 111]
    assert [field.offset for field in DEBIT.data.fields] == [*TRANSFER_DATA[:13], 111, 112]
    assert [field.offset for field in DEBIT.trailer.fields] == [0, 1, 7, 19, 25, 37, 43, 55]
    assert DATA["result"].offset == 111
    assert [TRAILER[name].offset for name in ("done_count", "done_yen", "failed_count", "failed_yen")] == [
        19,
        25,
        37,
        43,
    ]


def test_a_table_that_does_not_add_up_fails_at_once() -> None:
    with pytest.raises(LayoutError, match="9 bytes, the record has 10"):
        Layout("x", 10, [Field("a", "a", "N", 4), Field("b", "b", "C", 5)])
    with pytest.raises(LayoutError, match="twice"):
        Layout("x", 2, [Field("a", "a", "N", 1), Field("a", "b", "N", 1)])


def test_values_are_justified_and_never_cut() -> None:
    layout = Layout("x", 10, [Field("n", "番号", "N", 4), Field("c", "名", "C", 6, default="ﾊﾅｺ")])
    assert layout.build({"n": "12"}) == b"0012" + "ﾊﾅｺ".encode("cp932") + b"   "
    assert layout.slice(layout.build({"n": "12"})) == {"n": b"0012", "c": "ﾊﾅｺ   ".encode("cp932")}
    assert layout["n"].columns == "1-4桁"
    with pytest.raises(DoesNotFit):
        layout.build({"n": "12345"})
    # two bytes a kana with its mark, so three characters of six bytes are measured as bytes
    with pytest.raises(DoesNotFit) as refused:
        layout.build({"c": "漢字漢字"})
    assert refused.value.needed == 8
    with pytest.raises(NotDigits):
        layout.build({"n": "1a"})
    with pytest.raises(KeyError):
        layout.build({"other": "1"})
    with pytest.raises(ValueError, match="9 bytes"):
        layout.slice(b"x" * 9)


SIGNS = st.sampled_from(list(b"0189 Y-.()AZaz,/\\") + [0xA6, 0xA9, 0xB0, 0xB1, 0xB6, 0xDD, 0xDE, 0xDF, 0x81, 0x09])
LAYOUTS = {id(one): one for form in FORMS.values() for one in (form.header, form.data, form.trailer)} | {1: END}


@settings(max_examples=300, deadline=None)
@given(
    layout=st.sampled_from(list(LAYOUTS.values())), changes=st.lists(st.tuples(st.integers(0, 119), SIGNS), max_size=4)
)
def test_the_short_look_finds_a_fault_exactly_where_the_long_one_does(
    layout: Layout, changes: list[tuple[int, int]]
) -> None:
    good = {
        "bank": "0001",
        "branch": "001",
        "type": "1",
        "account": "0000001",
        "yen": "1",
        "date": "1130",
        "kind": "21",
    }
    record = bytearray(layout.build({name: text for name, text in good.items() if name in layout.by_name} | {
        name: "0" for name in ("client_code", "count") if name in layout.by_name
    }))  # fmt: skip
    for place, sign in changes:
        record[place] = sign
    raw = layout.slice(bytes(record))
    short, long = Issues(RULES), Issues(RULES)
    check_fields(layout, raw, 1, short)
    check_each_field(layout, raw, 1, long)
    assert short.found == long.found
