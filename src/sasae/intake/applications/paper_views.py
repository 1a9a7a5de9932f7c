"""The papers of an application on the screen: as pictures made anew, each sent in a sandbox of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sasae.foundation.gate import GatedRequest, gate
from sasae.intake.applications import pictures
from sasae.intake.applications.models import Application, Attachment
from sasae.intake.applications.views import PURPOSE, RIGHT, open_papers, opened

_ALONE = "default-src 'none'; frame-ancestors 'none'; sandbox"  # no script, no style, nothing fetched, framed by nobody


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def attachment(request: GatedRequest, receipt_number: str, number: int) -> HttpResponse:
    """A paper, page by page, and its words for who does not see them. Of who is or may be protected by the right for it."""
    found = opened(request, receipt_number)
    open_papers(request, found)
    paper = get_object_or_404(Attachment, application=found, number=number)
    addresses = ("applications:attachment_page", receipt_number, number)
    context = {"title": f"添付{number}", "name": paper.name, "kind": paper.kind}
    return _viewer(request, found, bytes(paper.content), paper.media_type, addresses, **context)


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def attachment_page(request: GatedRequest, receipt_number: str, number: int, page: int) -> HttpResponse:
    """One page of a paper as a picture."""
    found = opened(request, receipt_number)
    open_papers(request, found)
    paper = get_object_or_404(Attachment, application=found, number=number)
    return _picture(bytes(paper.content), paper.media_type, page)


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def printed_form(request: GatedRequest, receipt_number: str) -> HttpResponse:
    """The printable form. It carries the address in print: of who is or may be protected only by the right for it."""
    found = opened(request, receipt_number)
    content = _form_of(request, found)
    addresses = ("applications:printed_form_page", receipt_number)
    return _viewer(request, found, content, pictures.PDF, addresses, title="申請書", name="", kind="")


@gate(right=RIGHT, purpose=PURPOSE, shows=True)
@require_safe
def printed_form_page(request: GatedRequest, receipt_number: str, page: int) -> HttpResponse:
    """One page of the printable form as a picture."""
    found = opened(request, receipt_number)
    return _picture(_form_of(request, found), pictures.PDF, page)


def _form_of(request: GatedRequest, found: Application) -> bytes:
    open_papers(request, found)
    if found.printed_form is None:
        raise Http404
    return bytes(found.printed_form)


def _viewer(
    request: HttpRequest, found: Application, content: bytes, media_type: str, addresses: tuple[object, ...], **context: str
) -> HttpResponse:
    """The page around the pictures; where they cannot be made it says so, and what to do."""
    try:
        words = pictures.words_of(content) if media_type == pictures.PDF else [""]
    except pictures.CannotShow:
        words = []
    view, *told = addresses
    pages = [(reverse(str(view), args=[*told, number]), text) for number, text in enumerate(words, 1)]
    return render(request, "intake/applications/paper.html", {"one": found, "pages": pages, **context})


def _picture(content: bytes, media_type: str, page: int) -> HttpResponse:
    """The picture by itself, as what it is and nothing else."""
    try:
        answer = HttpResponse(pictures.picture_of(content, media_type, page), content_type=pictures.KINDS[media_type])
    except pictures.CannotShow:
        answer = HttpResponse("この書類は画面に出せません。", content_type="text/plain; charset=utf-8", status=422)
    answer["Content-Security-Policy"] = _ALONE
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Content-Disposition"] = "inline"
    return answer
