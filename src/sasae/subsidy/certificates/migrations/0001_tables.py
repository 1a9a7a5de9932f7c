import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_certificates", "0001_initial"),
        ("subsidy_certificates", "0002_initial"),
        ("subsidy_certificates", "0003_lifecycle"),
        ("subsidy_certificates", "0004_recall_letters"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_entitlements", "0001_tables"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Certificate",
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
                                db_comment="医療証番号", max_length=16, unique=True, verbose_name="医療証番号"
                            ),
                        ),
                        (
                            "entitlement",
                            models.ForeignKey(
                                db_comment="資格",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="subsidy_entitlements.entitlement",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                db_comment="受給者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to="subsidy_entitlements.recipient",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("1", "新規"), ("2", "更新"), ("3", "再交付"), ("4", "変更")],
                                db_comment="発行区分",
                                max_length=1,
                                verbose_name="発行区分",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("1", "有効"),
                                    ("2", "再交付により無効"),
                                    ("3", "喪失により無効"),
                                    ("4", "期限切れ"),
                                    ("5", "回収済"),
                                ],
                                db_comment="医療証の状態",
                                default="1",
                                max_length=1,
                                verbose_name="状態",
                            ),
                        ),
                        ("valid_from", models.DateField(db_comment="有効期間の初日", verbose_name="有効期間の初日")),
                        ("valid_to", models.DateField(db_comment="有効期間の末日", verbose_name="有効期間の末日")),
                        ("issued_on", models.DateField(db_comment="交付日", verbose_name="交付日")),
                        (
                            "document_id",
                            models.CharField(
                                db_comment="印刷物の番号（印刷した内容はそこに残る）",
                                max_length=36,
                                verbose_name="印刷物",
                            ),
                        ),
                        (
                            "copy",
                            models.PositiveSmallIntegerField(
                                db_comment="同じ資格で何通目か（1は初めの医療証）", default=1, verbose_name="通数"
                            ),
                        ),
                        (
                            "replaces",
                            models.OneToOneField(
                                db_comment="この医療証に替わられた医療証",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="subsidy_certificates.certificate",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("lost", "紛失"),
                                    ("damaged", "汚損・破損"),
                                    ("changed", "記載事項の変更"),
                                    ("misprinted", "印刷の誤り"),
                                ],
                                db_comment="再交付・変更の理由",
                                max_length=10,
                                verbose_name="再交付の理由",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="再交付の事情など", max_length=200, verbose_name="備考"
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("a6", "A6判"), ("card", "カード判")],
                                db_comment="様式（A6判・カード判）",
                                default="a6",
                                max_length=4,
                                verbose_name="様式",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                db_comment="日本語に添えた言語",
                                default="easy",
                                max_length=8,
                                verbose_name="併記する言語",
                            ),
                        ),
                        ("voided_on", models.DateField(db_comment="無効となった日", null=True, verbose_name="無効日")),
                    ],
                    options={
                        "verbose_name": "医療証",
                        "indexes": [
                            models.Index(fields=["state", "valid_to"], name="subsidy_certificates_ends"),
                            models.Index(fields=["issued_on"], name="subsidy_certificates_issued"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["1", "2", "3", "4", "5"])),
                                name="subsidy_certificates_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                                name="subsidy_certificates_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "1")),
                                fields=("entitlement",),
                                name="subsidy_certificates_one_valid",
                            ),
                            models.UniqueConstraint(
                                fields=("entitlement", "copy"), name="subsidy_certificates_copy_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "1"), ("voided_on__isnull", True)),
                                    models.Q(models.Q(("state", "1"), _negated=True), ("voided_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="subsidy_certificates_void_has_day",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("copy", 1), ("reason", ""), ("replaces__isnull", True)),
                                    models.Q(
                                        ("copy__gt", 1),
                                        ("replaces__isnull", False),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_certificates_copy_has_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{1:2,1:3,1:4,1:5,2:5,3:5,4:5}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="10cd2ea4c529357c2260b3c1536828a24d90a25e",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_71483",
                                    table="subsidy_certificates_certificate",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_certificate_event" ("copy", "document_id", "entitlement_id", "form", "id", "issued_on", "kind", "language", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recipient_id", "replaces_id", "state", "valid_from", "valid_to", "voided_on") SELECT new_values."copy", new_values."document_id", new_values."entitlement_id", new_values."form", new_values."id", new_values."issued_on", new_values."kind", new_values."language", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."recipient_id", new_values."replaces_id", new_values."state", new_values."valid_from", new_values."valid_to", new_values."voided_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="fb1e9281a4eda5e295aca405070eae99ea19c4f8",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_390be",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_certificates_certificate",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_certificate_event" ("copy", "document_id", "entitlement_id", "form", "id", "issued_on", "kind", "language", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recipient_id", "replaces_id", "state", "valid_from", "valid_to", "voided_on") SELECT new_values."copy", new_values."document_id", new_values."entitlement_id", new_values."form", new_values."id", new_values."issued_on", new_values."kind", new_values."language", new_values."note", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."recipient_id", new_values."replaces_id", new_values."state", new_values."valid_from", new_values."valid_to", new_values."voided_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b764cd613395ef37c6d8ea1ca020c5589b4832b9",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_5bb96",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_certificates_certificate",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_certificate_event" ("copy", "document_id", "entitlement_id", "form", "id", "issued_on", "kind", "language", "note", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "recipient_id", "replaces_id", "state", "valid_from", "valid_to", "voided_on") SELECT old_values."copy", old_values."document_id", old_values."entitlement_id", old_values."form", old_values."id", old_values."issued_on", old_values."kind", old_values."language", old_values."note", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."recipient_id", old_values."replaces_id", old_values."state", old_values."valid_from", old_values."valid_to", old_values."voided_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a171b872a1a3f35d8f775632fb161f90adcbffa3",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_4dd00",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_certificates_certificate",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CertificateEvent",
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
                                to="subsidy_certificates.certificate",
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
                        ("number", models.CharField(db_comment="医療証番号", max_length=16, verbose_name="医療証番号")),
                        (
                            "entitlement",
                            models.ForeignKey(
                                db_comment="資格",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.entitlement",
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                db_comment="受給者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.recipient",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("1", "新規"), ("2", "更新"), ("3", "再交付"), ("4", "変更")],
                                db_comment="発行区分",
                                max_length=1,
                                verbose_name="発行区分",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("1", "有効"),
                                    ("2", "再交付により無効"),
                                    ("3", "喪失により無効"),
                                    ("4", "期限切れ"),
                                    ("5", "回収済"),
                                ],
                                db_comment="医療証の状態",
                                default="1",
                                max_length=1,
                                verbose_name="状態",
                            ),
                        ),
                        ("valid_from", models.DateField(db_comment="有効期間の初日", verbose_name="有効期間の初日")),
                        ("valid_to", models.DateField(db_comment="有効期間の末日", verbose_name="有効期間の末日")),
                        ("issued_on", models.DateField(db_comment="交付日", verbose_name="交付日")),
                        (
                            "document_id",
                            models.CharField(
                                db_comment="印刷物の番号（印刷した内容はそこに残る）",
                                max_length=36,
                                verbose_name="印刷物",
                            ),
                        ),
                        (
                            "copy",
                            models.PositiveSmallIntegerField(
                                db_comment="同じ資格で何通目か（1は初めの医療証）", default=1, verbose_name="通数"
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                db_comment="この医療証に替わられた医療証",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_certificates.certificate",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("lost", "紛失"),
                                    ("damaged", "汚損・破損"),
                                    ("changed", "記載事項の変更"),
                                    ("misprinted", "印刷の誤り"),
                                ],
                                db_comment="再交付・変更の理由",
                                max_length=10,
                                verbose_name="再交付の理由",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="再交付の事情など", max_length=200, verbose_name="備考"
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[("a6", "A6判"), ("card", "カード判")],
                                db_comment="様式（A6判・カード判）",
                                default="a6",
                                max_length=4,
                                verbose_name="様式",
                            ),
                        ),
                        (
                            "language",
                            models.CharField(
                                db_comment="日本語に添えた言語",
                                default="easy",
                                max_length=8,
                                verbose_name="併記する言語",
                            ),
                        ),
                        ("voided_on", models.DateField(db_comment="無効となった日", null=True, verbose_name="無効日")),
                    ],
                    options={
                        "db_table": "subsidy_certificates_certificate_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="a65a2dcc58d92c937fd425812ed0be2ea53b7d82",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_a9f79",
                                    table="subsidy_certificates_certificate_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecallLetter",
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
                            "addressee",
                            models.ForeignKey(
                                db_comment="あて名の人",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recall_letters",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "reminder",
                            models.BooleanField(db_comment="督促の手紙か", default=False, verbose_name="督促"),
                        ),
                        ("asked_on", models.DateField(db_comment="手紙の日", verbose_name="依頼日")),
                        ("due_on", models.DateField(db_comment="返却の期限", verbose_name="返却期限")),
                        (
                            "certificates",
                            models.JSONField(db_comment="返還を求めた医療証の番号", verbose_name="医療証"),
                        ),
                        (
                            "document_id",
                            models.CharField(db_comment="印刷した手紙の番号", max_length=36, verbose_name="印刷物"),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                    ],
                    options={
                        "verbose_name": "医療証の返還のお願い",
                        "indexes": [models.Index(fields=["asked_on"], name="subsidy_certificates_letters")],
                    },
                ),
                migrations.CreateModel(
                    name="Recall",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "certificate",
                            models.OneToOneField(
                                db_comment="返却を求める医療証",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recall",
                                to="subsidy_certificates.certificate",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "返却依頼中"),
                                    ("reminded", "督促済"),
                                    ("collected", "回収済"),
                                    ("given_up", "回収不能"),
                                ],
                                db_comment="回収の状態",
                                default="asked",
                                max_length=10,
                                verbose_name="回収の状態",
                            ),
                        ),
                        ("asked_on", models.DateField(db_comment="返却を求めた日", verbose_name="依頼日")),
                        ("due_on", models.DateField(db_comment="返却の期限", verbose_name="返却期限")),
                        (
                            "reminders",
                            models.PositiveSmallIntegerField(
                                db_comment="督促した回数", default=0, verbose_name="督促回数"
                            ),
                        ),
                        (
                            "reminded_on",
                            models.DateField(db_comment="最後に督促した日", null=True, verbose_name="督促日"),
                        ),
                        (
                            "ended_on",
                            models.DateField(
                                db_comment="回収した、または回収不能とした日", null=True, verbose_name="終了日"
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                db_comment="最後に出した返還のお願いの手紙",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recalls",
                                to="subsidy_certificates.recallletter",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="回収不能の理由など", max_length=200, verbose_name="備考"
                            ),
                        ),
                        (
                            "handled_by",
                            models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者"),
                        ),
                    ],
                    options={
                        "verbose_name": "医療証の回収",
                        "indexes": [models.Index(fields=["state", "due_on"], name="subsidy_certificates_recalls")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["asked", "reminded", "collected", "given_up"])),
                                name="subsidy_certificates_recall",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["asked", "reminded"]), ("ended_on__isnull", True)),
                                    models.Q(("state__in", ["collected", "given_up"]), ("ended_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="subsidy_certificates_recall_end",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:collected,asked:given_up,asked:reminded,given_up:collected,reminded:collected,reminded:given_up,reminded:reminded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="316e05cc8d9b62a48ed7b3979e0613357b060cb0",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_b864b",
                                    table="subsidy_certificates_recall",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_recall_event" ("asked_on", "certificate_id", "due_on", "ended_on", "handled_by", "id", "letter_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "reminders", "state") SELECT new_values."asked_on", new_values."certificate_id", new_values."due_on", new_values."ended_on", new_values."handled_by", new_values."id", new_values."letter_id", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reminded_on", new_values."reminders", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d03ca1d84a93d75e78d6521e95d88087fdf51e6b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_55a49",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_certificates_recall",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_recall_event" ("asked_on", "certificate_id", "due_on", "ended_on", "handled_by", "id", "letter_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "reminders", "state") SELECT new_values."asked_on", new_values."certificate_id", new_values."due_on", new_values."ended_on", new_values."handled_by", new_values."id", new_values."letter_id", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reminded_on", new_values."reminders", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="70799844107cd965bbc628565344811551927877",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b79ab",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_certificates_recall",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_recall_event" ("asked_on", "certificate_id", "due_on", "ended_on", "handled_by", "id", "letter_id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "reminders", "state") SELECT old_values."asked_on", old_values."certificate_id", old_values."due_on", old_values."ended_on", old_values."handled_by", old_values."id", old_values."letter_id", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reminded_on", old_values."reminders", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f24b8a388417ee171881054bb2a7e337f11e5bdd",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_d0ea8",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_certificates_recall",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecallEvent",
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
                                to="subsidy_certificates.recall",
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
                            "certificate",
                            models.ForeignKey(
                                db_comment="返却を求める医療証",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_certificates.certificate",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "返却依頼中"),
                                    ("reminded", "督促済"),
                                    ("collected", "回収済"),
                                    ("given_up", "回収不能"),
                                ],
                                db_comment="回収の状態",
                                default="asked",
                                max_length=10,
                                verbose_name="回収の状態",
                            ),
                        ),
                        ("asked_on", models.DateField(db_comment="返却を求めた日", verbose_name="依頼日")),
                        ("due_on", models.DateField(db_comment="返却の期限", verbose_name="返却期限")),
                        (
                            "reminders",
                            models.PositiveSmallIntegerField(
                                db_comment="督促した回数", default=0, verbose_name="督促回数"
                            ),
                        ),
                        (
                            "reminded_on",
                            models.DateField(db_comment="最後に督促した日", null=True, verbose_name="督促日"),
                        ),
                        (
                            "ended_on",
                            models.DateField(
                                db_comment="回収した、または回収不能とした日", null=True, verbose_name="終了日"
                            ),
                        ),
                        (
                            "letter",
                            models.ForeignKey(
                                db_comment="最後に出した返還のお願いの手紙",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_certificates.recallletter",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="回収不能の理由など", max_length=200, verbose_name="備考"
                            ),
                        ),
                        (
                            "handled_by",
                            models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_certificates_recall_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="140a2e818200402744dd2627c53716f07e57259a",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_210c0",
                                    table="subsidy_certificates_recall_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnedMail",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="あて名の人",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned_mail",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "certificate",
                            models.ForeignKey(
                                db_comment="入っていた医療証",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="returned_mail",
                                to="subsidy_certificates.certificate",
                            ),
                        ),
                        (
                            "document_id",
                            models.CharField(
                                blank=True, db_comment="入っていた印刷物の番号", max_length=36, verbose_name="印刷物"
                            ),
                        ),
                        ("returned_on", models.DateField(db_comment="戻った日", verbose_name="返戻日")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("unknown", "あて所に尋ねあたらず"),
                                    ("moved", "転居先不明"),
                                    ("not_fetched", "保管期間経過"),
                                    ("refused", "受取拒絶"),
                                    ("other", "そのほか"),
                                ],
                                db_comment="戻った理由",
                                max_length=12,
                                verbose_name="返戻の理由",
                            ),
                        ),
                        (
                            "next_step",
                            models.CharField(
                                choices=[
                                    ("check", "住所を確かめる"),
                                    ("resend", "送り直す"),
                                    ("counter", "窓口で渡す"),
                                    ("examine", "資格を確かめる"),
                                ],
                                db_comment="次にすること",
                                max_length=8,
                                verbose_name="次の対応",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "対応待ち"), ("done", "対応済")],
                                db_comment="対応の状態",
                                default="open",
                                max_length=4,
                                verbose_name="対応の状態",
                            ),
                        ),
                        ("done_on", models.DateField(db_comment="対応し終えた日", null=True, verbose_name="対応日")),
                        (
                            "note",
                            models.CharField(blank=True, db_comment="対応の内容", max_length=200, verbose_name="備考"),
                        ),
                        (
                            "handled_by",
                            models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者"),
                        ),
                    ],
                    options={
                        "verbose_name": "返戻郵便",
                        "indexes": [models.Index(fields=["state", "returned_on"], name="subsidy_certificates_returns")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("done_on__isnull", True), ("state", "open")),
                                    models.Q(("done_on__isnull", False), ("state", "done")),
                                    _connector="OR",
                                ),
                                name="subsidy_certificates_return_done",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "open")),
                                fields=("certificate",),
                                name="subsidy_certificates_return_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{open:done}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="fb0904aede0bafb7f85ac50a8113118026bf29ca",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_7932b",
                                    table="subsidy_certificates_returnedmail",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_returnedmail_event" ("certificate_id", "document_id", "done_on", "handled_by", "id", "next_step", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "returned_on", "state") SELECT new_values."certificate_id", new_values."document_id", new_values."done_on", new_values."handled_by", new_values."id", new_values."next_step", new_values."note", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."returned_on", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a07b2f13c6a9d3a3d72f2805e7b47483f4176b5c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ca544",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_certificates_returnedmail",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_returnedmail_event" ("certificate_id", "document_id", "done_on", "handled_by", "id", "next_step", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "returned_on", "state") SELECT new_values."certificate_id", new_values."document_id", new_values."done_on", new_values."handled_by", new_values."id", new_values."next_step", new_values."note", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."returned_on", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4d5f06f89b38fd7f62845c683ac23cf678111ebd",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_a4275",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_certificates_returnedmail",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_returnedmail_event" ("certificate_id", "document_id", "done_on", "handled_by", "id", "next_step", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "returned_on", "state") SELECT old_values."certificate_id", old_values."document_id", old_values."done_on", old_values."handled_by", old_values."id", old_values."next_step", old_values."note", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."returned_on", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="fbce63650712b6ef33185e9d1ad7db9c89e6abcc",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_ee80a",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_certificates_returnedmail",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnedMailEvent",
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
                                to="subsidy_certificates.returnedmail",
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
                            "person",
                            models.ForeignKey(
                                db_comment="あて名の人",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "certificate",
                            models.ForeignKey(
                                db_comment="入っていた医療証",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_certificates.certificate",
                            ),
                        ),
                        (
                            "document_id",
                            models.CharField(
                                blank=True, db_comment="入っていた印刷物の番号", max_length=36, verbose_name="印刷物"
                            ),
                        ),
                        ("returned_on", models.DateField(db_comment="戻った日", verbose_name="返戻日")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("unknown", "あて所に尋ねあたらず"),
                                    ("moved", "転居先不明"),
                                    ("not_fetched", "保管期間経過"),
                                    ("refused", "受取拒絶"),
                                    ("other", "そのほか"),
                                ],
                                db_comment="戻った理由",
                                max_length=12,
                                verbose_name="返戻の理由",
                            ),
                        ),
                        (
                            "next_step",
                            models.CharField(
                                choices=[
                                    ("check", "住所を確かめる"),
                                    ("resend", "送り直す"),
                                    ("counter", "窓口で渡す"),
                                    ("examine", "資格を確かめる"),
                                ],
                                db_comment="次にすること",
                                max_length=8,
                                verbose_name="次の対応",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "対応待ち"), ("done", "対応済")],
                                db_comment="対応の状態",
                                default="open",
                                max_length=4,
                                verbose_name="対応の状態",
                            ),
                        ),
                        ("done_on", models.DateField(db_comment="対応し終えた日", null=True, verbose_name="対応日")),
                        (
                            "note",
                            models.CharField(blank=True, db_comment="対応の内容", max_length=200, verbose_name="備考"),
                        ),
                        (
                            "handled_by",
                            models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_certificates_returnedmail_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="72bd5bf56bd0ee8a84e233ab97e48bd873c837f1",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_5cb04",
                                    table="subsidy_certificates_returnedmail_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Refusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "examination",
                            models.OneToOneField(
                                db_comment="審査",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refusal",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        ("issued_on", models.DateField(db_comment="通知日", verbose_name="通知日")),
                        (
                            "document_id",
                            models.CharField(db_comment="印刷物の番号", max_length=36, verbose_name="印刷物"),
                        ),
                    ],
                    options={
                        "verbose_name": "不交付決定通知",
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_recall_letter_number", "DROP SEQUENCE subsidy_recall_letter_number"),
    ]
