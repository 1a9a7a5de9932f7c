import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_statistics", "0001_initial")]

    initial = True

    dependencies = []

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="ClosedMonth",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "month",
                            models.CharField(
                                db_comment="締めた月（YYYY-MM）", max_length=7, unique=True, verbose_name="年月"
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="締めたときの助成額（円）", verbose_name="助成額")),
                        (
                            "closed_by",
                            models.CharField(
                                db_comment="締めた者または処理のID", max_length=64, verbose_name="締めた者"
                            ),
                        ),
                        ("closed_at", models.DateTimeField(db_comment="締めた日時", verbose_name="締めた日時")),
                    ],
                    options={
                        "verbose_name": "締めた月",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="2cc1f1eff849a807099b7d8bb38b85d3af9c7681",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_243f9",
                                    table="subsidy_statistics_closedmonth",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Figure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "closed",
                            models.ForeignKey(
                                db_comment="締めた月",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="subsidy_statistics.closedmonth",
                            ),
                        ),
                        (
                            "side",
                            models.CharField(
                                choices=[
                                    ("total", "全体"),
                                    ("scheme", "助成区分"),
                                    ("ward", "区"),
                                    ("family", "家庭の種類"),
                                    ("treatment", "診療の種類"),
                                    ("body", "審査支払機関"),
                                ],
                                db_comment="何ごとに数えたか",
                                max_length=10,
                                verbose_name="区分",
                            ),
                        ),
                        (
                            "value",
                            models.CharField(
                                blank=True,
                                db_comment="その値のコード（空は示さないもの）",
                                max_length=20,
                                verbose_name="値",
                            ),
                        ),
                        (
                            "grants",
                            models.IntegerField(db_comment="助成の件数（取消しを引いたもの）", verbose_name="件数"),
                        ),
                        ("persons", models.IntegerField(db_comment="助成を受けた人の数", verbose_name="人数")),
                        (
                            "yen",
                            models.BigIntegerField(
                                db_comment="助成額（円、取消しを引いたもの）", verbose_name="助成額"
                            ),
                        ),
                        (
                            "covered",
                            models.IntegerField(
                                db_comment="月の末日に資格のある人の数（区・家庭の種類・全体）",
                                default=0,
                                verbose_name="受給者数",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "締めた月の数字",
                        "constraints": [
                            models.UniqueConstraint(fields=("closed", "side", "value"), name="subsidy_statistics_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("side__in", ["total", "scheme", "ward", "family", "treatment", "body"])
                                ),
                                name="subsidy_statistics_side",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="d01c91395a0777bb2af5d2ba62e032bec98a400d",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_79941",
                                    table="subsidy_statistics_figure",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
