"""Users and grants. A user is a person; shared IDs have no place here."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from sasae.foundation.history.actor import Actor
from sasae.foundation.history.append_only import append_only
from sasae.foundation.history.versions import versioned
from sasae.kernel import clock

if TYPE_CHECKING:
    from sasae.foundation.instruction.courses import Course


COVER = "cover"  # who grants what somebody holds by standing in for another


class UserManager(BaseUserManager["User"]):
    """Looks users up by log-in ID. Creating one is an action, so that it stands in the journal."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(login_id=username)


@versioned(exclude=["password", "last_login", "session_mark"])
class User(AbstractBaseUser):
    """One named person who uses this service."""

    password = models.CharField("パスワード", max_length=128, db_comment="パスワードのハッシュ（Argon2）")
    last_login = models.DateTimeField("最終ログイン", null=True, blank=True, db_comment="最後にログインした日時")
    login_id = models.CharField(
        "利用者ID",
        max_length=32,
        unique=True,
        validators=[
            RegexValidator(r"\A[a-z0-9][a-z0-9._-]{2,31}\Z", "半角の英小文字・数字・記号（._-）で3文字以上です。")
        ],
        db_comment="ログインに使うID。一人に一つ",
    )
    name = models.CharField("氏名", max_length=100, db_comment="職員の氏名")
    staff_number = models.CharField("職員番号", max_length=20, blank=True, db_comment="人事の職員番号")
    office_code = models.CharField("所属コード", max_length=20, blank=True, db_comment="所属のコード")
    office = models.CharField("所属", max_length=100, blank=True, db_comment="所属の名称")
    ward = models.CharField("区", max_length=6, blank=True, db_comment="担当する区のコード。空は全区")
    contractor = models.BooleanField("委託先", default=False, db_comment="委託先の従業員か")
    is_active = models.BooleanField("有効", default=True, db_comment="利用できるか")
    must_change_password = models.BooleanField("変更が必要", default=True, db_comment="次のログインで変更を求めるか")
    ends_on = models.DateField("利用終了日", null=True, blank=True, db_comment="利用できる最後の日")
    session_mark = models.CharField(
        "現在のセッション", max_length=64, blank=True, db_comment="有効なただ一つのセッションの鍵のハッシュ"
    )

    USERNAME_FIELD = "login_id"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        db_table = "accounts_user"
        verbose_name = "利用者"
        constraints = [
            models.CheckConstraint(
                condition=Q(contractor=False) | Q(ends_on__isnull=False), name="accounts_user_contractor_ends"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.login_id}）"

    @property
    def actor(self) -> Actor:
        """This user as the journal names them."""
        return Actor(self.login_id, self.name, "staff")

    def usable(self, on: date | None = None) -> bool:
        """May this user sign in on the day (today if none is given)?"""
        return self.is_active and (self.ends_on is None or (on or clock.today()) <= self.ends_on)

    def may(self, right: str, ward: str | None = None, procedure: str | None = None, on: date | None = None) -> bool:
        """Does the user hold the right, for this ward and procedure if they are named?

        Without a ward the question is whether the right is held anywhere: it opens a page, and the page asks again for
        the ward of what it shows. The answer is for this user object's life, one request.
        """
        if ward and self.ward and self.ward != ward:
            return False
        return any(
            grant.right == right
            and (not ward or grant.ward in ("", ward))
            and (not procedure or grant.procedure in ("", procedure))
            for grant in self._grants_on(on or clock.today())
        )

    def wards(self, right: str, on: date) -> list[str] | None:
        """The wards a right of the user reaches on the day; None: all of them; empty: it is not held."""
        held = {grant.ward for grant in self._grants_on(on) if grant.right == right}
        if self.ward:
            return [self.ward] if held & {"", self.ward} else []
        return None if "" in held else sorted(held)

    def procedures(self, right: str, on: date) -> list[str] | None:
        """The procedures a right of the user reaches on the day; None: all of them; empty: it is not held."""
        held = {grant.procedure for grant in self._grants_on(on) if grant.right == right}
        return None if "" in held else sorted(held)

    def emergency(self, on: date) -> str:
        """The number of the emergency whose right the user holds now, and why; empty where there is none."""
        return next((grant.reason for grant in self._grants_on(on) if grant.emergency), "")

    def in_emergency(self, right: str, on: date) -> bool:
        """Whether the user holds the right, now, because they took it in an emergency."""
        return any(grant.right == right and grant.emergency for grant in self._grants_on(on))

    def covers(self, right: str, on: date) -> bool:
        """Whether the user holds the right by standing in for somebody."""
        return any(grant.right == right and grant.granted_by == COVER for grant in self._grants_on(on))

    def rights(self, on: date | None = None) -> set[str]:
        """Every right the user holds on the day, wherever it reaches."""
        return {grant.right for grant in self._grants_on(on or clock.today())}

    def granted(self, on: date) -> set[str]:
        """Every right given to the user on the day, those that wait for a course too."""
        return {grant.right for grant in self._given_on(on)}

    def first_right_on(self) -> date | None:
        """When the first right of the user began that was not taken back; None where there is none."""
        return min((grant.since for grant in self._given() if grant.revoked_at is None), default=None)

    def waiting(self, on: date) -> dict[str, "Course"]:
        """The rights that do not work yet, each with the course it waits for."""
        from sasae.foundation.instruction.waiting import rights_waiting

        held = self.granted(on)
        if getattr(self, "_waiting_on", None) != on:
            self._waiting_on, self._waiting = on, rights_waiting(self.login_id, held, on)
        return self._waiting

    def _grants_on(self, day: date) -> list["Grant"]:
        given = self._given_on(day)
        waiting = self.waiting(day) if given else {}
        return [grant for grant in given if grant.right not in waiting]

    def _given_on(self, day: date) -> list["Grant"]:
        return [grant for grant in self._given() if grant.in_force(day)] if self.usable(day) else []

    def _given(self) -> list["Grant"]:
        if not hasattr(self, "_held"):
            self._held = list(Grant.objects.filter(user=self))
        return self._held


@versioned
class Grant(models.Model):
    """One right of one user, for a ward and a procedure or for all, for a time."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="利用者", db_comment="利用者")
    right = models.CharField("権限", max_length=60, db_comment="権限の名（rights.py に定める）")
    ward = models.CharField("区", max_length=6, blank=True, db_comment="及ぶ区のコード。空は全区")
    procedure = models.CharField("手続き", max_length=60, blank=True, db_comment="及ぶ手続き。空は全手続き")
    since = models.DateField("開始日", db_comment="使える最初の日")
    until = models.DateField("終了日", null=True, blank=True, db_comment="使える最後の日。空は定めなし")
    granted_by = models.CharField("付与した者", max_length=64, db_comment="付与した者のID（外部キーにしない）")
    reason = models.CharField("理由", max_length=200, db_comment="付与の理由")
    expires_at = models.DateTimeField("終了日時", null=True, blank=True, db_comment="緊急時の利用が終わる日時（ほかは空）")
    emergency = models.CharField("緊急時の利用", max_length=20, blank=True, db_comment="緊急時の利用の番号（ほかは空）")
    revoked_by = models.CharField("取り消した者", max_length=64, blank=True, db_comment="取り消した者のID")
    revoked_at = models.DateTimeField("取消日時", null=True, blank=True, db_comment="取り消した日時。直ちに効く")

    class Meta:
        db_table = "accounts_grant"
        verbose_name = "権限の付与"
        indexes = [models.Index(fields=["user", "right"], name="accounts_grant_user_right")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="accounts_grant_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.right}（{self.user.login_id}）"

    def in_force(self, day: date) -> bool:
        """Revoked grants are dead at once; others live from `since` to `until`, both included, or to their moment."""
        if self.expires_at is not None and clock.now() >= self.expires_at:
            return False
        return self.revoked_at is None and self.since <= day and (self.until is None or day <= self.until)


class StaffNotice(models.Model):
    """What the personnel office told of a member of staff, and what became of it here. Told ahead, it waits for its day."""

    organisation = models.CharField(
        "団体コード", max_length=6, blank=True, db_comment="知らせた団体。一つの団体だけが使うシステムでは空"
    )
    sequence = models.BigIntegerField("一連番号", db_comment="人事の知らせの一連番号（団体ごと）")
    staff_number = models.CharField("職員番号", max_length=20, db_comment="職員番号")
    event = models.CharField("異動", max_length=10, db_comment="採用・異動・退職・休職・復職・取消")
    office_code = models.CharField("所属コード", max_length=20, blank=True, db_comment="異動の後の所属のコード")
    office = models.CharField("所属", max_length=100, blank=True, db_comment="異動の後の所属")
    ward = models.CharField("区", max_length=6, blank=True, db_comment="異動の後の区のコード")
    effective_on = models.DateField("発令日", db_comment="発令日。退職はその日まで勤める")
    taken_at = models.DateTimeField("受信日時", auto_now_add=True, db_comment="知らせを受けた日時")
    applied_at = models.DateTimeField("反映日時", null=True, db_comment="反映した日時。空は発令日を待つ")
    outcome = models.CharField("結果", max_length=200, blank=True, db_comment="反映の結果")
    replaces = models.BigIntegerField("改める知らせ", null=True, db_comment="この知らせが改めた知らせの一連番号")
    curtailed = models.JSONField(
        "早めた利用終了日", default=dict, db_comment="この知らせで利用終了日を早めた利用者と、その前の利用終了日"
    )

    class Meta:
        db_table = "accounts_staff_notice"
        verbose_name = "人事の知らせ"
        indexes = [models.Index(fields=["applied_at", "effective_on"], name="accounts_notice_due")]
        constraints = [models.UniqueConstraint(fields=["organisation", "sequence"], name="accounts_notice_told_once")]

    def __str__(self) -> str:
        return f"{self.staff_number} {self.event}"


class EndWhy(models.TextChoices):
    """Why a person of a contractor works no longer."""

    SHORTENED = "shortened", "委託契約の期間の短縮"
    CANCELLED = "cancelled", "委託契約の解除"
    EXPIRED = "expired", "委託契約の満了"
    LEFT = "left", "従事者でなくなった"


class ContractorEnd(models.Model):
    """What the register of contractors told: a person of a contractor works to a day. Never changed; the earliest day counts."""

    organisation = models.CharField(
        "団体コード", max_length=6, blank=True, db_comment="登録簿のある団体。一つの団体だけが使うシステムでは空"
    )
    worker = models.CharField("従事者番号", max_length=7, db_comment="委託の登録簿の従事者番号")
    last = models.DateField("最後の日", db_comment="利用者IDを使える最後の日")
    at_once = models.BooleanField("直ちに", default=False, db_comment="その日の終わりを待たずに終わったか")
    why = models.CharField("理由", max_length=9, choices=EndWhy, db_comment="期間の短縮・解除・満了・従事者でなくなった")
    told_as = models.BigIntegerField("相手の番号", null=True, db_comment="知らせたシステムでの番号（番号で取りに行くところだけ）")
    taken_at = models.DateTimeField("受信日時", auto_now_add=True, db_comment="知らせを受けた日時")

    class Meta:
        db_table = "accounts_contractor_end"
        verbose_name = "委託先の従事の終わり"
        triggers = append_only()
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "worker", "last", "at_once"], name="accounts_contractor_end_once"
            ),
            models.CheckConstraint(condition=Q(why__in=EndWhy.values), name="accounts_contractor_end_why"),
        ]

    def __str__(self) -> str:
        return f"{self.worker} {self.last}"


class ReviewOutcome(models.TextChoices):
    """What a review of the IDs came to."""

    NONE = "none", "違いはなかった"
    MENDED = "mended", "違いを見つけ、すべて直した"
    LEFT = "left", "違いを見つけ、直すものが残っている"


class Review(models.Model):
    """One review of IDs, rights and personnel, signed by the ID manager who did it. Never changed, so that the next one
    can be held against it."""

    organisation = models.CharField(
        "団体コード", max_length=6, blank=True, db_comment="どの団体の利用者か。一つの団体だけが使うシステムでは空"
    )
    reviewed_on = models.DateField("点検日", db_comment="点検を終えた日")
    outcome = models.CharField("結果", max_length=6, choices=ReviewOutcome, db_comment="点検の結果")
    differences = models.CharField(
        "見つけた違い", max_length=2000, blank=True, db_comment="見つけた違いと、それをどうしたか"
    )
    counts = models.JSONField("件数", db_comment="有効な利用者IDの件数と、確かめるものの件数")
    listed = models.JSONField("点検した一覧", db_comment="点検したときの有効な利用者IDと権限の一覧")
    signed_by = models.CharField("署名した者", max_length=64, db_comment="点検を終えたID管理者のID（外部キーにしない）")
    signed_at = models.DateTimeField("署名日時", db_comment="点検を終えたと記録した日時")

    class Meta:
        db_table = "accounts_review"
        verbose_name = "利用者IDの点検"
        triggers = append_only()
        indexes = [models.Index(fields=["organisation", "-id"], name="accounts_review_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=ReviewOutcome.values), name="accounts_review_outcome"),
            models.CheckConstraint(
                condition=Q(outcome="none") ^ ~Q(differences=""), name="accounts_review_says_differences"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.reviewed_on}"
