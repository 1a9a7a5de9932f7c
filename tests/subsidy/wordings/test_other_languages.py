"""Letters and certificates in other languages: dated texts the section in charge changes on screen, looked at and approved."""

from typing import Any

import pytest

from sasae.foundation.printing import missing_glyphs
from sasae.foundation.printing.models import PrintedDocument
from sasae.subsidy.certificates import actions
from sasae.subsidy.certificates.models import Certificate
from sasae.subsidy.certificates.office import LANGUAGES, OFFICE
from sasae.subsidy.entitlements.models import Entitlement, Recipient
from sasae.subsidy.wordings.catalogue import FIELDS
from sasae.subsidy.wordings.languages import every_field
from sasae.subsidy.wordings.previews import preview
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import DAY
from tests.subsidy.wordings.proposing import LATER, approved, proposed, said

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("SUB-3")]
KEY, NEW = "letters.other_languages", "Important. Call 044-200-0000."


def written(on: Any) -> str:
    """The letter that calls the family's certificates back, as it is printed on a day."""
    actions.void_lost(list(Entitlement.objects.all()), by=COUNTER, on=on)
    letter = actions.write_letter(Certificate.objects.earliest("pk").number, by=COUNTER, on=on)
    paper = PrintedDocument.objects.get(pk=letter.document_id)
    assert paper.pages == 1
    return said(bytes(paper.content))


def test_a_letter_says_in_every_language_that_it_matters_and_whom_to_ask(granted: Recipient) -> None:
    told = written(DAY)
    for words in ("たいせつなおしらせ", "importantnotice", "重要通知", "Avisoimportante", "thôngbáo"):
        assert words in told, words


@pytest.mark.parametrize(
    ("day", "new"), [(LATER.replace(day=LATER.day - 1), False), (LATER, True)], ids=["the day before", "its first day"]
)
def test_a_new_text_is_printed_from_its_day_on_once_it_is_approved(granted: Recipient, day: Any, new: bool) -> None:
    approved(KEY, {"lines": NEW})
    told = written(day)
    assert ("Important.Call044-200-0000." in told) == new
    assert ("たいせつなおしらせ" in told) != new


def test_what_nobody_approved_stands_on_no_letter(granted: Recipient) -> None:
    proposed(KEY, {"lines": NEW}, DAY.replace(day=DAY.day + 1))
    assert "Important.Call" not in written(LATER)


def test_before_it_is_approved_the_letter_is_shown_with_the_old_and_the_new_text() -> None:
    seen = preview(FIELDS[KEY], {"lines": [NEW]}, LATER)
    assert seen.changed
    assert [bool(sheet.boxes) for sheet in seen.sheets] == [True]


def test_every_language_of_the_office_can_be_printed() -> None:
    texts = [
        *OFFICE.on(DAY)["letters"]["other_languages"]["lines"],
        *(word for words in LANGUAGES.on(DAY).values() for word in words.values()),
    ]
    assert [text for text in texts if missing_glyphs(text)] == []
    assert {f"languages.{code}" for code in LANGUAGES.on(DAY)} <= {field.key for field in every_field()}
