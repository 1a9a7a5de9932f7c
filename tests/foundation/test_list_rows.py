"""The rows of a list are written without a template: every text is escaped all the same, and looks as on other pages."""

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from sasae.foundation.screens.rows import Cell, body

HOSTILE = "<script>\"'&"
ESCAPED = "&lt;script&gt;&quot;&#x27;&amp;"


def test_texts_labels_addresses_and_ticks_are_escaped() -> None:
    made = body([(HOSTILE, [Cell(HOSTILE, HOSTILE, "", False), Cell("番号", HOSTILE, f"/x/?q={HOSTILE}", True)])])
    assert HOSTILE not in made
    assert f'data-label="{ESCAPED}"' in made
    assert f'<a href="/x/?q={ESCAPED}">{ESCAPED}</a>' in made
    assert f'value="{ESCAPED}" aria-label="{ESCAPED}を選ぶ"' in made


def test_a_state_is_the_badge_of_every_page_and_escaped_too() -> None:
    made = body([("", [Cell("状態", "有効", "", False, state=True, tone="good")])])
    assert render_to_string("screens/_badge.html", {"text": "有効", "tone": "good"}).strip() in made
    assert 'class="status status--good"' in made
    assert HOSTILE not in body([("", [Cell("状態", HOSTILE, "", False, state=True)])])


def test_what_is_marked_safe_is_left_as_it_is_and_numbers_are_marked() -> None:
    made = body([("", [Cell("金額", mark_safe("<b>1</b>"), "", True), Cell("摘要", "a", "", False)])])
    assert made == '<tr><td data-label="金額" class="number"><b>1</b></td><td data-label="摘要">a</td></tr>'


def test_rows_without_a_tick_have_none_and_no_rows_are_nothing() -> None:
    assert "<input" not in body([("", [Cell("a", "b", "", False)])])
    assert body([]) == ""
