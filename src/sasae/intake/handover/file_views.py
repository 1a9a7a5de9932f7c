"""Taking in the file of a business system that registered applications it got on a medium."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from sasae.foundation.gate import GatedRequest, gate
from sasae.foundation.screens.forms import SasaeForm, UploadField
from sasae.intake.applications.actions import persons_of
from sasae.intake.handover.by_file import CannotTake, acknowledge
from sasae.intake.handover.files import read_answer
from sasae.intake.handover.layouts import ANSWER, INDEX
from sasae.intake.handover.models import Comparison
from sasae.kernel import clock

RIGHT = "handover.file"
MOST = 5 * 1024 * 1024


class AnswerForm(SasaeForm):
    """The file that says what was registered."""

    file = UploadField(label="登録結果のファイル", help_text="CSV（UTF-8）、5メガバイトまで", most=MOST)


@gate(right=RIGHT, purpose="業務システムの登録結果の取込み", shows=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: GatedRequest) -> HttpResponse:
    """Take the file in, wholly or not at all; differences go on their list."""
    form = AnswerForm(request.POST or None, request.FILES or None)
    request.gate.shown([])
    if request.method == "POST" and form.is_valid() and _taken(request, form):
        return redirect("handover:publications")
    context = {"form": form, "index": INDEX.items(), "answer": ANSWER.items()}
    refused = request.method == "POST"
    return render(request, "intake/handover/answers.html", context, status=422 if refused else 200)


def _taken(request: GatedRequest, form: AnswerForm) -> bool:
    told, wrong = read_answer(form.cleaned_data["file"].read())
    try:
        if wrong:
            raise CannotTake(wrong)
        held = request.gate.user.procedures(RIGHT, clock.today())
        made = acknowledge(told, held, by=request.gate.actor, at=clock.now())
    except CannotTake as refusal:
        for one in refusal.findings[:50]:
            form.add_error("file", f"{one.at}：{one.message}（{one.id}）")
        return False
    request.gate.shown([person for one in made for person in persons_of(one.application)])
    different = sum(one.comparison == Comparison.DIFFERENT for one in made)
    messages.success(request, f"{len(made)}件の登録を受け取りました。登録内容の相違がある申請は{different}件です。")
    return True
