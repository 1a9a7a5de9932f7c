"""A form that is a page of its own, the same for every step of the register."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from sasae.foundation.gate import GatedRequest
from sasae.foundation.screens.addresses import address
from sasae.foundation.screens.forms import SasaeForm
from sasae.subsidy.contractors.actions.refusals import CannotRegister

To = tuple[str, str]  # an address and its argument


def form_page(
    request: GatedRequest, form: SasaeForm, act: Callable[[dict[str, Any]], object], *, title: str, back: To, done: str,
    submit: str = "登録する", lead: str = "",
) -> HttpResponse:  # fmt: skip
    """The form; filled in, the step is taken and its page shown; refused, what was typed stays with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except CannotRegister as refusal:
            form.refused(refusal)
        else:
            messages.success(request, done)
            return redirect(*back)
    page = {"form": form, "title": title, "back": address(*back), "submit": submit, "lead": lead, "about": back[1]}
    return render(request, "subsidy/contractors/form.html", page)
