"""Residents, their sessions, and what a card was asked to sign."""

import uuid

from django.db import models
from django.db.models import Q


class Resident(models.Model):
    """A person who logs in by user certificate. The certificate carries no name: we know its serial number only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    serial = models.CharField(
        "シリアル番号", max_length=40, unique=True, db_comment="利用者証明用電子証明書のシリアル番号"
    )
    first_seen_at = models.DateTimeField("初回ログイン", auto_now_add=True, db_comment="初めてログインした日時")

    class Meta:
        verbose_name = "住民の利用者"


class ResidentSession(models.Model):
    """A resident's log-in. The cookie holds the token, the table only its hash."""

    token_hash = models.CharField("セッション", max_length=64, primary_key=True, db_comment="セッションの鍵のハッシュ")
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="sessions", db_comment="住民の利用者")
    expires_at = models.DateTimeField("期限", db_comment="セッションの期限")

    class Meta:
        verbose_name = "住民のログイン"


class Kind(models.TextChoices):
    """Which of the card's two keys."""

    USER = "user", "利用者証明用"
    SIGNING = "signing", "署名用"


class SignatureRequest(models.Model):
    """One question to a card. The state token is known to the browser and the card page, and works once."""

    state_hash = models.CharField("照合用", max_length=64, primary_key=True, db_comment="戻りを照合する鍵のハッシュ")
    kind = models.CharField("証明書", max_length=10, choices=Kind, db_comment="利用者証明用か署名用か")
    digest = models.CharField("ダイジェスト", max_length=64, db_comment="署名する内容のSHA-256")
    target = models.CharField("戻り先", max_length=200, db_comment="ログイン後に開く画面、または申請の番号")
    asked_at = models.DateTimeField("依頼日時", db_comment="署名を頼んだ日時")
    used_at = models.DateTimeField("使用日時", null=True, db_comment="署名が戻った日時（一度だけ）")

    class Meta:
        verbose_name = "署名の依頼"
        constraints = [models.CheckConstraint(condition=Q(kind__in=Kind.values), name="portal_signatures_kind")]
