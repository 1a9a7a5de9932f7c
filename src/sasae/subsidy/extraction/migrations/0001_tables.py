import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_extraction", "0001_initial"), ("subsidy_extraction", "0002_numbers")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Definition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "login_id",
                            models.CharField(db_comment="保存した者のID", max_length=64, verbose_name="利用者"),
                        ),
                        ("name", models.CharField(db_comment="定義の名前", max_length=40, verbose_name="名前")),
                        ("view", models.CharField(db_comment="抽出の対象", max_length=20, verbose_name="対象")),
                        ("columns", models.JSONField(db_comment="取り出す列の名", verbose_name="列")),
                        (
                            "conditions",
                            models.JSONField(db_comment="条件（個人を示す値の条件を除く）", verbose_name="条件"),
                        ),
                    ],
                    options={
                        "verbose_name": "抽出の定義",
                        "constraints": [
                            models.UniqueConstraint(fields=("login_id", "name"), name="subsidy_extraction_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extraction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(db_comment="抽出の番号", max_length=12, unique=True, verbose_name="番号"),
                        ),
                        ("view", models.CharField(db_comment="抽出の対象", max_length=20, verbose_name="対象")),
                        ("columns", models.JSONField(db_comment="取り出す列の名", verbose_name="列")),
                        ("conditions", models.JSONField(db_comment="条件（列・比べ方・値）", verbose_name="条件")),
                        (
                            "reach",
                            models.JSONField(db_comment="抽出できる区（空は全区）", null=True, verbose_name="及ぶ区"),
                        ),
                        ("purpose", models.CharField(db_comment="何に使うか", max_length=200, verbose_name="目的")),
                        ("format", models.CharField(db_comment="csv または xlsx", max_length=4, verbose_name="形式")),
                        ("rows", models.IntegerField(db_comment="求めたときに数えた行数", verbose_name="件数")),
                        ("persons", models.IntegerField(db_comment="求めたときに数えた人数", verbose_name="人数")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "承認待ち"),
                                    ("approved", "抽出中"),
                                    ("refused", "差戻し"),
                                    ("done", "抽出済"),
                                    ("expired", "期限切れ"),
                                ],
                                db_comment="抽出の状態",
                                default="asked",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="求めた者のID", max_length=64, verbose_name="求めた者"),
                        ),
                        ("asked_at", models.DateTimeField(db_comment="求めた日時", verbose_name="求めた日時")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True,
                                db_comment="承認・差戻しをした者のID",
                                max_length=64,
                                verbose_name="判断した者",
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(db_comment="承認・差戻しの日時", null=True, verbose_name="判断日時"),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="差し戻した理由", max_length=200, verbose_name="差戻しの理由"
                            ),
                        ),
                        (
                            "run_id",
                            models.BigIntegerField(
                                db_comment="抽出した一括処理の番号", null=True, verbose_name="一括処理"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "自由抽出",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["asked", "approved", "refused", "done", "expired"])),
                                name="subsidy_extraction_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("purpose", ""), _negated=True), name="subsidy_extraction_purpose"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", ""),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_extraction_two_people",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:done,asked:approved,asked:refused,done:expired}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="841e3004703b08f8ce165bbcd79c517045adb761",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_6499f",
                                    table="subsidy_extraction_extraction",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_extraction_extraction_event" ("asked_at", "asked_by", "columns", "conditions", "decided_at", "decided_by", "format", "id", "number", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reach", "rows", "run_id", "state", "view", "why") SELECT new_values."asked_at", new_values."asked_by", new_values."columns", new_values."conditions", new_values."decided_at", new_values."decided_by", new_values."format", new_values."id", new_values."number", new_values."persons", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."purpose", new_values."reach", new_values."rows", new_values."run_id", new_values."state", new_values."view", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2f8247ef87f106074bf740531173fbe895662fef",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_1f90f",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_extraction_extraction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_extraction_extraction_event" ("asked_at", "asked_by", "columns", "conditions", "decided_at", "decided_by", "format", "id", "number", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reach", "rows", "run_id", "state", "view", "why") SELECT new_values."asked_at", new_values."asked_by", new_values."columns", new_values."conditions", new_values."decided_at", new_values."decided_by", new_values."format", new_values."id", new_values."number", new_values."persons", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."purpose", new_values."reach", new_values."rows", new_values."run_id", new_values."state", new_values."view", new_values."why" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1f1fb27d509667dadd51b1711fa18eb714704220",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_29233",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_extraction_extraction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_extraction_extraction_event" ("asked_at", "asked_by", "columns", "conditions", "decided_at", "decided_by", "format", "id", "number", "persons", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "reach", "rows", "run_id", "state", "view", "why") SELECT old_values."asked_at", old_values."asked_by", old_values."columns", old_values."conditions", old_values."decided_at", old_values."decided_by", old_values."format", old_values."id", old_values."number", old_values."persons", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."purpose", old_values."reach", old_values."rows", old_values."run_id", old_values."state", old_values."view", old_values."why" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d82e2d819509ce5f861cf564920df04833c6ea62",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_5307b",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_extraction_extraction",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtractionEvent",
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
                                to="subsidy_extraction.extraction",
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
                        ("number", models.CharField(db_comment="抽出の番号", max_length=12, verbose_name="番号")),
                        ("view", models.CharField(db_comment="抽出の対象", max_length=20, verbose_name="対象")),
                        ("columns", models.JSONField(db_comment="取り出す列の名", verbose_name="列")),
                        ("conditions", models.JSONField(db_comment="条件（列・比べ方・値）", verbose_name="条件")),
                        (
                            "reach",
                            models.JSONField(db_comment="抽出できる区（空は全区）", null=True, verbose_name="及ぶ区"),
                        ),
                        ("purpose", models.CharField(db_comment="何に使うか", max_length=200, verbose_name="目的")),
                        ("format", models.CharField(db_comment="csv または xlsx", max_length=4, verbose_name="形式")),
                        ("rows", models.IntegerField(db_comment="求めたときに数えた行数", verbose_name="件数")),
                        ("persons", models.IntegerField(db_comment="求めたときに数えた人数", verbose_name="人数")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "承認待ち"),
                                    ("approved", "抽出中"),
                                    ("refused", "差戻し"),
                                    ("done", "抽出済"),
                                    ("expired", "期限切れ"),
                                ],
                                db_comment="抽出の状態",
                                default="asked",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="求めた者のID", max_length=64, verbose_name="求めた者"),
                        ),
                        ("asked_at", models.DateTimeField(db_comment="求めた日時", verbose_name="求めた日時")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True,
                                db_comment="承認・差戻しをした者のID",
                                max_length=64,
                                verbose_name="判断した者",
                            ),
                        ),
                        (
                            "decided_at",
                            models.DateTimeField(db_comment="承認・差戻しの日時", null=True, verbose_name="判断日時"),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="差し戻した理由", max_length=200, verbose_name="差戻しの理由"
                            ),
                        ),
                        (
                            "run_id",
                            models.BigIntegerField(
                                db_comment="抽出した一括処理の番号", null=True, verbose_name="一括処理"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_extraction_extraction_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="88c75c4a9983a85a06190bfddeca4176d509b782",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_33cdd",
                                    table="subsidy_extraction_extraction_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtractionFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "extraction",
                            models.OneToOneField(
                                db_comment="抽出",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="file",
                                to="subsidy_extraction.extraction",
                            ),
                        ),
                        ("rows", models.IntegerField(db_comment="書き出した行数", verbose_name="行数")),
                        (
                            "sha256",
                            models.CharField(db_comment="内容のSHA-256", max_length=64, verbose_name="ハッシュ"),
                        ),
                        (
                            "content",
                            models.BinaryField(
                                db_comment="ファイルを暗号化したもの（期限後は空）",
                                null=True,
                                verbose_name="内容（暗号）",
                            ),
                        ),
                        ("made_at", models.DateTimeField(db_comment="作成した日時", verbose_name="作成日時")),
                        ("expires_on", models.DateField(db_comment="受け取れる最後の日", verbose_name="期限")),
                    ],
                    options={
                        "verbose_name": "抽出したファイル",
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_extraction_number", "DROP SEQUENCE subsidy_extraction_number"),
    ]
