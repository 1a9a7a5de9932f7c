"""Revocation over plain HTTP: CRL, OCSP and the roots themselves."""

import base64
import binascii

from cryptography.hazmat.primitives.serialization import Encoding
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sasae.kernel import clock
from sasae.simulators.card_authority import stamping, status
from sasae.simulators.card_authority.actions import STAMPING, authority, follow_register, stamping_authority
from sasae.simulators.card_authority.models import Kind


@require_safe
def root(request: HttpRequest, kind: str) -> HttpResponse:
    """A root certificate, DER."""
    if kind != STAMPING:
        _known(kind)
    found = stamping_authority() if kind == STAMPING else authority(kind)
    return HttpResponse(found[1].public_bytes(Encoding.DER), content_type="application/pkix-cert")


@require_safe
def revocation_list(request: HttpRequest, kind: str) -> HttpResponse:
    """The revocation list of a root, as of now, DER."""
    _known(kind)
    follow_register()
    return HttpResponse(status.revocation_list(kind, clock.now()), content_type="application/pkix-crl")


@csrf_exempt
@require_POST
def ocsp(request: HttpRequest) -> HttpResponse:
    """An OCSP answer for one certificate (RFC 6960)."""
    return _answer(request.body)


@require_safe
def ocsp_by_address(request: HttpRequest, question: str) -> HttpResponse:
    """The same question in the address, base64."""
    try:
        return _answer(base64.b64decode(question, validate=True))
    except binascii.Error:
        return _answer(b"")


@csrf_exempt
@require_POST
def time_stamp(request: HttpRequest) -> HttpResponse:
    """A time stamp (RFC 3161) over a SHA-256."""
    key, _ = stamping_authority()
    try:
        told = stamping.answer(request.body, key, stamping.unit(key), clock.now())
    except (ValueError, TypeError, KeyError):
        return HttpResponse("not a question", status=400, content_type="text/plain")
    return HttpResponse(told, content_type="application/timestamp-reply")


def _answer(question: bytes) -> HttpResponse:
    follow_register()
    return HttpResponse(status.ocsp_answer(question, clock.now()), content_type="application/ocsp-response")


def _known(kind: str) -> None:
    if kind not in Kind.values:
        raise Http404
