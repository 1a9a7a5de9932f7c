"""What cannot be in one application: found from what was typed, with an id and the field it stands in."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sasae.kernel.findings import Finding, error
from sasae.kernel.kana import reading_key

Part = Mapping[str, Any]  # the values of one part of the paper, by field
PARENTS = ("10", "11")


def of_applicant(part: Part) -> Iterator[Finding]:
    """What cannot be of the applicant alone."""
    yield from _insured(part)


def of_child(child: Part, applicant: Part) -> Iterator[Finding]:
    """What cannot be of a child, and of a child and this applicant."""
    yield from _insured(child)
    birth, parent = child["birth_date"], applicant["birth_date"]
    if applicant["relation"] in PARENTS and birth <= parent:
        yield error("UK-103", "birth_date", "児童が、父または母である申請者より先に（または同じ日に）生まれています。")
    if child["reason_on"] > applicant["received_on"]:
        yield error("UK-104", "reason_on", "事由発生日が受付日より後の日です。")


def _insured(part: Part) -> Iterator[Finding]:
    if part["insured_since"] < part["birth_date"]:
        yield error("UK-101", "insured_since", "健康保険の資格取得日が、生年月日より前の日です。")


def of_all(parts: Mapping[str, Part]) -> Iterator[tuple[str, Finding]]:
    """One life written twice, or one number of two lives; by the place of the later part."""
    lives = Counter[tuple[str, date, str]]()
    numbers: dict[str, str] = {}
    for place, part in parts.items():
        life = (reading_key(part["name_kana"]), part["birth_date"], part["sex"])
        lives[life] += 1
        if lives[life] > 1:
            yield place, error("UK-105", "name", "同じ人が二度書かれています（フリガナと生年月日が同じです）。")
        number = part["individual_number"]
        if number and number in numbers:
            yield place, error("UK-106", "individual_number", "別の人の欄と同じ個人番号です。一つの番号は一人だけのものです。")
        numbers[number] = place
