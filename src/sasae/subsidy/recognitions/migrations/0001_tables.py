import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_recognitions", "0001_initial"), ("subsidy_recognitions", "0002_spouse")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_applications", "0001_tables"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Recognition",
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
                                related_name="recognitions",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("early_start", "資格の始まりのさかのぼり"),
                                    ("parents_custody", "父母の監護（養育者の申請）"),
                                    ("disability", "児童の障害"),
                                    ("high_school", "児童の在学"),
                                    ("spouse_disabled", "配偶者の重度の障害（別表第2）"),
                                    ("spouse_apart", "配偶者の別居（遺棄・拘禁・DVなど）"),
                                ],
                                db_comment="認定の種類",
                                max_length=15,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="だれについての認定か",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("since", models.DateField(db_comment="認定した最初の日", verbose_name="初日")),
                        (
                            "until",
                            models.DateField(
                                db_comment="認定した最後の日（空なら定めなし）", null=True, verbose_name="末日"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                db_comment="認定の理由と確かめた書類", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "found_by",
                            models.CharField(db_comment="認定した者のID", max_length=64, verbose_name="認定者"),
                        ),
                        ("found_at", models.DateTimeField(db_comment="認定した日時", verbose_name="認定日時")),
                        (
                            "taken_back_by",
                            models.CharField(
                                blank=True, db_comment="認定を取り消した者のID", max_length=64, verbose_name="取消者"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "職員の認定",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "early_start",
                                            "parents_custody",
                                            "disability",
                                            "high_school",
                                            "spouse_disabled",
                                            "spouse_apart",
                                        ],
                                    )
                                ),
                                name="subsidy_recognitions_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="subsidy_recognitions_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason", ""), _negated=True), name="subsidy_recognitions_reason"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "early_start"), ("taken_back_by", "")),
                                fields=("application",),
                                name="subsidy_recognitions_one_start",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recognitions_recognition_event" ("application_id", "found_at", "found_by", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "taken_back_by", "until") SELECT new_values."application_id", new_values."found_at", new_values."found_by", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."since", new_values."taken_back_by", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e189501f6d9e284e5c9003b8d90aa19caa8bf6d6",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_60361",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_recognitions_recognition",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recognitions_recognition_event" ("application_id", "found_at", "found_by", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "taken_back_by", "until") SELECT new_values."application_id", new_values."found_at", new_values."found_by", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."since", new_values."taken_back_by", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8e151db066929c5e84a7a89855d885fe0def6128",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_c1a42",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_recognitions_recognition",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recognitions_recognition_event" ("application_id", "found_at", "found_by", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "since", "taken_back_by", "until") SELECT old_values."application_id", old_values."found_at", old_values."found_by", old_values."id", old_values."kind", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."since", old_values."taken_back_by", old_values."until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="990136150f7febefaab2138bb49afcf1cd0513d7",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_b2d96",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_recognitions_recognition",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecognitionEvent",
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
                                to="subsidy_recognitions.recognition",
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
                                choices=[
                                    ("early_start", "資格の始まりのさかのぼり"),
                                    ("parents_custody", "父母の監護（養育者の申請）"),
                                    ("disability", "児童の障害"),
                                    ("high_school", "児童の在学"),
                                    ("spouse_disabled", "配偶者の重度の障害（別表第2）"),
                                    ("spouse_apart", "配偶者の別居（遺棄・拘禁・DVなど）"),
                                ],
                                db_comment="認定の種類",
                                max_length=15,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="だれについての認定か",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("since", models.DateField(db_comment="認定した最初の日", verbose_name="初日")),
                        (
                            "until",
                            models.DateField(
                                db_comment="認定した最後の日（空なら定めなし）", null=True, verbose_name="末日"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                db_comment="認定の理由と確かめた書類", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "found_by",
                            models.CharField(db_comment="認定した者のID", max_length=64, verbose_name="認定者"),
                        ),
                        ("found_at", models.DateTimeField(db_comment="認定した日時", verbose_name="認定日時")),
                        (
                            "taken_back_by",
                            models.CharField(
                                blank=True, db_comment="認定を取り消した者のID", max_length=64, verbose_name="取消者"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_recognitions_recognition_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="6e58f4785f199cc88be018c21ef6d8ddad8f88d5",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_65650",
                                    table="subsidy_recognitions_recognition_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
