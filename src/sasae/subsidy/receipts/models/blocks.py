"""Lines between a file and their decision."""

from django.db import models

from sasae.subsidy.receipts.models.files import ReceiptFile


class ReadBlock(models.Model):
    """Some hundred lines as they were read, numbered and waiting to be decided; gone as soon as they are.

    So a line is written into its own table once, decided. `waiting.py` packs and unpacks `lines`.
    """

    file = models.ForeignKey(ReceiptFile, models.PROTECT, related_name="blocks", db_comment="ファイル")
    negative = models.BooleanField("減額", db_comment="審査支払機関が減額する明細か（先に審査する）")
    first = models.BigIntegerField("最初の明細", db_comment="最初の明細の番号")
    last = models.BigIntegerField("最後の明細", db_comment="最後の明細の番号")
    lines = models.BinaryField("明細", db_comment="読み取ったままの明細（縮めたJSON、審査が済むと行ごと消える）")

    class Meta:
        verbose_name = "審査を待つ明細"

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"
