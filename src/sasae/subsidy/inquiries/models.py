"""One question about the handling of the file, what was said meanwhile, and the answer."""

from datetime import date

from django.db import models
from django.db.models import Q

from sasae.foundation.history.versions import versioned
from sasae.foundation.release import SealedTextField


class Way(models.TextChoices):
    """How it came, and how it is answered."""

    TELEPHONE = "telephone", "電話"
    COUNTER = "counter", "窓口"
    LETTER = "letter", "文書"
    MAIL = "mail", "電子メール"
    OTHER = "other", "その他"


class About(models.TextChoices):
    """What it is about."""

    PURPOSE = "purpose", "利用目的・使い方"
    PASSING = "passing", "提供・移転"
    SAFETY = "safety", "安全管理・事故"
    REQUESTS = "requests", "開示・訂正・利用停止の手続き"
    ASSESSMENT = "assessment", "評価書の内容"
    OTHER = "other", "その他"


class State(models.TextChoices):
    """Whether it is answered."""

    OPEN = "open", "回答前"
    ANSWERED = "answered", "回答済"


@versioned
class Inquiry(models.Model):
    """One question, received by whichever way. Who asks need not say who they are."""

    number = models.CharField("問合せ番号", max_length=16, unique=True, db_comment="問合せの番号（年度と一連番号）")
    way = models.CharField("受けた方法", max_length=10, choices=Way, db_comment="受けた方法")
    received_on = models.DateField("受付日", db_comment="問合せを受けた日")
    about = models.CharField("何について", max_length=10, choices=About, db_comment="問合せの分類")
    question = models.CharField("問合せの内容", max_length=2000, db_comment="問合せの内容")
    person = models.ForeignKey(
        "subsidy_people.Person", models.PROTECT, null=True, related_name="+", db_comment="本人（わかるときだけ）"
    )
    asker = models.CharField("問い合わせた人", max_length=100, blank=True, db_comment="問い合わせた人の名（言われたときだけ）")
    contact = SealedTextField("連絡先", blank=True, db_comment="回答の連絡先（暗号化。出口を通してだけ文字になる）")
    owner = models.CharField("担当", max_length=100, db_comment="回答する所属または職員")
    due_on = models.DateField("回答の期限", db_comment="回答の期限")
    state = models.CharField("状態", max_length=8, choices=State, default=State.OPEN, db_comment="回答したか")
    notes = models.JSONField("途中の経過", default=list, db_comment="途中で行ったこと（日時・職員・内容）")
    answer = models.CharField("回答", max_length=2000, blank=True, db_comment="回答の内容")
    answered_way = models.CharField("回答の方法", max_length=10, choices=Way, blank=True, db_comment="回答した方法")
    answered_on = models.DateField("回答日", null=True, db_comment="回答した日")
    answered_by = models.CharField("回答者", max_length=64, blank=True, db_comment="回答した職員のID")
    entered_by = models.CharField("受付者", max_length=64, db_comment="受けた職員のID")
    entered_at = models.DateTimeField("入力日時", db_comment="入力した日時")

    class Meta:
        verbose_name = "取扱いについての問合せ"
        indexes = [models.Index(fields=["state", "due_on"], name="subsidy_inquiries_due")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="subsidy_inquiries_state"),
            models.CheckConstraint(
                condition=~Q(state="answered")
                | ~Q(answer="") & ~Q(answered_by="") & ~Q(answered_way="") & Q(answered_on__isnull=False),
                name="subsidy_inquiries_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def late(self, on: date) -> bool:
        """Whether it should have been answered by now."""
        return self.state == State.OPEN and on > self.due_on
