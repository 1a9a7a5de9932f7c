"""Names whose characters have several shapes: compared by a key, stored as they are, counted as people count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.characters import comparison_key, graphemes, names_agree

NAMES = st.text(
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
    | st.characters(min_codepoint=0x3041, max_codepoint=0x30FE, exclude_characters="゛゜")
    | st.sampled_from("髙﨑邊邉齋𠮷　 \U000e0100\U000e0101\ufe00神福Ａa"),
    max_size=12,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋", "高橋"),
        ("山﨑", "山崎"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("𠮷田", "吉田"),
        ("廣澤", "広沢"),
        ("神田", "神田"),
        ("辻󠄀", "辻"),
        ("葛󠄁城", "葛城"),
        ("佐藤　美咲", "佐藤 美咲"),
        ("佐藤美咲", " 佐藤　美咲 "),
        ("ＳＭＩＴＨ", "smith"),
        ("ﾊﾅｺ", "ハナコ"),
    ],
)
def test_two_writings_of_one_name(one, other):
    assert comparison_key(one) == comparison_key(other)
    assert names_agree(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("佐藤", "佐伯"), ("太田", "大田"), ("土田", "士田"), ("佐藤", "佐藤藤"), ("花子", ""), ("ハナコ", "バナコ")],
)
def test_two_names(one, other):
    assert not names_agree(one, other)


@given(NAMES)
def test_the_key_of_a_key_is_the_key(name):
    assert comparison_key(comparison_key(name)) == comparison_key(name)


@given(NAMES)
def test_every_name_agrees_with_itself_whatever_was_replaced(name):
    flags = "".join("1" if place % 2 else "0" for place in range(len(graphemes(name))))
    assert names_agree(name, name, flags)
    assert names_agree(name, name)


@given(NAMES)
def test_counting_loses_nothing(name):
    assert "".join(graphemes(name)) == name


def test_a_base_with_its_selector_is_one_character():
    assert graphemes("葛󠄁城") == ["葛󠄁", "城"]
    assert graphemes("か゚") == ["か゚"]
    assert len(graphemes("𠮷田")) == 2


def test_a_substitute_character_is_not_compared():
    assert names_agree("佐藤　〓咲", "佐藤　美咲", "00010")
    assert not names_agree("佐藤　〓咲", "佐藤　美咲", "00000")
    assert not names_agree("佐藤　〓咲", "佐藤　美崎", "00010")
    assert not names_agree("佐藤　〓", "佐藤　美咲", "0001")
    assert names_agree("佐藤　〓󠄀咲", "佐藤美咲", "00010")  # a selector has no flag of its own
    assert not names_agree("佐藤美咲", "佐藤美咲子", "0010")


def test_flags_that_are_too_few_do_not_make_names_agree():
    assert not names_agree("佐藤〓子", "佐藤美穂", "001")
    assert not names_agree("佐〓子", "佐藤", "01")
