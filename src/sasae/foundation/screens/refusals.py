"""A small form of a page that was refused: said above the page that comes next, and beside the field that is still there.

    views       refuse(request, refusal, "why")         instead of an error among the messages
    templates   <c-line name="why" label="差戻しの理由" to="{% url … %}" />

                shown_or_said(request, form, shown=…)   the form of a page that may have moved on meanwhile

    views       take_step(request, act, "why", done="…", refusals=(CannotPay,))      a step, with both its outcomes
    views       refuse_form(request, form)              a whole form of a page, where the page is another view's
                form_again(request, to, YearForm)       in that other view: what was typed, with what is wrong
                refuse_ticked(request, said)            a bulk form below a list: the ticks stay, and what was typed

What was typed goes with the session to the next page and no further. Where that page has no such form any more, because
the case has moved on, the message says what was typed.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Textarea, TextInput
from django.http import HttpRequest, QueryDict

from sasae.foundation.screens.forms import SasaeForm
from sasae.kernel.findings import Refusal

KEPT = "refused_entry"
Made = TypeVar("Made", bound=SasaeForm)


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


def refuse_form(request: HttpRequest, form: SasaeForm) -> None:
    """The same for a form whose page another view shows."""
    messages.error(request, "入力を確かめてください。")
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    request.session[KEPT] = {"to": request.path, "form": urlencode(typed, doseq=True), "refused": form.refusals}


def refuse_ticked(request: HttpRequest, *said: str, ticks: Iterable[str] | None = None) -> None:
    """Say why a list's bulk form was refused, wholly or for some; the rows stay ticked, or those given here alone."""
    for text in said:
        messages.error(request, text)
    sent = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if ticks is not None:
        sent["pick"] = list(ticks)
    request.session[KEPT] = {"to": request.path, "form": urlencode(sent, doseq=True), "refused": []}


def ticks_again(request: HttpRequest) -> set[str]:
    """What was ticked on this list, where the form that lies under its address was refused just now."""
    kept = _kept(request)
    if not kept or "form" not in kept or not kept["to"].startswith(request.path):
        return set()
    return set(QueryDict(kept["form"]).getlist("pick"))


def take_step(
    request: HttpRequest, act: Callable[[], Any], *names: str, done: str, refusals: tuple[type[ValueError], ...],
    form: SasaeForm | None = None,
) -> None:  # fmt: skip
    """Take a step a button or a small form of a page asks for, and say what came of it; the view goes back to the page.

    `names`: the fields of a form without a class of its own; `refusals`: what the step raises when it cannot be taken.
    """
    if form is not None and not form.is_valid():
        refuse_form(request, form)
        return
    try:
        act()
    except refusals as refusal:
        if form is None:
            refuse(request, refusal, *names)
        else:
            form.refused(refusal)
            refuse_form(request, form)
    else:
        messages.success(request, done)


def shown_or_said(request: HttpRequest, form: Made, *, shown: bool) -> Made | None:
    """The form, where the page still has it. Where it has not, because the case has moved on, a refusal of it is said
    above the page, with what was typed."""
    if shown:
        return form
    written = [name for name, field in form.fields.items() if isinstance(field.widget, TextInput | Textarea)]
    typed = "、".join(text for name in written if (text := str(form.data.get(name, "")).strip()))
    for said in dict.fromkeys(text for texts in form.errors.values() for text in texts):
        messages.error(request, f"{said}　入力した内容：{typed}" if typed else said)
    return None


def form_again(
    request: HttpRequest, to: str, make: Callable[..., Made], *, beside: Collection[str] = (), **more: Any
) -> Made:
    """The form that goes there: with what was typed and what is wrong with it, where it was refused just now.

    `beside`: where the other buttons of the same form go. One of them was refused: what was typed here stays as well.
    """
    kept = _kept(request)
    if kept and "form" in kept and kept["to"] != to and kept["to"] in beside:
        form = make(**more)
        typed = QueryDict(kept["form"])
        shown = [name for name in form.fields if not form[name].is_hidden and form.add_prefix(name) in typed]
        form.initial |= {name: typed[form.add_prefix(name)] for name in shown}
        return form
    if not kept or kept["to"] != to or "form" not in kept:
        return make(**more)
    form = make(QueryDict(kept["form"]), **more)
    form.is_valid()
    for field, said in kept["refused"]:
        form.add_error(field or None, said)
    return form


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """What the page before left: for this page, and for no other."""
    if not hasattr(request, "refused_entry"):
        request.refused_entry = request.session.pop(KEPT, None) if hasattr(request, "session") else None  # type: ignore[attr-defined]
    kept: dict[str, Any] | None = request.refused_entry  # type: ignore[attr-defined]
    return kept


def refused_at(request: HttpRequest, to: str, name: str) -> dict[str, Any]:
    """What was typed into this field of the form that goes there, and what is wrong with it; empty where nothing was."""
    kept = _kept(request)
    if not kept or kept["to"] != to or name not in kept.get("typed", {}):
        return {}
    return {"typed": kept["typed"][name], "said": kept["said"] if kept["at"] == name else ""}
