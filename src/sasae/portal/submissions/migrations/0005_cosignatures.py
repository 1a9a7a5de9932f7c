"""The signatures of co-applicants, until the application is sent."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal_submissions", "0004_corrections"),
    ]

    operations = [
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField(db_comment="連名の署名の番号（1から）", verbose_name="番号")),
                (
                    "place",
                    models.CharField(
                        db_comment="署名した人の、申請内容の中の場所（例 family.0）",
                        max_length=40,
                        verbose_name="場所",
                    ),
                ),
                (
                    "mark",
                    models.CharField(
                        db_comment="署名用証明書の印（同じカードを見分ける、もとに戻せない値）",
                        max_length=64,
                        verbose_name="カードの印",
                    ),
                ),
                (
                    "signature_cipher",
                    models.BinaryField(
                        db_comment="連名の署名データを暗号化したもの", verbose_name="署名データ（暗号）"
                    ),
                ),
                (
                    "certificate_cipher",
                    models.BinaryField(
                        db_comment="連名の署名用電子証明書を暗号化したもの", verbose_name="証明書（暗号）"
                    ),
                ),
                (
                    "statement",
                    models.BinaryField(
                        db_comment="検証結果データを自治体の鍵に封緘したもの", verbose_name="検証結果（封緘）"
                    ),
                ),
                (
                    "size",
                    models.IntegerField(db_comment="検証結果データの元の大きさ（バイト）", verbose_name="大きさ"),
                ),
                (
                    "sha256",
                    models.CharField(
                        db_comment="検証結果データの元の内容のSHA-256", max_length=64, verbose_name="ハッシュ"
                    ),
                ),
                (
                    "signed_at",
                    models.DateTimeField(db_comment="連名の署名を受け取った日時", verbose_name="署名日時"),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        db_comment="申請",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cosignatures",
                        to="portal_submissions.submission",
                    ),
                ),
            ],
            options={
                "verbose_name": "連名の署名",
                "constraints": [
                    models.UniqueConstraint(fields=("submission", "number"), name="portal_submissions_cosign_no"),
                    models.UniqueConstraint(fields=("submission", "place"), name="portal_submissions_cosigner_once"),
                    models.UniqueConstraint(fields=("submission", "mark"), name="portal_submissions_cosigner_card"),
                ],
            },
        ),
    ]
