"""The card's page: choose a card, see what is to be signed, type the PIN, go back with the signature."""

import base64
import re
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sasae.kernel import clock
from sasae.simulators.card_authority.actions import card_of, load_key
from sasae.simulators.card_authority.models import SIGNING_TRIES, USER_TRIES, Card
from sasae.simulators.registers.models import Person
from sasae.simulators.software_card.signing import sign
from sasae.simulators.town.cast import CAST

KINDS = {"signing": "署名用電子証明書", "user": "利用者証明用電子証明書"}
_DIGEST = re.compile(r"[0-9a-f]{64}")


class CannotSign(ValueError):
    """The card refuses; the text says why, in Japanese."""


def _protected(response: HttpResponse, return_to: str) -> HttpResponse:
    """Nothing inline, and the form goes back to whoever asked and nowhere else."""
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(return_to)) if return_to else ""
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'self'; form-action 'self' {origin}; frame-ancestors 'none'; base-uri 'none'"
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


def _question(request: HttpRequest) -> dict[str, str] | None:
    """What is asked, if it is a question a card answers and comes from the portal."""
    source = request.POST if request.method == "POST" else request.GET
    asked = {name: source.get(name, "") for name in ("kind", "digest", "return_to", "state", "label")}
    known = asked["kind"] in KINDS and _DIGEST.fullmatch(asked["digest"]) and asked["state"]
    allowed = "{0.scheme}://{0.netloc}".format(urlsplit(asked["return_to"])) in settings.SASAE_CARD_RETURNS
    return asked if known and allowed else None


@csrf_exempt  # the form is reached by a link from the portal and changes nothing but tries of a PIN one must know
@require_http_methods(["GET", "POST"])
def sign_page(request: HttpRequest) -> HttpResponse:
    """Ask for card and PIN, then offer the way back."""
    asked = _question(request)
    if asked is None:
        return HttpResponseBadRequest("この署名の依頼は受け付けられません。", content_type="text/plain; charset=utf-8")
    page: dict[str, Any] = {**asked, "kind_name": KINDS[asked["kind"]], "cards": _cards(), "card": "", "problem": ""}
    if request.method == "POST" and "pin" in request.POST:
        page["card"] = request.POST.get("card", "")
        try:
            signature, certificate = _use(page["card"], asked["kind"], request.POST["pin"], asked["digest"])
        except CannotSign as refusal:
            page["problem"] = str(refusal)
        else:
            page |= {
                "signature": base64.b64encode(signature).decode(),
                "certificate": base64.b64encode(certificate).decode(),
            }
            return _protected(render(request, "software_card/done.html", page), asked["return_to"])
    return _protected(render(request, "software_card/sign.html", page), asked["return_to"])


def _cards() -> list[tuple[str, str]]:
    """The story people's cards, for choosing; any other by its 宛名番号."""
    numbers = {member.atena_no for member in CAST.values()}
    people = Person.objects.filter(atena_no__in=numbers, died_on__isnull=True).order_by("atena_no")
    return [(person.atena_no, person.name) for person in people]


def _use(atena_no: str, kind: str, pin: str, digest: str) -> tuple[bytes, bytes]:
    """Sign with a card. A wrong PIN costs a try; at none left the card is locked. Raises CannotSign."""
    try:
        card = card_of(atena_no.zfill(15))
    except Person.DoesNotExist:
        raise CannotSign("このカードはありません。") from None
    if kind == "signing" and not card.signing_certificate:
        raise CannotSign("15歳未満の方のカードには、署名用電子証明書が入っていません。")
    tries = f"{kind}_tries"
    with transaction.atomic():
        locked = Card.objects.select_for_update().get(atena_no=card.atena_no)
        if getattr(locked, tries) == 0:
            raise CannotSign("暗証番号を続けて間違えたため、カードがロックされています。窓口で解除してください。")
        right = pin == getattr(locked, f"{kind}_pin")
        most = SIGNING_TRIES if kind == "signing" else USER_TRIES
        Card.objects.filter(atena_no=card.atena_no).update(**{tries: most if right else F(tries) - 1})
    if not right:
        raise CannotSign(f"暗証番号が違います。あと{getattr(locked, tries) - 1}回間違えるとロックされます。")
    certificate = bytes(getattr(card, f"{kind}_certificate"))
    return sign(
        load_key(bytes(getattr(card, f"{kind}_key"))), certificate, bytes.fromhex(digest), clock.now()
    ), certificate


@csrf_exempt
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """What the ward office's counter does: give a locked card its tries back."""
    done = False
    if request.method == "POST":
        done = bool(
            Card.objects.filter(atena_no=request.POST.get("card", "").zfill(15)).update(
                signing_tries=SIGNING_TRIES, user_tries=USER_TRIES
            )
        )
    return _protected(render(request, "software_card/unlock.html", {"cards": _cards(), "done": done}), "")


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The page's style sheet."""
    text = (files(__package__) / "card.css").read_text(encoding="utf-8")
    return HttpResponse(text, content_type="text/css; charset=utf-8")
