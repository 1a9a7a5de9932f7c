"""Questions of residents about their own data. The portal holds sealed bytes only: it can open neither question nor answer."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Q

from sasae.portal.signatures.models import Resident


class Kind(models.TextChoices):
    """What is asked; the words of the contract."""

    LOOKS = "looks", "だれが見たか"
    STRANGE = "strange", "心当たりのない記録の届出"
    PACKET = "packet", "開示請求"
    COLLECT = "collect", "回答・開示文書の受取り"


class State(models.TextChoices):
    """From the question to the end of the answer."""

    ASKED = "asked", "署名待ち"
    QUEUED = "queued", "受付"
    ANSWERED = "answered", "回答あり"
    EXPIRED = "expired", "期限切れ"


MOVES = {
    State.ASKED: {State.QUEUED, State.EXPIRED},
    State.QUEUED: {State.ANSWERED, State.EXPIRED},
    State.ANSWERED: {State.EXPIRED},
    State.EXPIRED: set(),
}
_PAIRS = sorted((before.value, after.value) for before, later in MOVES.items() for after in later)


class Question(models.Model):
    """One question, signed by the card. The key that opens the answer is in the resident's browser and nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    resident = models.ForeignKey(Resident, models.CASCADE, related_name="questions", db_comment="住民の利用者")
    kind = models.CharField("種類", max_length=10, choices=Kind, db_comment="照会の種類")
    state = models.CharField("状態", max_length=10, choices=State, default=State.ASKED, db_comment="照会の状態")
    asked_at = models.DateTimeField("照会日時", db_comment="照会した日時")
    recipient = models.CharField("回答の宛先", max_length=80, db_comment="回答を封じる公開鍵（照会ごとに作る）")
    content = models.TextField("内容（封緘）", blank=True, db_comment="照会の内容。自治体の鍵に封緘")
    digest = models.CharField("ダイジェスト", max_length=64, db_comment="カードが署名する照会のSHA-256")
    signature = models.BinaryField("署名", null=True, db_comment="利用者証明用電子証明書による署名（CMS）")
    certificate = models.BinaryField("証明書", null=True, db_comment="利用者証明用電子証明書（DER）")
    answer = models.BinaryField("回答（封緘）", null=True, db_comment="回答。照会した住民の鍵に封緘")
    answered_at = models.DateTimeField("回答日時", null=True, db_comment="回答が届いた日時")
    expires_at = models.DateTimeField("期限", db_comment="照会または回答の期限")
    news = models.BooleanField("知らせあり", default=False, db_comment="この照会について、市に回答などができたか")

    class Meta:
        verbose_name = "わたしの記録の照会"
        indexes = [models.Index(fields=["state", "asked_at"], name="portal_looks_queue")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="portal_looks_state"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="portal_looks_kind"),
            models.CheckConstraint(
                condition=Q(state="asked") | Q(state="expired") | Q(signature__isnull=False), name="portal_looks_signed"
            ),
            models.CheckConstraint(
                condition=Q(state="answered") | Q(answer__isnull=True), name="portal_looks_answer_ends"
            ),
        ]
        triggers = [pgtrigger.FSM(name="moves", field="state", transitions=_PAIRS)]
