"""Kana as people write it and as the bankers' format takes it (JBA 付録1, the strict rule). Refused, never cut."""

import jaconv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.findings import Severity, has_errors
from sasae.kernel.kana import reading_key, to_halfwidth_kana, to_katakana, zengin_text

FULL = "".join(chr(point) for point in range(ord("ァ"), ord("ヴ") + 1) if chr(point) not in "ヮヰヱ")
PLAIN = [sign for sign in FULL if sign not in "ァィゥェォャュョッヲ"]
HIRAGANA = "".join(chr(point) for point in range(ord("ぁ"), ord("ゔ") + 1))
SYMBOLS = {"branch": "-", "name": "()-.", "payroll": "", "edi": "\\｢｣()-/."}
CLASSES = st.sampled_from(["branch", "name", "payroll", "edi"])


def ids(found):
    return [finding.id for finding in found.findings]


def permitted(field_class):
    """The bytes of the published table, built apart from our own."""
    kana = set(bytes([*range(0xB1, 0xDE), 0xDE, 0xDF]).decode("cp932"))
    letters = set() if field_class == "payroll" else {chr(point) for point in range(ord("A"), ord("Z") + 1)}
    return kana | letters | set("0123456789 ") | set(SYMBOLS[field_class]) | ({"ｦ"} if field_class == "edi" else set())


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("カワサキ　ハナコ", "ｶﾜｻｷ ﾊﾅｺ"),
        ("かわさき はなこ", "ｶﾜｻｷ ﾊﾅｺ"),
        ("ガギグゲゴ", "ｶﾞｷﾞｸﾞｹﾞｺﾞ"),
        ("パピプペポ", "ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ"),
        ("ヴ", "ｳﾞ"),
        ("う゛", "ｳﾞ"),
        ("ハ゜", "ﾊﾟ"),
        ("ﾌﾞﾗﾝｺ", "ﾌﾞﾗﾝｺ"),
        ("スーパー", "ｽ-ﾊﾟ-"),
        ("ｽｰﾊﾟｰ", "ｽ-ﾊﾟ-"),
        ("ａｂｃ１２３", "ABC123"),
        ("カ）ササエ", "ｶ)ｻｻｴ"),
        ("（カ．", "(ｶ."),
        ("－−‐–—", "-----"),
        ("㌔", "ｷﾛ"),
    ],
)
def test_what_becomes_of_a_name(text, field):
    found = zengin_text(text, "name")
    assert (found.text, found.findings, found.changed) == (field, (), False)


@pytest.mark.parametrize("sign", "ァィゥェォャュョッヮヵヶ")
def test_small_kana_become_large_and_this_is_said(sign):
    found = zengin_text(f"ア{sign}", "name")
    large = dict(zip("ァィゥェォャュョッヮヵヶ", "ｱｲｳｴｵﾔﾕﾖﾂﾜｶｹ", strict=True))[sign]
    assert found.text == f"ｱ{large}"
    assert found.changed
    assert [(each.id, each.severity) for each in found.findings] == [("Z-111", Severity.WARNING)]
    assert sign in found.findings[0].message
    assert not has_errors(found.findings)


@pytest.mark.parametrize(
    ("text", "field_class", "expected"),
    [
        ("川崎", "name", ["Z-102", "Z-102"]),
        ("髙", "name", ["Z-102"]),
        ("𠮷", "name", ["Z-102"]),
        ("㈱", "name", ["Z-102"]),
        ("ヲ", "name", ["Z-103"]),
        ("ヲ", "branch", ["Z-103"]),
        ("ｦ", "payroll", ["Z-103"]),
        ("ヲ", "edi", []),
        ("ヷ", "edi", ["Z-103"]),
        ("ヸヹヺ", "name", ["Z-103"] * 3),
        ("ヰ", "name", ["Z-101"]),
        ("ア・イ", "name", ["Z-101"]),
        ("ア,イ", "name", ["Z-101"]),
        ("ア、イ", "name", ["Z-101"]),
        ("ア。", "edi", ["Z-101"]),
        ("〜", "name", ["Z-101"]),
        ("ア/イ", "name", ["Z-101"]),
        ("ア/イ", "edi", []),
        ("「ア」", "edi", []),
        ("「ア」", "name", ["Z-101", "Z-101"]),
        ("(カ)", "branch", ["Z-101", "Z-101"]),
        ("ア.", "branch", ["Z-101"]),
        ("スー", "payroll", ["Z-101"]),
        ("ABC", "payroll", ["Z-101"] * 3),
        ("12", "payroll", []),
        ("\t", "name", ["Z-101"]),
        ("😀", "name", ["Z-101"]),
        ("", "name", ["Z-105"]),
        ("　 ", "name", ["Z-105"]),
    ],
)
def test_what_is_refused_and_why(text, field_class, expected):
    assert ids(zengin_text(text, field_class)) == expected


@pytest.mark.parametrize("text", ["ﾞ", "ﾞｶ", "゛カ", "ｱﾞ", "ﾏﾞ", "ﾝﾞ", "ｱﾟ", "ｶﾟ", "ｳﾟ", "ｶﾞﾞ", "ﾊﾟﾞ", "ｶ ﾞ", "Aﾞ", "ｰﾞ"])
def test_a_mark_needs_a_kana_that_carries_it(text):
    found = zengin_text(text, "name")
    assert "Z-104" in ids(found)
    assert has_errors(found.findings)


@pytest.mark.parametrize("base", "ｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎｳ")
def test_the_kana_that_carry_a_mark(base):
    assert zengin_text(f"{base}ﾞ", "name").text == f"{base}ﾞ"
    assert ids(zengin_text(f"{base}ﾟ", "name")) == ([] if base in "ﾊﾋﾌﾍﾎ" else ["Z-104"])


def test_every_fault_is_found_with_its_place():
    found = zengin_text("山ダ,花コ", "name")
    assert [(each.id, each.at) for each in found.findings] == [
        ("Z-102", "1文字目"),
        ("Z-101", "3文字目"),
        ("Z-102", "4文字目"),
    ]
    assert found.findings[0].message == "漢字「山」は使えません。フリガナをカタカナで入れてください。"


def test_long_names_are_not_cut():
    assert zengin_text("ア" * 100, "name").text == "ｱ" * 100


@given(st.text(max_size=12) | st.text(FULL + "ー（）．,ﾞﾟ ", max_size=12), CLASSES)
def test_what_passes_is_made_of_permitted_bytes_and_nothing_got_lost(text, field_class):
    found = zengin_text(text, field_class)
    assert set(found.text) <= permitted(field_class)
    if not has_errors(found.findings):
        assert found.text.encode("cp932").isascii() or len(found.text.encode("cp932")) == len(found.text)
        assert len(found.text) >= len(to_katakana(text))  # marks take a byte of their own
        again = zengin_text(found.text, field_class)
        assert (again.text, again.findings) == (found.text, ())


@given(CLASSES, st.data())
def test_all_that_is_permitted_stays_as_it_is(field_class, data):
    bare = sorted(permitted(field_class) - set("ﾞﾟ"))
    text = data.draw(st.text(bare, min_size=1, max_size=20).filter(str.strip))
    found = zengin_text(text, field_class)
    assert (found.text, found.findings) == (text, ())


@given(st.text(PLAIN, min_size=1, max_size=20))
def test_half_width_kana_as_another_converter_has_it(text):
    assert to_halfwidth_kana(text) == jaconv.z2h(text)
    assert zengin_text(text, "name").text == jaconv.z2h(text)
    assert to_katakana(jaconv.z2h(text)) == text == jaconv.h2z(jaconv.z2h(text))


@given(st.text(HIRAGANA, max_size=20))
def test_katakana_as_another_converter_has_it(text):
    assert to_katakana(text) == jaconv.hira2kata(text)


@given(st.text(max_size=20))
def test_katakana_again_is_the_same(text):
    assert to_katakana(to_katakana(text)) == to_katakana(text)


def test_kanji_and_marks_stay_in_a_reading_that_is_only_widened():
    assert to_katakana("川崎ﾊﾅｺ Ａ１") == "川崎ハナコ A1"
    assert to_halfwidth_kana("川崎ガ「・」") == "川崎ｶﾞ｢･｣"


@pytest.mark.parametrize("typed", ["ジロー　タカハシ", "じろー たかはし", "ｼﾞﾛｰﾀｶﾊｼ", "ジロ－タカハシ", "ジロ-タカハシ"])
def test_a_reading_is_compared_without_spaces_and_with_one_sign_for_every_dash(typed):
    assert reading_key(typed) == "ジロータカハシ"


def test_another_reading_has_another_key():
    assert reading_key("ジロ") != reading_key("ジロー")
    assert reading_key("ハナコ") != reading_key("バナコ")
