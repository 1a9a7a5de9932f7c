"""The bodies on the platform. What a body holds of people stands in its own schema, never here."""

from django.db import models


class Body(models.Model):
    """One municipality. `caller` is the name its own linkage platform bears on its certificate."""

    code = models.CharField("団体コード", max_length=6, primary_key=True, db_comment="全国地方公共団体コード（6桁）")
    name = models.CharField("団体名", max_length=40, db_comment="団体の名称")
    caller = models.CharField("接続元", max_length=40, unique=True, db_comment="団体の連携基盤の証明書の名")
    public_key = models.TextField("公開鍵", db_comment="使用中の公開鍵（JWK、X25519）。空は使用中の鍵なし")
    announced = models.CharField(
        "知らせた鍵", max_length=16, default="", db_comment="コアシステムに知らせた公開鍵の要約"
    )
    registers = models.JSONField(
        "登録できる副本", default=list, db_comment="副本を登録できる特定個人情報名コードの一覧"
    )
    joined_at = models.DateTimeField("参加日時", auto_now_add=True, db_comment="プラットフォームに参加した日時")

    class Meta:
        verbose_name = "団体"

    def __str__(self) -> str:
        return self.name

    @property
    def schema(self) -> str:
        """Name of the body's schema and of its role."""
        return f"body_{self.code}"
