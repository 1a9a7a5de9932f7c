"""A resident sends any of the portal's forms over its pages, page after page, and signs with the card."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from PIL import Image, ImageDraw

from sasae.contracts.forms.definitions import Definition, Step, versions
from sasae.deployment.story.application import PAPER, SIGNING_PIN, USER_PIN, use_card
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.visitor import NotAsExpected, Visitor

Said = Mapping[str, Any]
MOST_PAGES = 30
DOCUMENT = ("写し.pdf", PAPER, "application/pdf")


def _receipt() -> bytes:
    """A photograph of a receipt, more or less."""
    image = Image.new("RGB", (600, 800), "#fdfdf5")
    drawn = ImageDraw.Draw(image)
    for line in range(9):
        drawn.rectangle((60, 80 + line * 70, 540 - (line % 3) * 120, 100 + line * 70), fill="#555555")
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()


PICTURE = ("領収書.jpg", _receipt(), "image/jpeg")


def sender(who: str) -> dict[str, str]:
    """What one of the story's applicants writes of themselves on every form."""
    told = applicant(who)
    return {
        "name": told.name, "name_kana": told.kana, "birth_date": told.birth_date, "postal_code": told.postal_code,
        "address": told.address, "telephone": told.telephone,
    }  # fmt: skip


def send(
    portal: str, who: str, procedure: str, said: Said, *, papers: Sequence[str] = (), numbers: Sequence[str] = ()
) -> str:
    """Fill in what is asked, attach a paper of each of these kinds, sign, send. `said`: by step; a list where a step is
    answered several times, `sender` where another sends; `numbers`: the individual numbers the form asks for. Returns the
    receipt number."""
    visitor, told = Visitor(portal), {"applicant": sender(who), **said}
    definition = next(reversed(versions(procedure).values()))
    visitor.open(f"/services/{procedure}/")
    visitor.press("ログインして申し込む")
    use_card(visitor, applicant(who).atena_no, USER_PIN)
    for _ in range(MOST_PAGES):
        if (number := re.search(r"KW\d{16}", visitor.page.text)) and "受け付けました" in visitor.page.text:
            visitor.close()
            return number.group()
        _go_on(visitor, definition, told, papers, numbers, applicant(who).atena_no)
    raise NotAsExpected(f"{procedure} を送れません。\n{visitor.page.url}\n{visitor.page.text[:1500]}")


def _go_on(
    visitor: Visitor, definition: Definition, said: Said, papers: Sequence[str], numbers: Sequence[str], card: str
) -> None:
    """Whatever the page asks for next."""
    name = visitor.page.url.rstrip("/").rpartition("/")[2]
    steps = {one.name: one for one in definition.steps}
    if name in steps:
        _answer(visitor, steps[name], said.get(name, {}))
    elif name == "attachments":
        for kind in papers:
            visitor.press("このファイルを添付する", {"kind": kind}, {"file": PICTURE if kind == "receipt" else DOCUMENT})
        visitor.press("次へ進む")
    elif name == "review":
        given = {f"number_{place}": number for place, number in enumerate(numbers)}
        visitor.press("署名に進む" if "署名に進む" in visitor.page.text else "送る", given)
    elif any("pin" in form.names for form in visitor.page.forms):
        use_card(visitor, card, SIGNING_PIN)
    else:
        visitor.press("次へ進む", said.get(name, {"who": "self"}))


def _answer(visitor: Visitor, step: Step, told: Any) -> None:
    if step.many is None:
        visitor.press("次へ進む", told)
        return
    for place, one in enumerate(told, 1):
        visitor.press(step.many.add, {**one, **({"another": "on"} if place < len(told) else {})})
