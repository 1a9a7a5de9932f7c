"""The card's page: choose a card, see what is to be signed, type the PIN, go back with the signature."""

import base64
from importlib.resources import files
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from pylopdf_fonts_jp import sans_path

from sasae.kernel import clock
from sasae.simulators.card_authority.actions import renew, report_lost
from sasae.simulators.card_authority.models import Kind
from sasae.simulators.registers.models import Person
from sasae.simulators.software_card import using
from sasae.simulators.software_card.choosing import cards
from sasae.simulators.software_card.questions import NotAQuestion, Question, read


def _page(
    request: HttpRequest, template: str, page: dict[str, Any], origin: str = "", status: int = 200
) -> HttpResponse:
    """Nothing inline, nothing kept, and the form goes back to whoever asked and nowhere else."""
    response = render(request, f"software_card/{template}.html", page, status=status)
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {origin}".rstrip()
    )
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt  # another site that posts here would have to know the PIN
@require_http_methods(["GET", "POST"])
def sign_page(request: HttpRequest) -> HttpResponse:
    """Ask for card and PIN, then offer the way back."""
    source = request.POST if request.method == "POST" else request.GET
    try:
        question = read(source.dict())
    except NotAQuestion as refusal:
        return _page(request, "refused", {"reason": str(refusal)}, status=400)
    page: dict[str, Any] = {"question": question, "fields": question.fields().items()}
    if request.method == "POST":
        page["card"] = request.POST.get("card", "")
        try:
            signature, certificate = using.use(
                page["card"], question.kind, request.POST.get("pin", ""), question.digest
            )
        except using.CannotSign as refusal:
            page |= {"problem": str(refusal), "field": refusal.field}
        else:
            page |= {"signature": _base64(signature), "certificate": _base64(certificate)}
            return _page(request, "done", page, question.origin)
    return _ask(request, question, page, source.get("q", ""))


def _ask(request: HttpRequest, question: Question, page: dict[str, Any], search: str) -> HttpResponse:
    kind = Kind(question.kind)
    offered = cards(search, clock.today(), adults=kind == Kind.SIGNING)
    chosen = page.get("card", "")
    if (
        chosen
        and chosen not in {number for number, _ in offered}
        and (person := Person.objects.filter(pk=chosen).first())
    ):
        offered = [(chosen, person.name), *offered]
    page |= {"search": search, "cards": offered, "kind_name": kind.label, "written": using.WRITTEN[kind]}
    return _page(request, "sign", page, question.origin)


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """What the ward office's counter does: unlock a card, renew its certificates, stop it when it was lost."""
    done = ""
    card = request.POST.get("card", "").strip().zfill(15)
    if request.method == "POST" and Person.objects.filter(pk=card).exists():
        done = _at_the_counter(request.POST.get("what", "unlock"), card)
    offered = cards(request.GET.get("q", ""), clock.today(), adults=False)
    page = {"cards": offered, "done": done, "card": card, "search": request.GET.get("q", "")}
    return _page(request, "unlock", page)


def _at_the_counter(what: str, card: str) -> str:
    if what == "renew":
        renew(card)
        return "新しい証明書をカードに入れました。前の証明書は失効しました。"
    if what == "lost":
        report_lost(card)
        return "カードの証明書を止めました。"
    using.unlock(card)
    return "暗証番号のロックを解除しました。"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this place is, for those who open it by hand."""
    return _page(request, "start", {})


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, in the card's own look."""
    return _page(request, "missing", {}, status=404)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The page's style sheet."""
    text = (files(__package__) / "card.css").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/css; charset=utf-8")


@require_safe
def font(request: HttpRequest) -> FileResponse:
    """The Japanese font of the installed package, for machines that have none of their own."""
    answer = FileResponse(sans_path().open("rb"), content_type="font/otf")
    answer["Cache-Control"] = "public, max-age=86400"
    return answer
