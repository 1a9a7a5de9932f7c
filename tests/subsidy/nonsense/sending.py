"""Nonsense sent to an address: through the form that leads there where a page has one, and what came of it."""

import inspect
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.subsidy.typed import Typing, forms_of

FORM = "application/x-www-form-urlencoded"
NONSENSE = [
    "9" * 40, "-1", "NaN", "山田\x00太郎", "１２３４５６７８９０", "令和99年12月31日", "令和8年2月30日", "0000-00-00",
    "👨‍👩‍👧‍👦🏥", "{0.__class__} %s {% url %}", "<script>alert(1)</script>'\"--", "一行目\r\n二行目\u2028三行目",
    "\u202e\u200b\ufeff宮前", "1e400", "٣",
]  # fmt: skip
MEGABYTE = "長" * 350_000  # three bytes each
OTHERS = ["999999999999999999999999", "-1", "١٢٣", "x" * 3000, "a\x00b", "0"]  # in the place of a choice or a number
HALF_SIGNS = "%ED%A0%BD%FF%FE"  # half of a pair, and bytes that are no text
JUNK = b"\x00\xffPK\x03\x04" + "長".encode() * 50


def takes_post(view: Any) -> bool:
    """Whether the view is declared to answer POST."""
    declared = inspect.getsource(inspect.unwrap(view)).partition("def ")[0]
    return "require_POST" in declared or '"POST"' in declared


def form_leading_to(client: Any, place: str) -> tuple[Typing, list[str]]:
    """The form that is sent there, from the page itself or one above it, with its fields for files; or an empty one."""
    above = place
    while above.count("/") > 1:
        page = client.get(above)
        text = page.content.decode() if page.status_code == 200 and not page.streaming else ""
        for one in forms_of(text, above):
            if one.to.partition("?")[0] == place:
                return one, re.findall(r'<input type="file" name="([^"]+)"', text)
        above = above.rstrip("/").rpartition("/")[0] + "/"
    return Typing(place, "post"), []


def is_there(client: Any, place: str) -> bool:
    """Whether there is anything at the address for this user."""
    answer = undone(lambda: client.post(place))
    return isinstance(answer, Exception) or answer.status_code not in (403, 404)


def sent(client: Any, place: str) -> Iterator[tuple[str, dict[str, Any], Any]]:
    """Every kind of nonsense in turn, each undone afterwards: what it was, what was typed, the answer or what broke."""
    form, files = form_leading_to(client, place)
    names = list(form.texts)
    junk = {name: SimpleUploadedFile("\u202e名\x00.pdf", JUNK) for name in files}
    for shift in range(0, len(NONSENSE), 5):
        typed: dict[str, Any] = {name: NONSENSE[(shift + at) % len(NONSENSE)] for at, name in enumerate(names)}
        yield f"nonsense {shift}", typed, _post(client, place, {**form.others, **typed, **junk})
    one = {name: MEGABYTE if at == 0 else form.texts[name] for at, name in enumerate(names)}
    yield "a megabyte", one, _post(client, place, {**form.others, **one})
    yield "nothing", {}, _post(client, place, {}, follow=False)
    others = {name: [OTHERS[at % len(OTHERS)]] for at, name in enumerate([*form.others, "pick"])}
    yield "others' numbers", {}, _post(client, place, {**dict.fromkeys(names, "1"), **others}, follow=False)
    body = "&".join([urlencode(form.others, doseq=True), *(f"{name}={HALF_SIGNS}" for name in [*names, "why", "pick"])])
    yield "half signs", {}, undone(lambda: client.post(place, body, content_type=FORM))


def _post(client: Any, place: str, data: dict[str, Any], *, follow: bool = True) -> Any:
    return undone(lambda: client.post(place, data, follow=follow))


def undone(ask: Any) -> Any:
    """The answer, or what broke; the database as it was before."""
    mark = transaction.savepoint()
    try:
        return ask()
    except Exception as broken:  # noqa: BLE001 - whatever broke is what the test tells
        transaction.set_rollback(False)
        return broken
    finally:
        transaction.savepoint_rollback(mark)


def faults_of(client: Any, place: str, name: str, *, kept: bool = True) -> dict[str, str]:
    """What is wrong with the answers of one address, by what was sent. `kept`: whether what was typed must stand again."""
    answers = ((what, wrong_with(typed if kept else {}, answer)) for what, typed, answer in sent(client, place))
    return {f"{name}: {what}": wrong for what, wrong in answers if wrong}


def wrong_with(typed: dict[str, Any], answer: Any) -> str:
    """What is wrong with an answer; empty when it is as it should be."""
    if isinstance(answer, Exception):
        frames = [f"{at.filename.rpartition('/sasae/')[2]}:{at.lineno}" for at in inspect.getinnerframes(answer.__traceback__) if "/sasae/" in at.filename]  # fmt: skip
        return f"broke: {answer!r:.200} at {frames[-3:]}"
    if answer.status_code >= 500:
        return f"answered {answer.status_code}"
    if answer.status_code != 200 or not typed or answer.streaming:
        return ""
    text = unescape(answer.content.decode())
    if 'class="notice notice--success"' in text:
        return ""
    lost = [name for name, value in typed.items() if value.strip() and not _stands(value, text)]
    return f"lost {lost}" if lost else ""


def _stands(value: str, text: str) -> bool:
    kept = [part for part in re.split(r"[\x00\r\n\u2028]", value.strip()) if part]
    return all(part in text for part in kept)
