"""A small form of a page that was refused: said above the page that comes next, and beside the field that is still there.

    views       refuse(request, refusal, "why")         instead of an error among the messages
    templates   <c-line name="why" label="差戻しの理由" to="{% url … %}" />

What was typed goes with the session to the next page and no further. Where that page has no such form any more, because
the case has moved on, the message says what was typed.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from sasae.kernel.findings import Refusal

KEPT = "refused_entry"


def refuse(request: HttpRequest, refusal: ValueError, *names: str) -> None:
    """Say why not, and keep what was typed into these fields."""
    typed = {name: request.POST.get(name, "") for name in names}
    about = refusal.at if isinstance(refusal, Refusal) else ""
    said = str(refusal)
    if about not in typed and (words := "、".join(text.strip() for text in typed.values() if text.strip())):
        messages.error(request, f"{said}　入力した内容：{words}")
    else:
        messages.error(request, said)
    request.session[KEPT] = {"to": request.path, "at": about, "said": said, "typed": typed}


def refused_at(request: HttpRequest, to: str, name: str) -> dict[str, Any]:
    """What was typed into this field of the form that goes there, and what is wrong with it; empty where nothing was."""
    if not hasattr(request, "refused_entry"):
        request.refused_entry = request.session.pop(KEPT, None) if hasattr(request, "session") else None  # type: ignore[attr-defined]
    kept = request.refused_entry
    if not kept or kept["to"] != to or name not in kept["typed"]:
        return {}
    return {"typed": kept["typed"][name], "said": kept["said"] if kept["at"] == name else ""}
