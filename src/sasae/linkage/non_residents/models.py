"""Persons who do not live in the city and have a number here all the same."""

from django.db import models

from sasae.linkage.people.models import RegisteredPerson


class NonResident(models.Model):
    """One 住登外者: which number, how often registered, by whom last. Who the person is stands in the index."""

    person = models.OneToOneField(
        RegisteredPerson, models.PROTECT, related_name="non_resident", db_comment="住登外者の登録宛名"
    )
    history_no = models.PositiveSmallIntegerField(
        "履歴番号", default=1, db_comment="履歴番号（登録のたびに一つ増える）"
    )
    systems = models.JSONField("業務", default=list, db_comment="この番号を使う業務ID・独自施策システム等ID")
    operator = models.CharField("操作者", max_length=10, db_comment="最後に登録した操作者ID")
    operated_on = models.DateField("操作日", db_comment="最後に登録した操作の年月日")
    operated_at = models.TimeField("操作時刻", db_comment="最後に登録した操作の時刻")

    class Meta:
        verbose_name = "住登外者"

    def __str__(self) -> str:
        return str(self.person)
