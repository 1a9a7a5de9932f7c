"""The verbs of accounts. Each is one transaction and one line of the journal."""

import secrets
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django_otp.plugins.otp_totp.models import TOTPDevice

from sasae.foundation.accounts import contractors
from sasae.foundation.accounts.models import Grant, User
from sasae.foundation.accounts.rights import for_contractors, name_of, rights, rivals
from sasae.foundation.history import Actor, Line, record, record_each, refuse
from sasae.kernel import clock


class GrantRefused(ValueError):
    """The right may not be given: unknown, for oneself, or excluded by one already held. The message is Japanese."""


@transaction.atomic
def create_user(
    *,
    by: Actor,
    login_id: str,
    name: str,
    office: str = "",
    office_code: str = "",
    ward: str = "",
    staff_number: str = "",
    contractor: bool = False,
    ends_on: date | None = None,
    password: str | None = None,
) -> tuple[User, str]:
    """Issue an ID. Returns the user and a first password, to be told once and changed at the first log-in.

    With `password` given (demonstrations, tests) it stays valid. Raises ValidationError with Japanese messages.
    """
    first = password or secrets.token_urlsafe(12)
    user = User(
        login_id=login_id,
        name=name,
        office=office,
        office_code=office_code,
        ward=ward,
        staff_number=staff_number,
        contractor=contractor,
        ends_on=ends_on,
        must_change_password=password is None,
    )
    user.set_password(first)
    user.full_clean()
    if contractor:
        contractors.require(staff_number, name, ends_on, clock.today(), office_code)
    user.save()
    record(by, "accounts.user_created", login_id, office=office, ward=ward, contractor=contractor)
    return user, first


@transaction.atomic
def close_user(user: User, *, by: Actor, reason: str) -> None:
    """Expire an ID at once: its session ends with it."""
    user.is_active = False
    user.session_mark = ""
    user.save(update_fields=["is_active", "session_mark"])
    record(by, "accounts.user_closed", user.login_id, reason=reason)


@transaction.atomic
def change_user(user: User, changes: dict[str, object], *, by: Actor) -> None:
    """Change office, ward, name or the last day of use."""
    allowed = {"name", "office", "office_code", "ward", "staff_number", "contractor", "ends_on"}
    unknown = changes.keys() - allowed
    if unknown:
        raise ValueError(f"Not changeable: {sorted(unknown)}")
    before = user.ends_on
    for field, value in changes.items():
        setattr(user, field, value)
    user.full_clean()
    longer = "ends_on" in changes and (before is None or user.ends_on is None or user.ends_on > before)
    if user.contractor and (longer or changes.keys() & {"contractor", "name", "staff_number"}):
        contractors.require(user.staff_number, user.name, user.ends_on, clock.today(), user.office_code)
    user.save(update_fields=[*changes])
    labels = "、".join(str(User._meta.get_field(field).verbose_name) for field in changes)
    record(by, "accounts.user_changed", user.login_id, fields=labels)


@transaction.atomic
def change_password(user: User, password: str, *, by: Actor) -> None:
    """Set the password the user chose."""
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    record(by, "accounts.password_changed", user.login_id)


@transaction.atomic
def set_second_factor(user: User, *, by: Actor, key: str | None = None) -> TOTPDevice:
    """Register a confirmed authenticator. `key` (hex) is given by demonstrations and tests only."""
    TOTPDevice.objects.filter(user=user).delete()
    extra = {"key": key} if key else {}
    device = TOTPDevice.objects.create(user=user, name="認証アプリ", confirmed=True, **extra)
    record(by, "accounts.second_factor_set", user.login_id)
    return device


def grant(
    user: User,
    right: str,
    *,
    by: Actor,
    reason: str,
    since: date | None = None,
    until: date | None = None,
    ward: str = "",
    procedure: str = "",
) -> Grant:
    """Give a right. Raises GrantRefused (and journals it) where the right is unknown, one's own, or excluded."""
    (given,) = grant_all(user, [right], by=by, reason=reason, since=since, until=until, ward=ward, procedure=procedure)
    return given


def grant_all(
    user: User,
    codes: Iterable[str],
    *,
    by: Actor,
    reason: str,
    since: date | None = None,
    until: date | None = None,
    ward: str = "",
    procedure: str = "",
) -> list[Grant]:
    """Give several rights, or none: raises GrantRefused (and journals it) for the first that may not be given."""
    first = since or clock.today()
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        held = list(
            Grant.objects.filter(user=user, revoked_at=None)
            .filter(Q(until=None) | Q(until__gte=first))
            .exclude(since__gt=until or date.max)
        )
        given: list[Grant] = []
        for right in codes:
            one = Grant(
                user=user, right=right, ward=ward, procedure=procedure, since=first, until=until,
                granted_by=by.id, reason=reason,
            )  # fmt: skip
            if why_not := _why_not(one, [*held, *given], by):
                break
            one.clean_fields(exclude=["user"])
            given.append(one)
        else:
            return _given(user, given, by)
    refuse(by, "accounts.grant_refused", user.login_id, why_not, code=right)
    raise GrantRefused(why_not)


def _given(user: User, given: list[Grant], by: Actor) -> list[Grant]:
    Grant.objects.bulk_create(given)
    lines = [
        Line(
            user.login_id,
            detail={
                "code": one.right, "right": name_of(one.right), "reason": one.reason, "ward": one.ward,
                "procedure": one.procedure, "since": one.since, "until": one.until,
            },
        )
        for one in given
    ]  # fmt: skip
    record_each(by, "accounts.granted", lines)
    for kept in ("_held", "_waiting_on"):
        user.__dict__.pop(kept, None)
    return given


def _why_not(wanted: Grant, held: list[Grant], by: Actor) -> str:
    if wanted.right not in rights():
        return f"権限「{wanted.right}」はありません。"
    if not wanted.reason.strip():
        return "付与の理由を書いてください。"
    if by.kind == "staff" and by.id == wanted.user.login_id:
        return "自分に権限を付与することはできません。"
    if wanted.user.contractor and not for_contractors(wanted.right):
        return f"「{name_of(wanted.right)}」は、委託先の従業員には付与できません。"
    if wanted.until and wanted.until < wanted.since:
        return "終了日が開始日より前です。"
    same = (wanted.right, wanted.ward, wanted.procedure)
    if any((one.right, one.ward, one.procedure) == same for one in held):
        return f"「{name_of(wanted.right)}」は既に付与されています。"
    clash = next((one for one in held if one.right in rivals(wanted.right)), None)
    if clash:
        return f"「{name_of(wanted.right)}」と「{name_of(clash.right)}」は一人で併せ持てません。"
    return ""


@transaction.atomic
def revoke(given: Grant, *, by: Actor, reason: str) -> None:
    """Take a right back; it is gone with the user's next click."""
    if given.revoked_at is not None:
        raise ValidationError("この権限は既に取り消されています。")
    given.revoked_at = clock.now()
    given.revoked_by = by.id
    given.save(update_fields=["revoked_at", "revoked_by"])
    record(by, "accounts.revoked", given.user.login_id, code=given.right, right=name_of(given.right), reason=reason)


def follow_session(user: User, mark: str) -> None:
    """The user's one session goes on under another key. No line in the journal: nobody did anything."""
    user.session_mark = mark
    User.objects.filter(pk=user.pk).update(session_mark=mark)
