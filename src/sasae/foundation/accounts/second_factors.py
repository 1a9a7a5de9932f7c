"""An authenticator shown to be registered, and what is said of a wrong code."""

from base64 import b32encode
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.formats.qr_code import svg
from sasae.foundation.accounts.forms import TokenForm
from sasae.foundation.accounts.models import User
from sasae.foundation.history import refuse


def new_device(user: User) -> TOTPDevice:
    """The one to be registered next; it counts for nothing until a code of it was typed."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "認証アプリ"})
    return device


def to_be_read(device: TOTPDevice) -> dict[str, Any]:
    """What the page shows of it: the QR code, and the key in groups of four."""
    key = b32encode(device.bin_key).decode().rstrip("=")
    return {"qr": _qr(device.config_url), "key": " ".join(key[at : at + 4] for at in range(0, len(key), 4))}


def say_wrong_token(form: TokenForm, user: User, device: TOTPDevice) -> None:
    """Beside the field, and in the journal."""
    refuse(user.actor, "session.refused", user.login_id, "確認コードの誤り")
    device.refresh_from_db()
    allowed, _ = device.verify_is_allowed()
    wait = "" if allowed else "続けて間違えたため、少し待ってから試してください。"
    form.add_error("token", f"確認コードが違います。{wait}新しい数字に変わるのを待って、もう一度入れてください。")


def _qr(text: str) -> SafeString:
    """The QR code as SVG: no style attributes, so the content security policy lets it be."""
    return mark_safe(svg(text).decode())  # noqa: S308 - made here from our own key, no user input
