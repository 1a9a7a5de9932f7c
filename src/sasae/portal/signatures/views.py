"""The way back from the card page, and log-in and log-out of residents."""

import base64
from collections.abc import Callable
from urllib.parse import urlparse
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from sasae.foundation.gate import OPEN, RESIDENT, gate
from sasae.foundation.history import Actor, record, refuse
from sasae.kernel import clock
from sasae.kernel.findings import Finding
from sasae.portal.inbox import actions as inbox
from sasae.portal.inbox.models import Reply
from sasae.portal.looks import actions as looks
from sasae.portal.signatures import cosigning, requests, sessions
from sasae.portal.signatures.checks import NotAccepted, check_log_in, check_signature
from sasae.portal.signatures.models import Kind, SignatureRequest
from sasae.portal.submissions import actions
from sasae.portal.submissions.models import Submission

Taker = Callable[[HttpRequest, SignatureRequest, bytes, bytes], HttpResponse]
NOBODY = Actor("", "（ログイン前）", "resident")


@gate(right=OPEN, purpose="ログイン")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Log in by the user certificate."""
    if request.method == "POST":
        return redirect(requests.ask_log_in(request, "/inbox/"))
    return render(request, "portal/signatures/sign_in.html")


@gate(right=RESIDENT, purpose="ログアウト")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Log out."""
    response = redirect("services:search")
    record(request.gate.actor, "resident.signed_out", request.gate.actor.id)
    sessions.close_session(request, response)
    return response


@gate(right=OPEN, purpose="署名の受領")
@csrf_exempt  # comes from the card page's origin; the state token stands for the form token
@require_POST
def returned(request: HttpRequest) -> HttpResponse:
    """The card page sends the browser back here with a signature."""
    asked = requests.take(request.POST.get("state", ""), now=clock.now())
    if asked is None:
        return _failed(request, "署名の受付時間を過ぎたか、すでに使われた署名です。もう一度お試しください。", [])
    if request.POST.get("error"):
        return _failed(request, "署名が中止されました。入れた内容は残っています。", [], asked)
    try:
        signature = base64.b64decode(request.POST.get("signature", ""), validate=True)
        certificate = base64.b64decode(request.POST.get("certificate", ""), validate=True)
    except ValueError:
        return _failed(request, "署名を読み取れませんでした。もう一度お試しください。", [])
    try:
        return _taker(asked)(request, asked, signature, certificate)
    except NotAccepted as refusal:
        event = "resident.refused" if asked.kind == Kind.USER else "signature.refused"
        refuse(NOBODY, event, asked.target, str(refusal))
        return _failed(request, "この証明書では進めません。", refusal.findings, asked)


def _taker(asked: SignatureRequest) -> Taker:
    """What is done with a signature, by what it was asked for."""
    if asked.kind == Kind.USER:
        return _logged_in
    if asked.target.startswith(requests.WITHDRAWAL):
        return _withdrawn
    return _cosigned if asked.target.startswith(requests.COSIGNATURE) else _signed


def _logged_in(request: HttpRequest, asked: SignatureRequest, signature: bytes, certificate: bytes) -> HttpResponse:
    serial = check_log_in(asked.digest, signature, certificate, at=clock.now())
    if asked.target.startswith(requests.QUESTION):
        return _asked(request, asked, signature, certificate, serial)
    resident = sessions.holder_of(serial)
    target = asked.target if not urlparse(asked.target).netloc and asked.target.startswith("/") else "/"
    response = redirect(target)
    sessions.open_session(response, resident, now=clock.now())
    record(Actor(str(resident.id), "住民", "resident"), "resident.signed_in", str(resident.id))
    return response


def _asked(
    request: HttpRequest, asked: SignatureRequest, signature: bytes, certificate: bytes, serial: str
) -> HttpResponse:
    """The user certificate signed a question about one's own data."""
    number = asked.target.removeprefix(requests.QUESTION)
    try:
        looks.sign(number, asked.digest, signature, certificate, serial=serial, now=clock.now())
    except looks.CannotAsk as refusal:
        refuse(NOBODY, "signature.refused", asked.target, str(refusal))
        return _failed(request, str(refusal), [])
    return redirect("looks:question", number)


def _signed(request: HttpRequest, asked: SignatureRequest, signature: bytes, certificate: bytes) -> HttpResponse:
    submission = Submission.objects.select_related("resident").filter(id=asked.target).first()
    if submission is None:
        return _failed(request, "署名を頼んだあとに、申請の内容が新しくなりました。新しい内容に署名してください。", [])
    verification = check_signature(
        submission.digest, signature, certificate, user_serial=submission.resident.serial, at=clock.now()
    )
    cosigning.refuse_same_card(submission, certificate)
    by = Actor(str(submission.resident_id), "住民", "resident")
    record(by, "signature.taken", str(submission.id))
    sent = actions.send(submission.id, signature, certificate, verification, by=by, now=clock.now())
    return redirect("inbox:receipt", sent.receipt_number)


def _cosigned(request: HttpRequest, asked: SignatureRequest, signature: bytes, certificate: bytes) -> HttpResponse:
    """A co-applicant's: kept, and back to who else signs."""
    target = asked.target.removeprefix(requests.COSIGNATURE)
    return redirect("forms:cosigners", cosigning.take(target, signature, certificate, now=clock.now()).draft_id)


def _withdrawn(request: HttpRequest, asked: SignatureRequest, signature: bytes, certificate: bytes) -> HttpResponse:
    reply_id = asked.target.removeprefix(requests.WITHDRAWAL)
    reply = Reply.objects.select_related("submission__resident").filter(id=reply_id).first()
    if reply is None:
        return _failed(request, "署名を頼んだあとに、取下げの内容が新しくなりました。もう一度お試しください。", [])
    resident = reply.submission.resident
    check_signature(reply.digest, signature, certificate, user_serial=resident.serial, at=clock.now())
    by = Actor(str(resident.id), "住民", "resident")
    record(by, "signature.taken", str(reply.submission.receipt_number))
    try:
        inbox.send_withdrawal(reply.id, signature, certificate, by=by, now=clock.now())
    except inbox.CannotReply as refusal:
        return _failed(request, str(refusal), [])
    return redirect("inbox:receipt", reply.submission.receipt_number)


def _failed(
    request: HttpRequest, message: str, findings: list[Finding], asked: SignatureRequest | None = None
) -> HttpResponse:
    """Why not, and the way back: to who signs beside the applicant, where others do."""
    target = asked.target if asked and asked.kind == Kind.SIGNING else ""
    draft = _signed_together(target.removeprefix(requests.COSIGNATURE).partition(":")[0])
    page = {"message": message, "findings": findings, "draft": draft}
    return render(request, "portal/signatures/failed.html", page, status=422)


def _signed_together(number: str) -> UUID | None:
    """The draft of an application that is waiting for several persons' signatures."""
    try:
        submission = Submission.objects.select_related("draft").filter(id=UUID(number)).first()
    except ValueError:
        return None
    if submission is None or not cosigning.sealed(submission) or not cosigning.persons_of(submission, clock.today()):
        return None
    return submission.draft_id
