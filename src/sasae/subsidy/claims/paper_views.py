"""The papers a folder lacks."""

from collections.abc import Callable

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from sasae.foundation.gate import GatedRequest, gate
from sasae.kernel import clock
from sasae.subsidy.claims import actions
from sasae.subsidy.claims.folder_views import act
from sasae.subsidy.claims.models import ClaimFolder, ClaimPaper
from sasae.subsidy.claims.views import PURPOSE

DONE = {
    "want": "足りない書類を記録しました。", "ask": "提出を求める手紙を作りました。印刷・封入の画面から出してください。",
    "remind": "督促の手紙を作りました。印刷・封入の画面から出してください。", "take_in": "書類を受け取りました。",
    "waive": "提出不要としました。", "close": "書類の提出を打ち切りました。別の職員が決定します。",
}  # fmt: skip


@gate(right="claims.enter", purpose=PURPOSE, shows=True)
@require_POST
def papers(request: GatedRequest, number: str) -> HttpResponse:
    """Note what is missing, ask, remind, take in, waive, or give the wait up."""
    by, on, asked = request.gate.actor, clock.today(), request.POST
    kind, verb = asked.get("kind", ""), asked.get("verb", "")
    verbs: dict[str, Callable[[int], object]] = {
        "want": lambda pk: actions.want(pk, asked.getlist("kinds"), by=by, on=on),
        "ask": lambda pk: actions.ask(pk, by=by, on=on),
        "remind": lambda pk: actions.remind(pk, by=by, on=on),
        "take_in": lambda pk: actions.take_in_paper(pk, kind, by=by),
        "waive": lambda pk: actions.waive(pk, kind, why=asked.get("why", ""), by=by),
        "close": lambda pk: actions.close_papers(pk, by=by, on=on),
    }

    def step(one: ClaimFolder) -> object:
        if verb not in verbs or (
            verb in ("take_in", "waive") and not ClaimPaper.objects.filter(folder=one, kind=kind).exists()
        ):
            raise actions.CannotClaim.one("C-248", "papers", "その書類の操作はできません。")
        return verbs[verb](one.pk)

    return act(request, number, DONE.get(verb, ""), step, "why")
