import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_applications", "0001_initial"),
        ("subsidy_applications", "0002_initial"),
        ("subsidy_applications", "0003_newest_first"),
        ("subsidy_applications", "0004_entered_once"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Application",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "receipt_number",
                            models.CharField(
                                db_comment="受付番号", max_length=20, unique=True, verbose_name="受付番号"
                            ),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[("portal", "電子申請"), ("paper", "窓口（紙）")],
                                db_comment="申請の経路",
                                max_length=10,
                                verbose_name="経路",
                            ),
                        ),
                        ("procedure", models.CharField(db_comment="手続コード", max_length=60, verbose_name="手続")),
                        ("version", models.IntegerField(db_comment="申請の版", default=1, verbose_name="版")),
                        ("received_on", models.DateField(db_comment="申請を受け付けた日", verbose_name="受付日")),
                        ("form", models.JSONField(db_comment="申請内容（個人番号を除く）", verbose_name="申請内容")),
                        (
                            "form_sha256",
                            models.CharField(
                                blank=True,
                                db_comment="署名された申請内容のSHA-256",
                                max_length=64,
                                verbose_name="申請内容のハッシュ",
                            ),
                        ),
                        (
                            "applicant",
                            models.ForeignKey(
                                db_comment="申請者",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="applications",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(blank=True, db_comment="担当する区", max_length=6, verbose_name="区"),
                        ),
                        (
                            "identity_checked",
                            models.CharField(db_comment="本人確認の方法", max_length=100, verbose_name="本人確認"),
                        ),
                        (
                            "attachments",
                            models.JSONField(db_comment="添付ファイルの一覧", default=list, verbose_name="添付"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "入力照合待ち"),
                                    ("received", "審査待ち"),
                                    ("examining", "審査中"),
                                    ("decided", "決定済"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="申請の状態",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "confirmed_by",
                            models.CharField(
                                blank=True, db_comment="入力を照合した者のID", max_length=64, verbose_name="照合者"
                            ),
                        ),
                        (
                            "entry_token",
                            models.CharField(
                                db_comment="同じ入力を二度登録しないための印（紙の申請）",
                                max_length=32,
                                null=True,
                                unique=True,
                                verbose_name="入力の印",
                            ),
                        ),
                        (
                            "registered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "申請",
                        "indexes": [
                            models.Index(fields=["state", "received_on"], name="subsidy_applications_state"),
                            models.Index(fields=["-registered_at"], name="subsidy_applications_newest"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["entered", "received", "examining", "decided", "withdrawn"])
                                ),
                                name="subsidy_applications_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", ""),
                                    models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_applications_two_people",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_applications_application_event" ("applicant_id", "attachments", "channel", "confirmed_by", "entered_by", "entry_token", "form", "form_sha256", "id", "identity_checked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "receipt_number", "received_on", "registered_at", "state", "version", "ward_code") SELECT new_values."applicant_id", new_values."attachments", new_values."channel", new_values."confirmed_by", new_values."entered_by", new_values."entry_token", new_values."form", new_values."form_sha256", new_values."id", new_values."identity_checked", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."procedure", new_values."receipt_number", new_values."received_on", new_values."registered_at", new_values."state", new_values."version", new_values."ward_code" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="87a7ba36e1da28f14a8009371ac4d3965664a9e8",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_22a50",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_applications_application",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_applications_application_event" ("applicant_id", "attachments", "channel", "confirmed_by", "entered_by", "entry_token", "form", "form_sha256", "id", "identity_checked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "receipt_number", "received_on", "registered_at", "state", "version", "ward_code") SELECT new_values."applicant_id", new_values."attachments", new_values."channel", new_values."confirmed_by", new_values."entered_by", new_values."entry_token", new_values."form", new_values."form_sha256", new_values."id", new_values."identity_checked", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."procedure", new_values."receipt_number", new_values."received_on", new_values."registered_at", new_values."state", new_values."version", new_values."ward_code" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d09132cf3998132b90c901741018827954d4cb93",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_11740",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_applications_application",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_applications_application_event" ("applicant_id", "attachments", "channel", "confirmed_by", "entered_by", "entry_token", "form", "form_sha256", "id", "identity_checked", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "receipt_number", "received_on", "registered_at", "state", "version", "ward_code") SELECT old_values."applicant_id", old_values."attachments", old_values."channel", old_values."confirmed_by", old_values."entered_by", old_values."entry_token", old_values."form", old_values."form_sha256", old_values."id", old_values."identity_checked", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."procedure", old_values."receipt_number", old_values."received_on", old_values."registered_at", old_values."state", old_values."version", old_values."ward_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="91b7e09da42e34662353b7bc3551b74ed724e9ee",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_64978",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_applications_application",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationEvent",
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
                                to="subsidy_applications.application",
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
                            "receipt_number",
                            models.CharField(db_comment="受付番号", max_length=20, verbose_name="受付番号"),
                        ),
                        (
                            "channel",
                            models.CharField(
                                choices=[("portal", "電子申請"), ("paper", "窓口（紙）")],
                                db_comment="申請の経路",
                                max_length=10,
                                verbose_name="経路",
                            ),
                        ),
                        ("procedure", models.CharField(db_comment="手続コード", max_length=60, verbose_name="手続")),
                        ("version", models.IntegerField(db_comment="申請の版", default=1, verbose_name="版")),
                        ("received_on", models.DateField(db_comment="申請を受け付けた日", verbose_name="受付日")),
                        ("form", models.JSONField(db_comment="申請内容（個人番号を除く）", verbose_name="申請内容")),
                        (
                            "form_sha256",
                            models.CharField(
                                blank=True,
                                db_comment="署名された申請内容のSHA-256",
                                max_length=64,
                                verbose_name="申請内容のハッシュ",
                            ),
                        ),
                        (
                            "applicant",
                            models.ForeignKey(
                                db_comment="申請者",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(blank=True, db_comment="担当する区", max_length=6, verbose_name="区"),
                        ),
                        (
                            "identity_checked",
                            models.CharField(db_comment="本人確認の方法", max_length=100, verbose_name="本人確認"),
                        ),
                        (
                            "attachments",
                            models.JSONField(db_comment="添付ファイルの一覧", default=list, verbose_name="添付"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "入力照合待ち"),
                                    ("received", "審査待ち"),
                                    ("examining", "審査中"),
                                    ("decided", "決定済"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="申請の状態",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "confirmed_by",
                            models.CharField(
                                blank=True, db_comment="入力を照合した者のID", max_length=64, verbose_name="照合者"
                            ),
                        ),
                        (
                            "entry_token",
                            models.CharField(
                                db_comment="同じ入力を二度登録しないための印（紙の申請）",
                                max_length=32,
                                null=True,
                                verbose_name="入力の印",
                            ),
                        ),
                        (
                            "registered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_applications_application_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="97d65d52686e3e7c91542f181bb67a93eb93670f",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_b6935",
                                    table="subsidy_applications_application_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ApplicationDifference",
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
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="differences",
                                to="subsidy_applications.application",
                            ),
                        ),
                        ("place", models.CharField(db_comment="申請内容の場所", max_length=60, verbose_name="項目")),
                        ("label", models.CharField(db_comment="項目の日本語名", max_length=60, verbose_name="項目名")),
                        (
                            "applied",
                            models.CharField(
                                db_comment="申請の値（住所などは伏せる）", max_length=300, verbose_name="申請の値"
                            ),
                        ),
                        (
                            "registered",
                            models.CharField(
                                db_comment="登録の値（住所などは伏せる）", max_length=300, verbose_name="登録の値"
                            ),
                        ),
                        (
                            "cleared_by",
                            models.CharField(
                                blank=True, db_comment="確かめた者のID", max_length=64, verbose_name="確認者"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "申請と登録の違い",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("application", "place"), name="subsidy_applications_difference_once"
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
