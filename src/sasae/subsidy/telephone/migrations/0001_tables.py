import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
import sasae.foundation.release
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_telephone", "0001_initial")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="TelephoneMemo",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "token",
                            models.CharField(
                                db_comment="同じ入力を二度登録しないための印",
                                max_length=32,
                                unique=True,
                                verbose_name="入力の印",
                            ),
                        ),
                        ("happened_on", models.DateField(db_comment="電話のあった日", verbose_name="日付")),
                        ("counterpart", models.CharField(db_comment="電話の相手", max_length=100, verbose_name="相手")),
                        (
                            "caller_kana",
                            models.CharField(
                                blank=True, db_comment="聞き取れたフリガナ", max_length=100, verbose_name="フリガナ"
                            ),
                        ),
                        (
                            "birth_date",
                            models.DateField(db_comment="聞き取れた生年月日", null=True, verbose_name="生年月日"),
                        ),
                        (
                            "telephone",
                            sasae.foundation.release.SealedTextField(
                                blank=True, db_comment="折返しの電話番号（暗号化）", verbose_name="電話番号"
                            ),
                        ),
                        (
                            "text",
                            sasae.foundation.release.SealedTextField(
                                db_comment="内容（暗号化し、出口を通してだけ文字になる）", verbose_name="内容"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "未処理"), ("tied", "処理済み"), ("closed", "対応不要")],
                                db_comment="電話メモの状態（未処理・処理済み・対応不要）",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="結び付けた対象者",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "written_by",
                            models.CharField(db_comment="書いた者のID", max_length=64, verbose_name="記入者"),
                        ),
                        ("written_at", models.DateTimeField(db_comment="書いた日時", verbose_name="記入日時")),
                        (
                            "settled_by",
                            models.CharField(
                                blank=True,
                                db_comment="結び付けた、または終えた者のID",
                                max_length=64,
                                verbose_name="対応者",
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(
                                db_comment="結び付けた、または終えた日時", null=True, verbose_name="対応日時"
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="対応不要とした理由", max_length=200, verbose_name="理由"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "電話メモ",
                        "indexes": [models.Index(fields=["state", "happened_on"], name="subsidy_telephone_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "tied", "closed"])),
                                name="subsidy_telephone_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "tied"), _negated=True),
                                    ("person__isnull", False),
                                    _connector="OR",
                                ),
                                name="subsidy_telephone_tied",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_telephone_telephonememo_event" ("birth_date", "caller_kana", "counterpart", "happened_on", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by", "state", "telephone", "text", "token", "why", "written_at", "written_by") SELECT new_values."birth_date", new_values."caller_kana", new_values."counterpart", new_values."happened_on", new_values."id", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."settled_at", new_values."settled_by", new_values."state", new_values."telephone", new_values."text", new_values."token", new_values."why", new_values."written_at", new_values."written_by" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b76bb4f682d9e702121914d85420ca9350aa579f",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f7513",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_telephone_telephonememo",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_telephone_telephonememo_event" ("birth_date", "caller_kana", "counterpart", "happened_on", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by", "state", "telephone", "text", "token", "why", "written_at", "written_by") SELECT new_values."birth_date", new_values."caller_kana", new_values."counterpart", new_values."happened_on", new_values."id", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."settled_at", new_values."settled_by", new_values."state", new_values."telephone", new_values."text", new_values."token", new_values."why", new_values."written_at", new_values."written_by" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f452e7b1849b2f06fb4b071eeb31129db56b9874",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3c7b6",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_telephone_telephonememo",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_telephone_telephonememo_event" ("birth_date", "caller_kana", "counterpart", "happened_on", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by", "state", "telephone", "text", "token", "why", "written_at", "written_by") SELECT old_values."birth_date", old_values."caller_kana", old_values."counterpart", old_values."happened_on", old_values."id", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."settled_at", old_values."settled_by", old_values."state", old_values."telephone", old_values."text", old_values."token", old_values."why", old_values."written_at", old_values."written_by" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b0f16c4fa31a912fbff77bd5a5d1acbf5fe61c13",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_16f7f",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_telephone_telephonememo",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TelephoneMemoEvent",
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
                                to="subsidy_telephone.telephonememo",
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
                            "token",
                            models.CharField(
                                db_comment="同じ入力を二度登録しないための印", max_length=32, verbose_name="入力の印"
                            ),
                        ),
                        ("happened_on", models.DateField(db_comment="電話のあった日", verbose_name="日付")),
                        ("counterpart", models.CharField(db_comment="電話の相手", max_length=100, verbose_name="相手")),
                        (
                            "caller_kana",
                            models.CharField(
                                blank=True, db_comment="聞き取れたフリガナ", max_length=100, verbose_name="フリガナ"
                            ),
                        ),
                        (
                            "birth_date",
                            models.DateField(db_comment="聞き取れた生年月日", null=True, verbose_name="生年月日"),
                        ),
                        (
                            "telephone",
                            sasae.foundation.release.SealedTextField(
                                blank=True, db_comment="折返しの電話番号（暗号化）", verbose_name="電話番号"
                            ),
                        ),
                        (
                            "text",
                            sasae.foundation.release.SealedTextField(
                                db_comment="内容（暗号化し、出口を通してだけ文字になる）", verbose_name="内容"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "未処理"), ("tied", "処理済み"), ("closed", "対応不要")],
                                db_comment="電話メモの状態（未処理・処理済み・対応不要）",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="結び付けた対象者",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "written_by",
                            models.CharField(db_comment="書いた者のID", max_length=64, verbose_name="記入者"),
                        ),
                        ("written_at", models.DateTimeField(db_comment="書いた日時", verbose_name="記入日時")),
                        (
                            "settled_by",
                            models.CharField(
                                blank=True,
                                db_comment="結び付けた、または終えた者のID",
                                max_length=64,
                                verbose_name="対応者",
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(
                                db_comment="結び付けた、または終えた日時", null=True, verbose_name="対応日時"
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="対応不要とした理由", max_length=200, verbose_name="理由"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_telephone_telephonememo_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="a9e037289f0093ed61f5a6be810dd7867acdbb46",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_ced6f",
                                    table="subsidy_telephone_telephonememo_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
