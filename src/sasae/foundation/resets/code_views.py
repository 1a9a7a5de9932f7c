"""Before the log-in: the code that was handed over, then a new password, a new authenticator, or both, on one page."""

import time

from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.second_factors import new_device, say_wrong_token, to_be_read
from sasae.foundation.accounts.sign_in import HALFWAY_SECONDS, note_refusal
from sasae.foundation.gate import OPEN, gate
from sasae.foundation.resets import actions
from sasae.foundation.resets.forms import AnewForm, CodeForm
from sasae.foundation.resets.models import Reset, What
from sasae.foundation.resets.queries import open_for
from sasae.kernel import clock

PURPOSE = "利用者IDの再設定"
WRONG = "利用者IDか再設定のコードが違うか、コードの期限が切れています。続けて間違えると、しばらくログインできなくなります。"
WRONG_PASSWORD = "今のパスワードが違います。続けて間違えると、しばらくログインできなくなります。"  # noqa: S105 - what is said


@gate(right=OPEN, purpose=PURPOSE)
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """ID and code. A wrong code is a failed log-in: it is counted, and five lock the ID."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login_id = form.cleaned_data["login_id"].strip().lower()
        user = authenticate(request, login_id=login_id, reset_secret=form.cleaned_data["code"])
        granted = open_for(login_id, clock.now()) if isinstance(user, User) else None
        if granted is not None:
            request.session["resetting"] = {"reset": granted.pk, "at": int(time.time())}
            return redirect("resets:anew")
        note_refusal(login_id, "再設定のコードの誤り、期限切れ、またはロック中")
        form.add_error(None, WRONG)
    return render(request, "resets/code.html", {"form": form})


@gate(right=OPEN, purpose=PURPOSE)
@sensitive_post_parameters("current", "new", "again")
@require_http_methods(["GET", "POST"])
def anew(request: HttpRequest) -> HttpResponse:
    """Set anew what was lost; what was not lost is shown to be still there. Then sign in by it."""
    one = _resetting(request)
    if one is None:
        return redirect("resets:code")
    user = User.objects.get(login_id=one.login_id)
    kept = TOTPDevice.objects.filter(user=user, confirmed=True).first() if one.what == What.PASSWORD else None
    device = kept or new_device(user)
    form = AnewForm(user, request.POST or None, new_password=one.what != What.FACTOR)
    if request.method == "POST" and form.is_valid() and _proved(request, form, user, device):
        try:
            actions.use(one.pk, password=form.cleaned_data.get("new", ""), device=None if kept else device, at=clock.now())
        except actions.CannotReset as refusal:
            form.refused(refusal)
        else:
            del request.session["resetting"]
            request.session["sign_in_note"] = "resets.used"
            return redirect("accounts:sign_in")
    shown = {} if kept else to_be_read(device)
    return render(request, "resets/anew.html", {"form": form, "one": one, **shown})


def _resetting(request: HttpRequest) -> Reset | None:
    """The one whose code was typed in this session less than five minutes ago, while it can be used."""
    held = request.session.get("resetting")
    if not held or time.time() - held["at"] > HALFWAY_SECONDS:
        return None
    one = Reset.objects.filter(pk=held["reset"]).first()
    return one if one is not None and one.live(clock.now()) else None


def _proved(request: HttpRequest, form: AnewForm, user: User, device: TOTPDevice) -> bool:
    """The password that stays is right, and the code is the authenticator's. Faults are said beside their fields."""
    kept = form.cleaned_data.get("current")
    if kept is not None and authenticate(request, login_id=user.login_id, password=kept) is None:
        note_refusal(user.login_id, "再設定のときの、今のパスワードの誤り")
        form.add_error("current", WRONG_PASSWORD)
        return False
    if verify_token(user, device.persistent_id, form.cleaned_data["token"]):
        return True
    say_wrong_token(form, user, device)
    return False
