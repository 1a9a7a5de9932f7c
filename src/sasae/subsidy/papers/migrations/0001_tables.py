import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_papers", "0001_initial"), ("subsidy_papers", "0002_numbers")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_applications", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                db_comment="申請",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                db_comment="書類の種類（documents.yaml の名）", max_length=30, verbose_name="種類"
                            ),
                        ),
                        ("label", models.CharField(db_comment="書類の名前", max_length=200, verbose_name="書類")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("missing", "未提出"),
                                    ("asked", "提出依頼中"),
                                    ("there", "提出済"),
                                    ("waived", "提出不要"),
                                ],
                                db_comment="書類の状態",
                                default="missing",
                                max_length=8,
                                verbose_name="状態",
                            ),
                        ),
                        ("arrived_on", models.DateField(db_comment="提出された日", null=True, verbose_name="提出日")),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="提出済・提出不要とした理由", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "changed_by",
                            models.CharField(db_comment="最後に確かめた者のID", max_length=64, verbose_name="確認者"),
                        ),
                    ],
                    options={
                        "verbose_name": "申請の書類",
                        "constraints": [
                            models.UniqueConstraint(fields=("application", "kind"), name="subsidy_papers_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["missing", "asked", "there", "waived"])),
                                name="subsidy_papers_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "there"), _negated=True),
                                    ("arrived_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="subsidy_papers_arrived",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "waived"), _negated=True),
                                    models.Q(("why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_papers_waived_why",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_papers_paper_event" ("application_id", "arrived_on", "changed_by", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") SELECT new_values."application_id", new_values."arrived_on", new_values."changed_by", new_values."id", new_values."kind", new_values."label", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."state", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e7762d66ac2e5c8985b021019843fc0315fccba6",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_34ed0",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_papers_paper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_papers_paper_event" ("application_id", "arrived_on", "changed_by", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") SELECT new_values."application_id", new_values."arrived_on", new_values."changed_by", new_values."id", new_values."kind", new_values."label", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."state", new_values."why" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="59f418b30c87e4429620981db7dff71792585bc5",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_e55aa",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_papers_paper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_papers_paper_event" ("application_id", "arrived_on", "changed_by", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") SELECT old_values."application_id", old_values."arrived_on", old_values."changed_by", old_values."id", old_values."kind", old_values."label", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."state", old_values."why" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3af16c68299c58cf0c8a0d14eeb635aa64c8a101",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_b349b",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_papers_paper",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="subsidy_papers.paper",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "application",
                            models.ForeignKey(
                                db_comment="申請",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                db_comment="書類の種類（documents.yaml の名）", max_length=30, verbose_name="種類"
                            ),
                        ),
                        ("label", models.CharField(db_comment="書類の名前", max_length=200, verbose_name="書類")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("missing", "未提出"),
                                    ("asked", "提出依頼中"),
                                    ("there", "提出済"),
                                    ("waived", "提出不要"),
                                ],
                                db_comment="書類の状態",
                                default="missing",
                                max_length=8,
                                verbose_name="状態",
                            ),
                        ),
                        ("arrived_on", models.DateField(db_comment="提出された日", null=True, verbose_name="提出日")),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="提出済・提出不要とした理由", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "changed_by",
                            models.CharField(db_comment="最後に確かめた者のID", max_length=64, verbose_name="確認者"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_papers_paper_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="fb768b8b7ba8db008aa8cd37d5143db23b61fdfe",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_8c4e7",
                                    table="subsidy_papers_paper_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaperLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(db_comment="手紙の番号", max_length=20, unique=True, verbose_name="番号"),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                db_comment="申請",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="paper_letters",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "reminder",
                            models.BooleanField(db_comment="督促の手紙か", default=False, verbose_name="督促"),
                        ),
                        ("asked_on", models.DateField(db_comment="手紙の日", verbose_name="依頼日")),
                        ("due_on", models.DateField(db_comment="提出の期限", verbose_name="提出期限")),
                        ("labels", models.JSONField(db_comment="求めた書類の名前", verbose_name="求めた書類")),
                        (
                            "document_id",
                            models.CharField(db_comment="印刷した手紙の番号", max_length=40, verbose_name="印刷物"),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="依頼した者のID", max_length=64, verbose_name="依頼者"),
                        ),
                    ],
                    options={
                        "verbose_name": "書類の提出依頼",
                        "indexes": [models.Index(fields=["due_on"], name="subsidy_papers_due")],
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_paper_letter_number", "DROP SEQUENCE subsidy_paper_letter_number"),
    ]
