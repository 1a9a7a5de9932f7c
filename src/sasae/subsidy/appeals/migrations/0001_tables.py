import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_appeals", "0001_initial"),
        ("subsidy_appeals", "0002_numbers"),
        ("subsidy_appeals", "0003_claims_too"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_applications", "0001_tables"),
        ("subsidy_claims", "0001_tables"),
        ("subsidy_entitlements", "0001_tables"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Appeal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="審査請求の番号", max_length=20, unique=True, verbose_name="番号"
                            ),
                        ),
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="不服の対象となった決定",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="不服の対象となった償還払いの決定",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "appellant",
                            models.ForeignKey(
                                db_comment="審査請求人",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appeals",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "proxy",
                            models.CharField(
                                blank=True, db_comment="代理人の氏名", max_length=100, verbose_name="代理人"
                            ),
                        ),
                        (
                            "known_on",
                            models.DateField(db_comment="決定があったことを知った日", verbose_name="知った日"),
                        ),
                        (
                            "filed_on",
                            models.DateField(
                                db_comment="審査請求書を提出した日（郵送は通信日付印の日）", verbose_name="提出日"
                            ),
                        ),
                        ("deadline", models.DateField(db_comment="審査請求ができる最後の日", verbose_name="期限")),
                        (
                            "deadline_basis",
                            models.CharField(db_comment="期限を定めた数え方", max_length=60, verbose_name="期限の根拠"),
                        ),
                        (
                            "late_reason",
                            models.CharField(
                                blank=True,
                                db_comment="期限後に提出した正当な理由（申立て）",
                                max_length=300,
                                verbose_name="期限後の理由",
                            ),
                        ),
                        ("purport", models.TextField(db_comment="審査請求の趣旨と理由", verbose_name="趣旨と理由")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "受付"),
                                    ("correcting", "補正依頼"),
                                    ("proceeding", "審理中"),
                                    ("ruled", "裁決済"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="審査請求の状態",
                                default="received",
                                max_length=12,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "ruling",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("inadmissible", "却下"),
                                    ("rejected", "棄却"),
                                    ("cancelled", "認容（処分の取消し）"),
                                    ("changed", "認容（処分の変更）"),
                                ],
                                db_comment="裁決の結論",
                                max_length=12,
                                verbose_name="裁決",
                            ),
                        ),
                        ("ruled_on", models.DateField(db_comment="裁決の日", null=True, verbose_name="裁決日")),
                        (
                            "ruling_reason",
                            models.TextField(blank=True, db_comment="裁決の理由の要点", verbose_name="裁決の理由"),
                        ),
                        (
                            "reopened",
                            models.OneToOneField(
                                db_comment="裁決により改めて審査する申請",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reopened_by",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "reopened_claim",
                            models.OneToOneField(
                                db_comment="裁決により改めて決定する請求",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reopened_by",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        ("received_at", models.DateTimeField(db_comment="登録した日時", verbose_name="登録日時")),
                        (
                            "document_id",
                            models.CharField(
                                blank=True, db_comment="印刷した受付書の番号", max_length=40, verbose_name="受付書"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "審査請求",
                        "indexes": [models.Index(fields=["state", "filed_on"], name="subsidy_appeals_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["received", "correcting", "proceeding", "ruled", "withdrawn"])
                                ),
                                name="subsidy_appeals_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ruled_on__isnull", False),
                                        ("state", "ruled"),
                                        models.Q(("ruling", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "ruled"), _negated=True),
                                        ("ruled_on__isnull", True),
                                        ("ruling", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_appeals_ruling",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["ruled", "withdrawn"]), _negated=True),
                                fields=("examination",),
                                name="subsidy_appeals_one_open",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["ruled", "withdrawn"]), _negated=True),
                                fields=("claim",),
                                name="subsidy_appeals_one_open_claim",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("claim__isnull", False), ("examination__isnull", True)),
                                    models.Q(("claim__isnull", True), ("examination__isnull", False)),
                                    _connector="OR",
                                ),
                                name="subsidy_appeals_one_target",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_appeals_appeal_event" ("appellant_id", "claim_id", "deadline", "deadline_basis", "document_id", "entered_by", "examination_id", "filed_on", "id", "known_on", "late_reason", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proxy", "purport", "received_at", "reopened_claim_id", "reopened_id", "ruled_on", "ruling", "ruling_reason", "state") SELECT new_values."appellant_id", new_values."claim_id", new_values."deadline", new_values."deadline_basis", new_values."document_id", new_values."entered_by", new_values."examination_id", new_values."filed_on", new_values."id", new_values."known_on", new_values."late_reason", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proxy", new_values."purport", new_values."received_at", new_values."reopened_claim_id", new_values."reopened_id", new_values."ruled_on", new_values."ruling", new_values."ruling_reason", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="adf12d31562a9d4528233ec6d98cc5eaac7c3d30",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_e803a",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_appeals_appeal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_appeals_appeal_event" ("appellant_id", "claim_id", "deadline", "deadline_basis", "document_id", "entered_by", "examination_id", "filed_on", "id", "known_on", "late_reason", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proxy", "purport", "received_at", "reopened_claim_id", "reopened_id", "ruled_on", "ruling", "ruling_reason", "state") SELECT new_values."appellant_id", new_values."claim_id", new_values."deadline", new_values."deadline_basis", new_values."document_id", new_values."entered_by", new_values."examination_id", new_values."filed_on", new_values."id", new_values."known_on", new_values."late_reason", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proxy", new_values."purport", new_values."received_at", new_values."reopened_claim_id", new_values."reopened_id", new_values."ruled_on", new_values."ruling", new_values."ruling_reason", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="531595ad198d1d712ff1c6885a6d0f9f7462ae55",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c3da4",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_appeals_appeal",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_appeals_appeal_event" ("appellant_id", "claim_id", "deadline", "deadline_basis", "document_id", "entered_by", "examination_id", "filed_on", "id", "known_on", "late_reason", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proxy", "purport", "received_at", "reopened_claim_id", "reopened_id", "ruled_on", "ruling", "ruling_reason", "state") SELECT old_values."appellant_id", old_values."claim_id", old_values."deadline", old_values."deadline_basis", old_values."document_id", old_values."entered_by", old_values."examination_id", old_values."filed_on", old_values."id", old_values."known_on", old_values."late_reason", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."proxy", old_values."purport", old_values."received_at", old_values."reopened_claim_id", old_values."reopened_id", old_values."ruled_on", old_values."ruling", old_values."ruling_reason", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="bcc0937dd95389ec62408283949c99ca4778345d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_dc1be",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_appeals_appeal",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppealEvent",
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
                                to="subsidy_appeals.appeal",
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
                        ("number", models.CharField(db_comment="審査請求の番号", max_length=20, verbose_name="番号")),
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="不服の対象となった決定",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="不服の対象となった償還払いの決定",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "appellant",
                            models.ForeignKey(
                                db_comment="審査請求人",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "proxy",
                            models.CharField(
                                blank=True, db_comment="代理人の氏名", max_length=100, verbose_name="代理人"
                            ),
                        ),
                        (
                            "known_on",
                            models.DateField(db_comment="決定があったことを知った日", verbose_name="知った日"),
                        ),
                        (
                            "filed_on",
                            models.DateField(
                                db_comment="審査請求書を提出した日（郵送は通信日付印の日）", verbose_name="提出日"
                            ),
                        ),
                        ("deadline", models.DateField(db_comment="審査請求ができる最後の日", verbose_name="期限")),
                        (
                            "deadline_basis",
                            models.CharField(db_comment="期限を定めた数え方", max_length=60, verbose_name="期限の根拠"),
                        ),
                        (
                            "late_reason",
                            models.CharField(
                                blank=True,
                                db_comment="期限後に提出した正当な理由（申立て）",
                                max_length=300,
                                verbose_name="期限後の理由",
                            ),
                        ),
                        ("purport", models.TextField(db_comment="審査請求の趣旨と理由", verbose_name="趣旨と理由")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "受付"),
                                    ("correcting", "補正依頼"),
                                    ("proceeding", "審理中"),
                                    ("ruled", "裁決済"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="審査請求の状態",
                                default="received",
                                max_length=12,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "ruling",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("inadmissible", "却下"),
                                    ("rejected", "棄却"),
                                    ("cancelled", "認容（処分の取消し）"),
                                    ("changed", "認容（処分の変更）"),
                                ],
                                db_comment="裁決の結論",
                                max_length=12,
                                verbose_name="裁決",
                            ),
                        ),
                        ("ruled_on", models.DateField(db_comment="裁決の日", null=True, verbose_name="裁決日")),
                        (
                            "ruling_reason",
                            models.TextField(blank=True, db_comment="裁決の理由の要点", verbose_name="裁決の理由"),
                        ),
                        (
                            "reopened",
                            models.ForeignKey(
                                db_comment="裁決により改めて審査する申請",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "reopened_claim",
                            models.ForeignKey(
                                db_comment="裁決により改めて決定する請求",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        ("received_at", models.DateTimeField(db_comment="登録した日時", verbose_name="登録日時")),
                        (
                            "document_id",
                            models.CharField(
                                blank=True, db_comment="印刷した受付書の番号", max_length=40, verbose_name="受付書"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_appeals_appeal_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="7c8a885dd133d9c7125c76eef195d875537b6669",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_17124",
                                    table="subsidy_appeals_appeal_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AppealDocument",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "appeal",
                            models.ForeignKey(
                                db_comment="審査請求",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="documents",
                                to="subsidy_appeals.appeal",
                            ),
                        ),
                        (
                            "paper",
                            models.CharField(
                                choices=[
                                    ("appeal", "審査請求書"),
                                    ("mandate", "委任状"),
                                    ("correction", "補正書"),
                                    ("defence", "弁明書"),
                                    ("reply", "反論書"),
                                    ("evidence", "証拠書類"),
                                    ("consultation", "諮問書"),
                                    ("report", "答申書"),
                                    ("ruling", "裁決書"),
                                    ("other", "その他"),
                                ],
                                db_comment="書類の種類",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "title",
                            models.CharField(blank=True, db_comment="書類の名称", max_length=100, verbose_name="名称"),
                        ),
                        ("dated_on", models.DateField(db_comment="書類の日付", verbose_name="日付")),
                        (
                            "filed_by",
                            models.CharField(db_comment="登録した者のID", max_length=64, verbose_name="登録者"),
                        ),
                        ("filed_at", models.DateTimeField(db_comment="登録した日時", verbose_name="登録日時")),
                    ],
                    options={
                        "verbose_name": "審査請求の書類",
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_appeal_number", "DROP SEQUENCE subsidy_appeal_number"),
    ]
