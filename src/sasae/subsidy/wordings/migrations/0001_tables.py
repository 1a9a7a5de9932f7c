import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_wordings", "0001_initial")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Rewording",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(db_comment="何の値か", max_length=60, verbose_name="項目")),
                        ("since", models.DateField(db_comment="この日から", verbose_name="適用日")),
                        ("value", models.JSONField(db_comment="値（文・行の並び・数）", verbose_name="内容")),
                        (
                            "source",
                            models.CharField(
                                db_comment="変更の根拠（起案の番号など）", max_length=200, verbose_name="根拠"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "承認待ち"),
                                    ("approved", "承認済"),
                                    ("returned", "差戻し"),
                                    ("withdrawn", "取りやめ"),
                                ],
                                db_comment="変更の状態",
                                default="proposed",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("proposed_at", models.DateTimeField(db_comment="起案した日時", verbose_name="起案日時")),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="承認・差戻しをした者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="承認・差戻しの日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻し・取りやめの理由", max_length=200, verbose_name="意見"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文言・発行元の変更",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["proposed", "approved", "returned", "withdrawn"])),
                                name="subsidy_wordings_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", ""),
                                    models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_wordings_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(("approved_by", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_wordings_approved_by_somebody",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "approved")),
                                fields=("key", "since"),
                                name="subsidy_wordings_one_a_day",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:withdrawn,proposed:approved,proposed:returned,proposed:withdrawn}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="390441b2b09dff4e9d562623193eef290bec6ccb",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_c550b",
                                    table="subsidy_wordings_rewording",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_wordings_rewording_event" ("approved_at", "approved_by", "id", "key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "since", "source", "state", "value") SELECT new_values."approved_at", new_values."approved_by", new_values."id", new_values."key", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proposed_at", new_values."proposed_by", new_values."since", new_values."source", new_values."state", new_values."value" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="aaac1fac3ee6b0d5f23bf5ffc37acf6dd591a9b7",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_faaca",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_wordings_rewording",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_wordings_rewording_event" ("approved_at", "approved_by", "id", "key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "since", "source", "state", "value") SELECT new_values."approved_at", new_values."approved_by", new_values."id", new_values."key", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proposed_at", new_values."proposed_by", new_values."since", new_values."source", new_values."state", new_values."value" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="9fd9083541748e923d5dc52389488da05215129e",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a2150",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_wordings_rewording",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_wordings_rewording_event" ("approved_at", "approved_by", "id", "key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by", "since", "source", "state", "value") SELECT old_values."approved_at", old_values."approved_by", old_values."id", old_values."key", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."proposed_at", old_values."proposed_by", old_values."since", old_values."source", old_values."state", old_values."value" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ec518b45e04ffa3a2d001f28b8c2a1c8bc90383b",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_da214",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_wordings_rewording",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RewordingEvent",
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
                                to="subsidy_wordings.rewording",
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
                        ("key", models.CharField(db_comment="何の値か", max_length=60, verbose_name="項目")),
                        ("since", models.DateField(db_comment="この日から", verbose_name="適用日")),
                        ("value", models.JSONField(db_comment="値（文・行の並び・数）", verbose_name="内容")),
                        (
                            "source",
                            models.CharField(
                                db_comment="変更の根拠（起案の番号など）", max_length=200, verbose_name="根拠"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "承認待ち"),
                                    ("approved", "承認済"),
                                    ("returned", "差戻し"),
                                    ("withdrawn", "取りやめ"),
                                ],
                                db_comment="変更の状態",
                                default="proposed",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("proposed_at", models.DateTimeField(db_comment="起案した日時", verbose_name="起案日時")),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="承認・差戻しをした者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="承認・差戻しの日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻し・取りやめの理由", max_length=200, verbose_name="意見"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_wordings_rewording_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="386d639c55c7f3245573c64216b44f8ea13991ec",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_32330",
                                    table="subsidy_wordings_rewording_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
