"""The versions of a body's key: public parts and who did what with them. The private parts are the custodian's alone."""

from django.db import models
from django.db.models import Q

from sasae.intermediary.bodies.models import Body


class State(models.TextChoices):
    """鍵の版の状態."""

    PROPOSED = "proposed", "確認待ち"
    CURRENT = "current", "使用中"
    OLD = "old", "開くだけ"
    REVOKED = "revoked", "失効"
    RETIRED = "retired", "廃止"


ALLOWED_MOVES = {
    State.PROPOSED: {State.CURRENT, State.REVOKED},
    State.CURRENT: {State.OLD, State.REVOKED},
    State.OLD: {State.RETIRED, State.REVOKED},
    State.REVOKED: {State.RETIRED},
    State.RETIRED: set(),
}


class KeyVersion(models.Model):
    """One key pair of one body. Nothing new is sealed to another than the one in use."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="団体", db_comment="団体")
    number = models.PositiveIntegerField("版", db_comment="鍵の版（団体ごとに1から）")
    thumbprint = models.CharField("指紋", max_length=43, unique=True, db_comment="公開鍵の指紋（RFC 7638）")
    public_key = models.TextField("公開鍵", db_comment="公開鍵（JWK、X25519）")
    state = models.CharField("状態", max_length=10, choices=State, db_comment="鍵の版の状態")
    made_by = models.CharField("作成した者", max_length=64, db_comment="鍵を作成した者")
    made_at = models.DateTimeField("作成日時", db_comment="鍵を作成した日時")
    confirmed_by = models.CharField("確認した者", max_length=64, default="", db_comment="確認して使い始めた者")
    confirmed_at = models.DateTimeField("使用開始", null=True, db_comment="使い始めた日時")
    expires_on = models.DateField("期限", db_comment="この日までに次の版に替える")
    ended_by = models.CharField("失効・廃止した者", max_length=64, default="", db_comment="失効または廃止した者")
    ended_at = models.DateTimeField("失効・廃止日時", null=True, db_comment="失効または廃止した日時")
    reason = models.CharField("失効の理由", max_length=300, default="", db_comment="失効の理由（個人の情報は書かない）")

    class Meta:
        verbose_name = "鍵の版"
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="intermediary_key_number"),
            models.UniqueConstraint(fields=["body"], condition=Q(state="current"), name="intermediary_key_current"),
            models.UniqueConstraint(fields=["body"], condition=Q(state="proposed"), name="intermediary_key_proposed"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="intermediary_key_state"),
            models.CheckConstraint(
                condition=~Q(state="current") | Q(confirmed_at__isnull=False), name="intermediary_key_confirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body_id}-{self.number}"
