"""The rows of a list's table as HTML. A list shows hundreds of cells: a template would take most of the page's time."""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


class Cell(NamedTuple):
    """What a cell shows. `state`: as a badge in this `tone`."""

    label: str
    text: str
    url: str
    number: bool
    state: bool = False
    tone: str = ""


def body(rows: Iterable[tuple[str, Sequence[Cell]]], ticked: Collection[str] = ()) -> SafeString:
    """Each row's cells, before them the tick that sends its `pick` where it has one. Every text is escaped here.

    `ticked`: what was ticked when the form was refused.
    """
    return mark_safe("\n".join(_row(pick, cells, pick in ticked) for pick, cells in rows))  # noqa: S308 - its parts are escaped


def _row(pick: str, cells: Sequence[Cell], ticked: bool) -> str:
    tick = _tick(pick, cells[0].text, ticked) if pick else ""
    return f"<tr>{tick}{''.join([_opening(cell.label, cell.number) + _inside(cell) + '</td>' for cell in cells])}</tr>"


def _tick(pick: str, text: str, ticked: bool) -> str:
    sends, names, checked = escape(pick), escape(text), " checked" if ticked else ""
    return f'<td data-label="選ぶ"><input type="checkbox" form="picked" name="pick" value="{sends}" aria-label="{names}を選ぶ"{checked}></td>'


@lru_cache(maxsize=1024)
def _opening(label: str, number: bool) -> str:
    return format_html('<td data-label="{}"{}>', label, mark_safe(' class="number"') if number else "")


def _inside(cell: Cell) -> str:
    if cell.state and not cell.url:
        return _badge(cell.text, cell.tone)
    text = cell.text if isinstance(cell.text, SafeString) else escape(cell.text)
    return f'<a href="{escape(cell.url)}">{text}</a>' if cell.url else text


@lru_cache(maxsize=1024)
def _badge(text: str, tone: str) -> str:
    """There are few states: each is made once, by the component every page uses."""
    return render_to_string("screens/_badge.html", {"text": text, "tone": tone}).strip()


@lru_cache(maxsize=1024)
def labels(model: Any, name: str) -> dict[Any, str]:
    """The words for a column's codes, put together once and not for each cell. Empty for a column without codes."""
    fields = {one.name: one for one in model._meta.fields} if hasattr(model, "_meta") else {}
    return {code: str(word) for code, word in fields[name].flatchoices} if name in fields else {}
