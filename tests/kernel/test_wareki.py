"""Dates as Japan writes them, both ways, and what happens at the borders of the eras."""

import re
import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sasae.kernel.wareki import (
    ERAS,
    era_last_day,
    era_of,
    in_era,
    parse_date,
    parse_month,
    read_month,
    to_short_wareki,
    to_wareki,
)

DAY = timedelta(days=1)
DAYS = st.dates(date(1868, 1, 25), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "long", "short"),
    [
        (date(2019, 4, 30), "平成31年4月30日", "H31.4.30"),
        (date(2019, 5, 1), "令和元年5月1日", "R1.5.1"),
        (date(1989, 1, 7), "昭和64年1月7日", "S64.1.7"),
        (date(1989, 1, 8), "平成元年1月8日", "H1.1.8"),
        (date(1926, 12, 24), "大正15年12月24日", "T15.12.24"),
        (date(1926, 12, 25), "昭和元年12月25日", "S1.12.25"),
        (date(1912, 7, 29), "明治45年7月29日", "M45.7.29"),
        (date(1912, 7, 30), "大正元年7月30日", "T1.7.30"),
        (date(2026, 11, 24), "令和8年11月24日", "R8.11.24"),
    ],
)
def test_the_borders_of_the_eras(day, long, short):
    assert to_wareki(day) == long
    assert to_short_wareki(day) == short
    assert parse_date(long) == parse_date(short) == day


def test_before_meiji_there_is_no_era():
    assert to_wareki(date(1868, 1, 25)) == "明治元年1月25日"
    with pytest.raises(ValueError, match="明治より前"):
        to_wareki(date(1868, 1, 24))


@pytest.mark.parametrize(
    "text",
    [
        "令和8年11月24日", "令和 8 年 11 月 24 日", "R8.11.24", "r8/11/24", "R8-11-24", "5081124", "２０２６年１１月２４日",
        "2026-11-24", "2026/11/24", "2026.11.24", "西暦2026年11月24日", "20261124", "  2026-11-24  ", "Ｒ８．１１．２４",
        "令和８年１１月２４日", "㋿8年11月24日",
    ],
)  # fmt: skip
def test_every_way_of_writing_one_day(text):
    assert parse_date(text) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("平成31年5月1日", "令和元年5月1日"),
        ("R1.4.30", "平成31年4月30日"),
        ("昭和64年1月8日", "平成元年1月8日"),
        ("4010107", "昭和64年1月7日"),
        ("平成38年6月15日", "令和8年6月15日"),
    ],
)
def test_a_day_of_another_era_is_refused_with_the_right_one(text, right):
    with pytest.raises(ValueError, match=f"{right}ではありませんか"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "きのう", "令和8年", "2026-02-29", "令和7年2月29日", "令和0年1月1日", "R8.13.1", "R8.4.31", "20260230", "6080101",
        "0080101", "2026-1", "26-01-01", "R8.4.1.1", "0000-01-01", "明治元年1月24日", "2026年4月1日頃", "5080000",
    ],
)  # fmt: skip
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match="。"):
        parse_date(text)


def test_who_cannot_be_read_is_told_how_to_write():
    with pytest.raises(ValueError, match="のように書いてください"):
        parse_date("8年4月1日")


@given(DAYS)
def test_there_and_back(day):
    digits = era_of(day)
    year = day.year - digits.first.year + 1
    written = [
        to_wareki(day), to_short_wareki(day), day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日",
        f"{digits.digit}{year:02d}{day:%m%d}" if year < 100 else day.isoformat(),
    ]  # fmt: skip
    assert [parse_date(text) for text in written] == [day] * len(written)


@given(DAYS)
def test_a_day_lies_in_exactly_one_era(day):
    assert [era for era in ERAS if in_era(day, era)] == [era_of(day)]


def test_an_era_ends_the_day_before_the_next_begins():
    assert era_last_day(ERAS[-1]) is None
    for era, following in zip(ERAS, ERAS[1:], strict=False):
        assert era_last_day(era) == following.first - DAY
        assert in_era(following.first - DAY, era)
        assert not in_era(following.first, era)


@given(st.text(max_size=20) | st.from_regex(r"[MTSHRmtshr1-5０-９٠-٩]?[0-9元年月日./-]{0,12}", fullmatch=True))
def test_whatever_is_typed_is_a_date_or_refused_with_words(text):
    try:
        day = parse_date(text)
    except ValueError as refusal:
        said = str(refusal)
    else:
        said = f"{to_wareki(day) if day >= ERAS[0].first else day}。"
        numbers = [int(part) for part in re.findall(r"\d+", unicodedata.normalize("NFKC", text))]
        assert day.day in (numbers[-1], numbers[-1] % 100)
    assert "。" in said


@pytest.mark.parametrize(
    ("text", "month"),
    [("50804", (2026, 4)), ("43104", (2019, 4)), ("50105", (2019, 5)), ("202604", (2026, 4)), ("199912", (1999, 12))],
)
def test_months_of_public_files(text, month):
    assert parse_month(text) == month


@pytest.mark.parametrize("text", ["", "50813", "50800", "202600", "202613", "60804", "5080", "２０２６０４", "5080415"])
def test_what_is_no_month(text):
    with pytest.raises(ValueError, match="月"):
        parse_month(text)


@pytest.mark.parametrize("written", ["令和8年6月", "令和８年６月", "R8.6", "r8/6", "2026-06", "2026年6月", "2026/6"])
def test_a_month_is_read_however_people_write_it(written):
    assert read_month(written) == "2026-06"


@pytest.mark.parametrize("written", ["", "6月", "2026-13", "令和8年", "2026-06-15", "昭和65年2月"])
def test_what_is_no_month_is_refused_with_how_to_write_it(written):
    with pytest.raises(ValueError, match="のように書いてください"):
        read_month(written)
