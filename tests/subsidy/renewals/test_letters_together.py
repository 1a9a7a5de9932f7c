"""Letters of a renewal are set together: each its own paper with its own words, and what is wrong with one holds up no other."""

from datetime import date
from typing import Any

import pytest

from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.people.models import Person
from sasae.subsidy.renewals.actions.letters import Draft, print_letters
from sasae.subsidy.renewals.models import LetterKind, Target
from tests.foundation.pdf_text import by_unicode_tables
from tests.subsidy.conftest import COUNTER
from tests.subsidy.renewals.families import mother

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ON = date(2026, 11, 25)


def words(document_id: str) -> str:
    return "".join("".join(by_unicode_tables(bytes(PrintedDocument.objects.get(pk=document_id).content))).split())


def drafts(renewal: Any, *whose: list[str]) -> list[Draft]:
    targets = Target.objects.filter(renewal=renewal).select_related("applicant", "renewal").order_by("pk")
    told = [{"whose": names, "income_year": "令和7年"} for names in whose]
    return [
        Draft(target, LetterKind.UNKNOWN, date(2026, 12, 10 + place), more)
        for place, (target, more) in enumerate(zip(targets, told, strict=False))
    ]


def test_each_letter_is_a_paper_of_its_own_with_its_own_name_words_and_deadline(decided: Any) -> None:
    for number in range(3):
        Person.objects.filter(atena_no=mother(number)).update(name=f"試験　{'一二三'[number]}子")
    step = decided.steps.latest("pk")
    letters, trouble = print_letters(step, drafts(decided, ["甲さん"], ["乙さん"], ["丙さん"]), by=COUNTER, on=ON)
    assert trouble == {}
    told = [words(letter.document_id) for letter in letters]
    for place, (name, asked) in enumerate((("試験一子様", "甲さん"), ("試験二子様", "乙さん"), ("試験三子様", "丙さん"))):
        seen = [name in one and asked in one and f"令和8年12月{10 + place}日" in one for one in told]
        assert seen == [here == place for here in range(3)]
    assert [one.pages for one in PrintedDocument.objects.filter(pk__in=[each.document_id for each in letters])] == [1, 1, 1]


def test_a_letter_of_two_pages_and_a_name_no_font_shows_hold_up_no_other(decided: Any) -> None:
    Person.objects.filter(atena_no=mother(1)).update(name="試験　\ue000")
    step = decided.steps.latest("pk")
    many = [f"試験　{number}太郎さん" for number in range(900)]
    letters, trouble = print_letters(step, drafts(decided, many, ["乙さん"], ["丙さん"]), by=COUNTER, on=ON)
    assert list(trouble) == [Person.objects.get(atena_no=mother(1)).pk]
    pages = [PrintedDocument.objects.get(pk=letter.document_id).pages for letter in letters]
    assert pages[0] > 1
    assert pages[1:] == [1]
    assert "899太郎さん" in words(letters[0].document_id)
