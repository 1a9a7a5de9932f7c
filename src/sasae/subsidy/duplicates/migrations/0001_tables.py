import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_duplicates", "0001_initial")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kept",
                            models.ForeignKey(
                                db_comment="残す方の対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                db_comment="残す方へつなぐ対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged_into",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "統合の確認待ち"),
                                    ("merged", "統合済"),
                                    ("different", "別人"),
                                    ("undone", "統合の取消済"),
                                ],
                                db_comment="統合の状態",
                                default="proposed",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                db_comment="同じ人とする理由と確かめたもの", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="統合を提案した者のID", max_length=64, verbose_name="提案者"),
                        ),
                        ("proposed_at", models.DateTimeField(db_comment="提案した日時", verbose_name="提案日時")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True,
                                db_comment="統合または別人と確認した者のID",
                                max_length=64,
                                verbose_name="確認者",
                            ),
                        ),
                        (
                            "undone_by",
                            models.CharField(
                                blank=True, db_comment="統合を取り消した者のID", max_length=64, verbose_name="取消者"
                            ),
                        ),
                        (
                            "undone_why",
                            models.CharField(
                                blank=True,
                                db_comment="統合を取り消した理由",
                                max_length=200,
                                verbose_name="取消しの理由",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "対象者の統合",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["proposed", "merged", "different", "undone"])),
                                name="subsidy_duplicates_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kept", models.F("other")), _negated=True),
                                name="subsidy_duplicates_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "merged"), _negated=True),
                                    models.Q(
                                        models.Q(("decided_by", ""), _negated=True),
                                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_duplicates_two_people",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["proposed", "merged"])),
                                fields=("other",),
                                name="subsidy_duplicates_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_duplicates_merge_event" ("decided_by", "id", "kept_id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "state", "undone_by", "undone_why", "why") SELECT new_values."decided_by", new_values."id", new_values."kept_id", new_values."other_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."proposed_by", new_values."state", new_values."undone_by", new_values."undone_why", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a032a257eac95c3d953af29471a958de44bc3bd4",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_3df1e",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_duplicates_merge",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_duplicates_merge_event" ("decided_by", "id", "kept_id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "state", "undone_by", "undone_why", "why") SELECT new_values."decided_by", new_values."id", new_values."kept_id", new_values."other_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."proposed_by", new_values."state", new_values."undone_by", new_values."undone_why", new_values."why" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3b4f160b3c72b92a719d778c431c803c4dde442d",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b21f4",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_duplicates_merge",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_duplicates_merge_event" ("decided_by", "id", "kept_id", "other_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "state", "undone_by", "undone_why", "why") SELECT old_values."decided_by", old_values."id", old_values."kept_id", old_values."other_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by", old_values."state", old_values."undone_by", old_values."undone_why", old_values."why" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6a26f08e67c89c0e058ebeef033284283a6b4ed4",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_dd632",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_duplicates_merge",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MergeEvent",
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
                                to="subsidy_duplicates.merge",
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
                            "kept",
                            models.ForeignKey(
                                db_comment="残す方の対象者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                db_comment="残す方へつなぐ対象者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "統合の確認待ち"),
                                    ("merged", "統合済"),
                                    ("different", "別人"),
                                    ("undone", "統合の取消済"),
                                ],
                                db_comment="統合の状態",
                                default="proposed",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                db_comment="同じ人とする理由と確かめたもの", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="統合を提案した者のID", max_length=64, verbose_name="提案者"),
                        ),
                        ("proposed_at", models.DateTimeField(db_comment="提案した日時", verbose_name="提案日時")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True,
                                db_comment="統合または別人と確認した者のID",
                                max_length=64,
                                verbose_name="確認者",
                            ),
                        ),
                        (
                            "undone_by",
                            models.CharField(
                                blank=True, db_comment="統合を取り消した者のID", max_length=64, verbose_name="取消者"
                            ),
                        ),
                        (
                            "undone_why",
                            models.CharField(
                                blank=True,
                                db_comment="統合を取り消した理由",
                                max_length=200,
                                verbose_name="取消しの理由",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_duplicates_merge_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="55038ea5b45e73302c5077fc03fb3d0ed5d84f26",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_6519e",
                                    table="subsidy_duplicates_merge_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
