import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_treasury", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="TreasuryFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("payment_orders", "支出命令"),
                                    ("receivables", "調定"),
                                    ("settlement", "決算の数字"),
                                    ("prefecture", "県補助金の実績"),
                                ],
                                db_comment="ファイルの種類",
                                max_length=15,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "period",
                            models.CharField(
                                db_comment="月（YYYY-MM）または会計年度（YYYY）", max_length=7, verbose_name="期間"
                            ),
                        ),
                        ("name", models.CharField(db_comment="ファイル名", max_length=60, verbose_name="ファイル名")),
                        ("rows", models.IntegerField(db_comment="行の数", verbose_name="行数")),
                        (
                            "yen",
                            models.BigIntegerField(db_comment="合計金額（円、台帳と同じ）", verbose_name="合計金額"),
                        ),
                        ("content", models.BinaryField(db_comment="内容（出したまま）", verbose_name="内容")),
                        (
                            "sha256",
                            models.CharField(db_comment="内容のSHA-256", max_length=64, verbose_name="ハッシュ"),
                        ),
                        (
                            "made_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                        ("made_at", models.DateTimeField(db_comment="作成した日時", verbose_name="作成日時")),
                    ],
                    options={
                        "verbose_name": "会計へのファイル",
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "period"), name="subsidy_treasury_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["payment_orders", "receivables", "settlement", "prefecture"])
                                ),
                                name="subsidy_treasury_kind",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="7d594fe21986850280b4ff71a108440d1bd7e491",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_10fd6",
                                    table="subsidy_treasury_treasuryfile",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClearingFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                db_comment="受け取ったファイルの名", max_length=200, verbose_name="ファイル名"
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(
                                db_comment="内容のSHA-256（同じ内容は一度だけ）",
                                max_length=64,
                                unique=True,
                                verbose_name="ハッシュ",
                            ),
                        ),
                        ("content", models.BinaryField(db_comment="受け取ったままの内容", verbose_name="内容")),
                        ("rows", models.IntegerField(db_comment="行の数", verbose_name="行数")),
                        ("cleared", models.IntegerField(db_comment="消し込んだ件数", verbose_name="消し込んだ件数")),
                        (
                            "yen",
                            models.BigIntegerField(db_comment="消し込んだ金額（円）", verbose_name="消し込んだ金額"),
                        ),
                        (
                            "findings",
                            models.JSONField(
                                db_comment="消し込めなかった行とその理由", default=list, verbose_name="指摘"
                            ),
                        ),
                        (
                            "given_by",
                            models.CharField(db_comment="登録した者のID", max_length=64, verbose_name="登録者"),
                        ),
                        ("given_at", models.DateTimeField(db_comment="登録した日時", verbose_name="登録日時")),
                    ],
                    options={
                        "verbose_name": "収納消込のファイル",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="285ff3c6f31702a18be89bd9fb75587aa1a4c7d0",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_6a870",
                                    table="subsidy_treasury_clearingfile",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
