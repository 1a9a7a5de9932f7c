"""What an audit of the application office draws besides looks and IDs: verifications, whose application it was, hand-overs, numbers."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q

from sasae.foundation.accounts.queries import names_of_staff
from sasae.foundation.audits.kinds import Kind, Rows, Told, in_journal
from sasae.foundation.screens.templatetags.screens import staff_name, wareki
from sasae.intake.applications.models import Application, SignatureCheck
from sasae.intake.handover.models import Publication
from sasae.intake.matching.models import Identification, State


def _about(one: Application) -> list[str]:
    """Whose application it is, as the journal names them here."""
    return [one.atena_no] if one.atena_no else []


def _ground(met: bool, article: str, text: str) -> dict[str, object]:
    return {"mark": "○" if met else "×", "met": met, "article": article, "who": "", "text": text}


def _checks(since: datetime, before: datetime) -> Rows:
    return SignatureCheck.objects.filter(checked_at__gte=since, checked_at__lt=before)


def _checks_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = SignatureCheck.objects.filter(pk__in=keys).select_related("download__application")
    return {
        str(one.pk): (one.download.receipt_number, _about(found) if (found := _application(one)) else []) for one in rows
    }


def _application(one: SignatureCheck) -> Application | None:
    """What was stored of it; nothing of what lies in quarantine."""
    found: Application | None = getattr(one.download, "application", None)
    return found


def _check_told(key: str, on: date) -> Told | None:
    one = SignatureCheck.objects.filter(pk=key).select_related("download__application", "download__quarantine").first()
    if one is None:
        return None
    download, application = one.download, _application(one)
    quarantine = getattr(download, "quarantine", None)
    facts = [
        ("受付番号", download.receipt_number), ("署名検証の日時", wareki(one.checked_at)), ("署名検証の結果", one.get_result_display()),
        ("失効の確認", one.revocation), ("署名用証明書の発行番号", one.signing_serial), ("所見", "、".join(map(_id, one.findings))),
        ("ファイルのSHA-256", download.sha256), ("取り込み", download.get_state_display()),
        ("隔離", quarantine.get_state_display() if quarantine else ""),
        ("隔離を確認した職員", staff_name(quarantine.closed_by) if quarantine and quarantine.closed_by else ""),
    ]  # fmt: skip
    grounds = [
        _ground(download.scan == "clean", "ウイルスの検査", download.get_scan_display()),
        _ground(not one.findings or application is None, "所見のある申請を取り込まない", f"所見 {len(one.findings)}件"),
    ]
    return Told(facts, grounds, [download.receipt_number], persons=_about(application) if application else [])


def _id(found: object) -> str:
    return str(found.get("id", "")) if isinstance(found, dict) else str(found)


def _matched(since: datetime, before: datetime) -> Rows:
    settled = (State.FOUND, State.CHOSEN, State.NOBODY)
    return Identification.objects.filter(state__in=settled, decided_at__gte=since, decided_at__lt=before)


def _matched_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = Identification.objects.filter(pk__in=keys).select_related("application")
    return {str(one.pk): (one.application.receipt_number, _about(one.application)) for one in rows}


def _matched_told(key: str, on: date) -> Told | None:
    one = Identification.objects.filter(pk=key).select_related("application").first()
    if one is None:
        return None
    candidates = list(one.candidates.values_list("atena_no", flat=True))
    facts = [
        ("受付番号", one.application.receipt_number), ("状態", one.get_state_display()), ("自動で特定しなかった理由", one.doubt),
        ("連携基盤へ照会した日時", wareki(one.asked_at) if one.asked_at else ""), ("候補の数", str(len(candidates))),
        ("特定した者", staff_name(one.decided_by)), ("特定した日時", wareki(one.decided_at)), ("理由", one.reason),
    ]  # fmt: skip
    by_hand = one.state == State.CHOSEN
    grounds = [_ground(bool(one.reason) or not by_hand, "職員が特定したときの理由", one.reason or ("書いていない" if by_hand else "自動"))]
    return Told(facts, grounds, [one.application.receipt_number], persons=[*_about(one.application), *candidates])


def _handed(since: datetime, before: datetime) -> Rows:
    return Publication.objects.filter(published_at__gte=since, published_at__lt=before)


def _handed_named(keys: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    rows = Publication.objects.filter(pk__in=keys).select_related("application")
    return {str(one.pk): (f"{one.application.receipt_number} 第{one.version}版", _about(one.application)) for one in rows}


def _handed_told(key: str, on: date) -> Told | None:
    one = Publication.objects.filter(pk=key).select_related("application").first()
    if one is None:
        return None
    facts = [
        ("受付番号", one.application.receipt_number), ("版", str(one.version)), ("手続き", one.procedure),
        ("引渡しの対象にした者", staff_name(one.published_by)), ("引渡しの日時", wareki(one.published_at)),
        ("業務システムの登録番号", one.registered_as), ("登録内容の照合", one.get_comparison_display()),
    ]  # fmt: skip
    differences = list(one.differences.order_by("pk"))
    names = names_of_staff(row.cleared_by for row in differences)
    grounds = [
        _ground(one.acknowledged_at is not None, "業務システムの登録の確認", wareki(one.acknowledged_at) if one.acknowledged_at else "まだ"),
        *(
            _ground(row.cleared_at is not None, f"相違 {row.label}",
                    f"{names.get(row.cleared_by, row.cleared_by)} {wareki(row.cleared_at)} {row.reason}" if row.cleared_at else "解消していない")
            for row in differences
        ),
    ]  # fmt: skip
    return Told(facts, grounds, [one.application.receipt_number], persons=_about(one.application))


KINDS = (
    Kind("checks", "署名の検証", _checks, "pk", _checks_named, _check_told),
    Kind("matched", "申請者の特定", _matched, "pk", _matched_named, _matched_told),
    Kind("handed", "業務システムへの引渡し", _handed, "pk", _handed_named, _handed_told),
    in_journal("numbers", "個人番号の引渡し", Q(event="application.number_sealed")),
)
