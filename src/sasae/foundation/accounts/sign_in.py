"""Signing in: ID and password, then the authenticator; signing out; changing the password."""

import time

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp import verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.accounts.actions import change_password as set_password
from sasae.foundation.accounts.contractors import watched
from sasae.foundation.accounts.forms import PasswordForm, SignInForm, TokenForm
from sasae.foundation.accounts.middleware import session_mark
from sasae.foundation.accounts.models import User
from sasae.foundation.accounts.second_factors import new_device, say_wrong_token, to_be_read
from sasae.foundation.gate import NOBODY, OPEN, SIGNED_IN, gate
from sasae.foundation.history import record, refuse
from sasae.kernel import clock

BACKEND = "sasae.foundation.accounts.backend.StaffBackend"
HALFWAY_SECONDS = 300  # between the password and the authenticator's code
WRONG = "利用者IDかパスワードが違います。続けて間違えると、しばらくログインできなくなります。"
OUTSIDE = "委託先の方は、立会いの職員が作業時間を始めた後にだけログインできます。立会いの職員に連絡してください。"
BEING_RESET = (
    "このIDは再設定が許可されているため、前のパスワードと認証アプリではログインできません。渡されたコードで設定し直してください。"
    "再設定を頼んだ覚えがないときは、すぐにID管理者へ知らせてください。"
)
NOTES = {
    "resets.used": "設定し直しました。新しいパスワードと認証アプリでログインしてください。",
    "session.outside_window": "作業時間が終わったため、利用を終えました。続けるときは、立会いの職員に連絡してください。",
    "session.replaced": "別の端末で同じIDのログインがあったため、こちらの利用を終えました。覚えがないときは、すぐにID管理者へ知らせてください。",
    "session.expired": "しばらく操作がなかったため、利用を終えました。もう一度ログインしてください。",
    "session.too_long": "ログインから長い時間が過ぎたため、利用を終えました。もう一度ログインしてください。",
}


@gate(right=OPEN, purpose="ログイン")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """First step: ID and password."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        login_id = form.cleaned_data["login_id"].strip().lower()
        user = authenticate(request, login_id=login_id, password=form.cleaned_data["password"])
        if isinstance(user, User) and user.contractor and not watched(user.login_id, clock.now()):
            refuse(user.actor, "session.refused", login_id, "立会いのある作業時間の外")
            form.add_error(None, OUTSIDE)
        elif isinstance(user, User) and being_reset(user):
            refuse(user.actor, "session.refused", login_id, "再設定のコードを使う前")
            form.add_error(None, BEING_RESET)
        elif isinstance(user, User):
            request.session["halfway"] = {"user": user.pk, "at": int(time.time()), "next": request.GET.get("next", "")}
            known = TOTPDevice.objects.filter(user=user, confirmed=True).exists()
            return redirect("accounts:second_factor" if known else "accounts:enrol")
        else:
            note_refusal(login_id)
            form.add_error(None, WRONG)
    note = NOTES.get(request.session.pop("sign_in_note", ""), "")
    return render(request, "accounts/sign_in.html", {"form": form, "note": note})


@gate(right=OPEN, purpose="ログイン")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Second step: the code of the authenticator."""
    user = _halfway(request)
    device = TOTPDevice.objects.filter(user=user, confirmed=True).first() if user else None
    if user is None or device is None:
        return redirect("accounts:sign_in")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if verify_token(user, device.persistent_id, form.cleaned_data["token"]):
            return _enter(request, user, device)
        say_wrong_token(form, user, device)
    return render(request, "accounts/second_factor.html", {"form": form})


@gate(right=OPEN, purpose="ログイン")
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """First log-in: register the authenticator by its QR code, proved by one code."""
    user = _halfway(request)
    if user is None or TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        return redirect("accounts:sign_in")
    device = new_device(user)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if verify_token(user, device.persistent_id, form.cleaned_data["token"]):
            with transaction.atomic():
                TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
                record(user.actor, "accounts.second_factor_set", user.login_id)
            return _enter(request, user, device)
        say_wrong_token(form, user, device)
    return render(request, "accounts/enrol.html", {"form": form, **to_be_read(device)})


@gate(right=SIGNED_IN, purpose="ログアウト")
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    user = request.user
    with transaction.atomic():
        record(user.actor, "session.ended", user.login_id)
        User.objects.filter(pk=user.pk).update(session_mark="")
    logout(request)
    answer = redirect("accounts:sign_in")
    answer["Clear-Site-Data"] = '"storage"'  # whatever a page may have left in the browser; no page is in its cache
    return answer


@gate(right=SIGNED_IN, purpose="パスワードの変更")
@sensitive_post_parameters("current", "new", "again")
@require_http_methods(["GET", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password; the session goes on."""
    user = request.user
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        set_password(user, form.cleaned_data["new"], by=user.actor)
        _start_session(request, user)
        messages.success(request, "パスワードを変えました。")
        return redirect("home")
    return render(request, "accounts/change_password.html", {"form": form, "forced": user.must_change_password})


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: object = None) -> HttpResponse:
    """What a locked-out user sees; the same for IDs that do not exist."""
    form = SignInForm()
    text = "続けて間違えたため、このIDではしばらくログインできません。15分ほど待ってからもう一度試すか、ID管理者に連絡してください。"
    return render(request, "accounts/sign_in.html", {"form": form, "note": text}, status=429)


def note_refusal(login_id: str, why: str = "IDかパスワードの誤り、失効、またはロック中") -> None:
    """Into the journal goes a known ID only: people type their password into the wrong field."""
    known = User.objects.filter(login_id=login_id).exists()
    refuse(
        NOBODY,
        "session.refused",
        login_id if known else "登録のないID",
        why,
    )


def _halfway(request: HttpRequest) -> User | None:
    """The user who gave the right password in this session less than five minutes ago."""
    held = request.session.get("halfway")
    if not held or time.time() - held["at"] > HALFWAY_SECONDS:
        return None
    user = User.objects.filter(pk=held["user"]).first()
    return user if user and user.usable() and not being_reset(user) else None


def being_reset(user: User) -> bool:
    """Whether a code was granted for the ID and can still be used: until then what was lost opens nothing."""
    from sasae.foundation.resets.queries import open_for

    return open_for(user.login_id, clock.now()) is not None


def _told_first(user: User) -> bool:
    """Whether the person is to read first what was done to their ID while they could not sign in."""
    from sasae.foundation.resets.queries import untold

    return untold(user.login_id).exists()


def _enter(request: HttpRequest, user: User, device: TOTPDevice) -> HttpResponse:
    target = request.session.pop("halfway", {}).get("next", "")
    login(request, user, backend=BACKEND)
    otp_login(request, device)
    request.session["begun"] = int(time.time())
    with transaction.atomic():
        _start_session(request, user)
        record(user.actor, "session.started", user.login_id)
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = reverse("home")
    return redirect("resets:own" if _told_first(user) else target)


def _start_session(request: HttpRequest, user: User) -> None:
    """Give the session a new key and make it the user's only one."""
    from django.contrib.auth import update_session_auth_hash

    update_session_auth_hash(request, user)
    request.session["last_use"] = int(time.time())
    request.session.save()
    user.session_mark = session_mark(request.session.session_key)
    User.objects.filter(pk=user.pk).update(session_mark=user.session_mark)
