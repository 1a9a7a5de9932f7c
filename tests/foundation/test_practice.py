"""Where people only practise: every page says so, and every paper bears 見本."""

from datetime import date
from typing import Any

import pytest

from sasae.foundation.printing import keep
from sasae.foundation.printing.practice import stamped
from tests.foundation.pdf_text import by_unicode_tables
from tests.staff import at

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
DAY = date(2026, 6, 15)


def paper() -> bytes:
    """Two pages of the journal's own letter."""
    import typst

    pages = '#set text(font: "Noto Sans JP")\n一枚目 #pagebreak() 二枚目'
    from sasae.foundation.printing.rendering import _fonts

    made: bytes = typst.compile(pages.encode(), font_paths=_fonts())
    return made


def text_of(pdf: bytes) -> str:
    return "".join("".join(by_unicode_tables(pdf)).split())


def test_each_page_of_what_is_kept_bears_it(settings: Any) -> None:
    settings.SASAE_TRAINING = True
    kept = keep("letter", "K1", paper(), by_id="counter1")
    assert text_of(bytes(kept.content)).count("見本") == 2
    assert kept.pages == 2


def test_a_real_paper_is_kept_as_it_was_made(settings: Any) -> None:
    made = paper()
    assert settings.SASAE_TRAINING is False
    assert stamped(made) == made


@pytest.mark.parametrize("training", [True, False])
def test_every_page_of_the_staff_says_so(signed_in: Any, settings: Any, training: bool) -> None:
    settings.SASAE_TRAINING = training
    text = signed_in().get("/").content.decode()
    assert ("出てくる人はすべて架空" in text) is training


@pytest.mark.parametrize("page", ["http://127.0.0.1:18001/", ""])
def test_the_real_one_leads_there_where_it_is_told_of_it(signed_in: Any, settings: Any, page: str) -> None:
    settings.SASAE_TRAINING_PAGE = page
    text = signed_in().get(at("/")).content.decode()
    assert ("研修環境" in text) is bool(page)
