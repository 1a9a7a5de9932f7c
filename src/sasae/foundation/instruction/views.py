"""What a user reads and acknowledges, the user's own courses, and who of an office or of all has not done so."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.accounts.rights import name_of
from sasae.foundation.gate import SIGNED_IN, GatedRequest, gate
from sasae.foundation.instruction import actions, lists, queries
from sasae.foundation.instruction.courses import State, titles
from sasae.foundation.instruction.middleware import MARK
from sasae.foundation.instruction.models import Acknowledgement
from sasae.foundation.screens.refusals import refuse_ticked
from sasae.kernel import clock
from sasae.kernel.period import fiscal_year

PURPOSE = "研修と規程の確認"


@gate(right=SIGNED_IN, purpose="規程の確認")
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: GatedRequest) -> HttpResponse:
    """Today's rules; one press says that they were read, and leads on to where the user was going."""
    on, user, seen = clock.today(), request.gate.user, request.POST.get("seen", "-")
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("home")
    status = 200
    if request.method == "POST":
        try:
            request.session[MARK] = actions.acknowledge(user, by=request.gate.actor, on=on, now=clock.now(), seen=seen)
            return redirect(target)
        except actions.CannotAcknowledge as refusal:
            messages.error(request, str(refusal))
            status = 422
    left = {one.id for one in queries.unacknowledged(user.login_id, on)}
    told = [(one, one.id in left) for one in queries.rules_of(on)]
    context = {"told": told, "left": len(left), "seen": queries.mark_of_rules(on), "year": fiscal_year(on), "target": target}
    return render(request, "instruction/rules.html", context, status=status)


@gate(right=SIGNED_IN, purpose=PURPOSE)
@require_safe
def own(request: GatedRequest) -> HttpResponse:
    """The user's courses with their proof, the rights that wait for one, and the rules acknowledged."""
    user, on = request.gate.user, clock.today()
    taken = list(queries.attendances_of(user.login_id))
    context = {
        "standings": queries.standings_of(user, on), "taken": taken, "titles": titles(),
        "prompts": queries.last_prompts(user.login_id),
        "waiting": [(name_of(right), course) for right, course in sorted(user.waiting(on).items())],
        "acknowledged": Acknowledgement.objects.filter(login_id=user.login_id).order_by("-at", "rule")[:50],
        "rules": {one.id: one.says.title for one in queries.rules_of(on)},
        "names": names_of_staff(one.registered_by for one in taken),
    }  # fmt: skip
    return render(request, "instruction/own.html", context)


@gate(right="instruction.oversee", purpose=PURPOSE)
@require_safe
def office(request: GatedRequest) -> HttpResponse:
    """The members of one's own office: who has not taken what, and who has not read the rules."""
    user = request.gate.user
    people = queries.of_office(queries.within_reach(user), user)
    context = {"asked": request.GET.urlencode(), "office": user.office}
    return lists.OFFICE.answer(request, queries.with_standing(people, clock.today()), "instruction/office.html", **context)


@gate(right="instruction.oversee", purpose="受講の催促")
@require_POST
def prompt(request: GatedRequest) -> HttpResponse:
    """Those ticked are told on their home page what they have not taken."""
    user, on = request.gate.user, clock.today()
    people = queries.with_standing(queries.of_office(queries.within_reach(user), user), on)
    picked = people.filter(login_id__in=request.POST.getlist("pick"))
    missing = [
        (one, each.course) for one in picked for each in queries.standings_in(one, on) if each.state != State.TAKEN
    ]
    try:
        count = actions.prompt(missing, by=request.gate.actor, now=clock.now())
        messages.success(request, f"{count}人に受講を促しました。本人のはじめの画面に出ます。")
    except actions.CannotPrompt as refusal:
        refuse_ticked(request, str(refusal))
    return redirect(f"{reverse('instruction:office')}?{QueryDict(request.POST.get('asked', '')).urlencode()}")


@gate(right="instruction.manage", purpose=PURPOSE)
@require_safe
def everyone(request: GatedRequest) -> HttpResponse:
    """Everybody within the manager's reach."""
    people = queries.with_standing(queries.within_reach(request.gate.user), clock.today())
    return lists.EVERYONE.answer(request, people, "instruction/everyone.html")
