import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_old_system", "0001_initial"), ("subsidy_old_system", "0002_numbers")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Migration",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(db_comment="移行の番号", max_length=12, unique=True, verbose_name="番号"),
                        ),
                        ("title", models.CharField(db_comment="移行の名称", max_length=60, verbose_name="名称")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("move", "移行"), ("parallel", "並行稼働の比較")],
                                db_comment="移行か、並行稼働の比較か",
                                max_length=10,
                                verbose_name="目的",
                            ),
                        ),
                        (
                            "cutover_on",
                            models.DateField(
                                db_comment="切替日（この日の前日までの内容が旧システムのもの）", verbose_name="切替日"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "ファイルの受付中"),
                                    ("checking", "点検中"),
                                    ("wrong", "点検で誤りあり"),
                                    ("checked", "点検済"),
                                    ("asked", "承認待ち"),
                                    ("importing", "取込中"),
                                    ("imported", "取込済"),
                                ],
                                db_comment="移行の状態",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "totals",
                            models.JSONField(
                                db_comment="点検時の合計と旧システムの合計表", default=list, verbose_name="合計"
                            ),
                        ),
                        (
                            "landed",
                            models.JSONField(
                                db_comment="取込み後に本システムの表から数えた合計",
                                default=list,
                                verbose_name="取込後の合計",
                            ),
                        ),
                        (
                            "findings",
                            models.JSONField(db_comment="ファイルの間の指摘", default=list, verbose_name="指摘"),
                        ),
                        (
                            "errors",
                            models.IntegerField(db_comment="ファイルの間の誤りの数", default=0, verbose_name="誤り"),
                        ),
                        (
                            "opened_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                        ("opened_at", models.DateTimeField(db_comment="作成した日時", verbose_name="作成日時")),
                        (
                            "asked_by",
                            models.CharField(
                                blank=True,
                                db_comment="取込みの承認を求めた者のID",
                                max_length=64,
                                verbose_name="依頼者",
                            ),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="取込みを承認した者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="取込みを承認した日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "compared_at",
                            models.DateTimeField(
                                db_comment="旧システムとの違いを最後に調べた日時", null=True, verbose_name="比較日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "旧システムからの移行",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["open", "checking", "wrong", "checked", "asked", "importing", "imported"],
                                    )
                                ),
                                name="subsidy_old_system_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", ""),
                                    models.Q(("approved_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_old_system_two_people",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{asked:checked,asked:importing,checked:asked,checked:checking,checked:open,checking:checked,checking:wrong,importing:imported,open:checking,wrong:checking,wrong:open}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="a87ba7a7b91d94e232d266fd0e05e315e6adc245",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_8b401",
                                    table="subsidy_old_system_migration",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_old_system_migration_event" ("approved_at", "approved_by", "asked_by", "compared_at", "cutover_on", "errors", "findings", "id", "landed", "number", "opened_at", "opened_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "state", "title", "totals") SELECT new_values."approved_at", new_values."approved_by", new_values."asked_by", new_values."compared_at", new_values."cutover_on", new_values."errors", new_values."findings", new_values."id", new_values."landed", new_values."number", new_values."opened_at", new_values."opened_by", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."purpose", new_values."state", new_values."title", new_values."totals" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="dc7ec0efcdcff369cbdeb5d1639aa793ba3e4f87",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_71169",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_old_system_migration",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_old_system_migration_event" ("approved_at", "approved_by", "asked_by", "compared_at", "cutover_on", "errors", "findings", "id", "landed", "number", "opened_at", "opened_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "state", "title", "totals") SELECT new_values."approved_at", new_values."approved_by", new_values."asked_by", new_values."compared_at", new_values."cutover_on", new_values."errors", new_values."findings", new_values."id", new_values."landed", new_values."number", new_values."opened_at", new_values."opened_by", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."purpose", new_values."state", new_values."title", new_values."totals" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="531d558cfec7098d2ef99ab73917ea5ac4ad0e4e",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b8375",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_old_system_migration",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_old_system_migration_event" ("approved_at", "approved_by", "asked_by", "compared_at", "cutover_on", "errors", "findings", "id", "landed", "number", "opened_at", "opened_by", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "state", "title", "totals") SELECT old_values."approved_at", old_values."approved_by", old_values."asked_by", old_values."compared_at", old_values."cutover_on", old_values."errors", old_values."findings", old_values."id", old_values."landed", old_values."number", old_values."opened_at", old_values."opened_by", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."purpose", old_values."state", old_values."title", old_values."totals" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e8fb4327b9754e0343a06c920e9c7a2f7c676851",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_9fb0f",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_old_system_migration",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MigrationEvent",
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
                                to="subsidy_old_system.migration",
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
                        ("number", models.CharField(db_comment="移行の番号", max_length=12, verbose_name="番号")),
                        ("title", models.CharField(db_comment="移行の名称", max_length=60, verbose_name="名称")),
                        (
                            "purpose",
                            models.CharField(
                                choices=[("move", "移行"), ("parallel", "並行稼働の比較")],
                                db_comment="移行か、並行稼働の比較か",
                                max_length=10,
                                verbose_name="目的",
                            ),
                        ),
                        (
                            "cutover_on",
                            models.DateField(
                                db_comment="切替日（この日の前日までの内容が旧システムのもの）", verbose_name="切替日"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "ファイルの受付中"),
                                    ("checking", "点検中"),
                                    ("wrong", "点検で誤りあり"),
                                    ("checked", "点検済"),
                                    ("asked", "承認待ち"),
                                    ("importing", "取込中"),
                                    ("imported", "取込済"),
                                ],
                                db_comment="移行の状態",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "totals",
                            models.JSONField(
                                db_comment="点検時の合計と旧システムの合計表", default=list, verbose_name="合計"
                            ),
                        ),
                        (
                            "landed",
                            models.JSONField(
                                db_comment="取込み後に本システムの表から数えた合計",
                                default=list,
                                verbose_name="取込後の合計",
                            ),
                        ),
                        (
                            "findings",
                            models.JSONField(db_comment="ファイルの間の指摘", default=list, verbose_name="指摘"),
                        ),
                        (
                            "errors",
                            models.IntegerField(db_comment="ファイルの間の誤りの数", default=0, verbose_name="誤り"),
                        ),
                        (
                            "opened_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                        ("opened_at", models.DateTimeField(db_comment="作成した日時", verbose_name="作成日時")),
                        (
                            "asked_by",
                            models.CharField(
                                blank=True,
                                db_comment="取込みの承認を求めた者のID",
                                max_length=64,
                                verbose_name="依頼者",
                            ),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="取込みを承認した者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="取込みを承認した日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "compared_at",
                            models.DateTimeField(
                                db_comment="旧システムとの違いを最後に調べた日時", null=True, verbose_name="比較日時"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_old_system_migration_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="b91eea576f3a0cc2ee34e84af2e541f0c5385fe1",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_f04e0",
                                    table="subsidy_old_system_migration_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MigrationFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "migration",
                            models.ForeignKey(
                                db_comment="移行",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="subsidy_old_system.migration",
                            ),
                        ),
                        ("kind", models.CharField(db_comment="ファイルの種類", max_length=15, verbose_name="種類")),
                        (
                            "name",
                            models.CharField(
                                db_comment="受け取ったファイルの名", max_length=200, verbose_name="ファイル名"
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(db_comment="内容のSHA-256", max_length=64, verbose_name="ハッシュ"),
                        ),
                        ("size", models.BigIntegerField(db_comment="バイト数", verbose_name="大きさ")),
                        (
                            "content",
                            models.BinaryField(
                                db_comment="内容を暗号化したもの（取込み後は空）",
                                null=True,
                                verbose_name="内容（暗号）",
                            ),
                        ),
                        ("rows", models.IntegerField(db_comment="読んだ行の数", default=0, verbose_name="行数")),
                        ("errors", models.IntegerField(db_comment="誤りの数", default=0, verbose_name="誤り")),
                        ("warnings", models.IntegerField(db_comment="注意の数", default=0, verbose_name="注意")),
                        (
                            "findings",
                            models.JSONField(
                                db_comment="指摘（行と列つき、1000件まで）", default=list, verbose_name="指摘"
                            ),
                        ),
                        (
                            "read",
                            models.BooleanField(db_comment="読み終えたか", default=False, verbose_name="点検済み"),
                        ),
                        (
                            "given_by",
                            models.CharField(db_comment="登録した者のID", max_length=64, verbose_name="登録者"),
                        ),
                        ("given_at", models.DateTimeField(db_comment="登録した日時", verbose_name="登録日時")),
                    ],
                    options={
                        "verbose_name": "移行のファイル",
                        "constraints": [
                            models.UniqueConstraint(fields=("migration", "kind"), name="subsidy_old_system_file_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StagedRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "migration",
                            models.ForeignKey(
                                db_comment="移行",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rows",
                                to="subsidy_old_system.migration",
                            ),
                        ),
                        ("kind", models.CharField(db_comment="ファイルの種類", max_length=15, verbose_name="種類")),
                        ("line", models.IntegerField(db_comment="ファイルの行", verbose_name="行")),
                        ("key", models.CharField(db_comment="同じ行を見分ける鍵", max_length=80, verbose_name="鍵")),
                        (
                            "person",
                            models.CharField(
                                blank=True, db_comment="だれの行か", max_length=15, verbose_name="宛名番号"
                            ),
                        ),
                        (
                            "family",
                            models.CharField(
                                blank=True,
                                db_comment="申請者の宛名番号",
                                db_default="",
                                max_length=15,
                                verbose_name="家族",
                            ),
                        ),
                        (
                            "values",
                            models.JSONField(db_comment="読んだ内容（個人番号を含まない）", verbose_name="内容"),
                        ),
                    ],
                    options={
                        "verbose_name": "移行の行",
                        "indexes": [
                            models.Index(fields=["migration", "kind", "key"], name="subsidy_old_system_key"),
                            models.Index(fields=["migration", "kind", "person"], name="subsidy_old_system_person"),
                            models.Index(fields=["migration", "family"], name="subsidy_old_system_family"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PastPayment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "migration",
                            models.ForeignKey(
                                db_comment="移行",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="subsidy_old_system.migration",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="旧システムの支給番号", max_length=20, unique=True, verbose_name="支給番号"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="受診者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="past_payments",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "scheme",
                            models.CharField(
                                choices=[("1", "現物"), ("2", "償還")],
                                db_comment="助成区分（1現物・2償還）",
                                max_length=1,
                                verbose_name="助成区分",
                            ),
                        ),
                        (
                            "treatment_month",
                            models.CharField(db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"),
                        ),
                        ("provider", models.CharField(db_comment="医療機関", max_length=60, verbose_name="医療機関")),
                        ("days", models.IntegerField(db_comment="診療実日数", verbose_name="診療実日数")),
                        ("total_cost", models.IntegerField(db_comment="総医療費（円）", verbose_name="総医療費")),
                        ("self_pay", models.IntegerField(db_comment="自己負担額（円）", verbose_name="自己負担額")),
                        ("yen", models.IntegerField(db_comment="助成額（円）", verbose_name="助成額")),
                        ("paid_on", models.DateField(db_comment="支払った日", verbose_name="支払日")),
                    ],
                    options={
                        "verbose_name": "旧システムの支給実績",
                        "indexes": [models.Index(fields=["person", "treatment_month"], name="subsidy_old_system_paid")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("yen__gt", 0)), name="subsidy_old_system_positive"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="0f3548cfb6c652f07e92cb63f48340a242994efb",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_9ea4a",
                                    table="subsidy_old_system_pastpayment",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Difference",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "migration",
                            models.ForeignKey(
                                db_comment="移行",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="differences",
                                to="subsidy_old_system.migration",
                            ),
                        ),
                        (
                            "about",
                            models.CharField(
                                db_comment="decision（資格の判定）または amount（助成額）",
                                max_length=10,
                                verbose_name="対象",
                            ),
                        ),
                        (
                            "key",
                            models.CharField(db_comment="宛名番号または支給番号", max_length=40, verbose_name="鍵"),
                        ),
                        (
                            "person",
                            models.CharField(db_comment="だれについてか", max_length=15, verbose_name="宛名番号"),
                        ),
                        ("cause", models.CharField(db_comment="原因のコード", max_length=4, verbose_name="原因")),
                        (
                            "theirs",
                            models.CharField(db_comment="旧システムの答え", max_length=120, verbose_name="旧システム"),
                        ),
                        (
                            "ours",
                            models.CharField(db_comment="本システムの答え", max_length=120, verbose_name="本システム"),
                        ),
                        ("words", models.CharField(db_comment="違いの説明", max_length=400, verbose_name="説明")),
                        (
                            "yen",
                            models.BigIntegerField(
                                db_comment="本システムの額から旧システムの額を引いたもの（円）",
                                default=0,
                                verbose_name="差額",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "旧システムとの違い",
                        "indexes": [models.Index(fields=["migration", "cause"], name="subsidy_old_system_cause")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("migration", "about", "key"), name="subsidy_old_system_diff"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OpenReceivable",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "migration",
                            models.ForeignKey(
                                db_comment="移行",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receivables",
                                to="subsidy_old_system.migration",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="旧システムの債権番号", max_length=20, unique=True, verbose_name="債権番号"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="債務者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="old_receivables",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("reason", models.CharField(db_comment="返還理由", max_length=1, verbose_name="返還理由")),
                        (
                            "treatment_month",
                            models.CharField(db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"),
                        ),
                        ("provider", models.CharField(db_comment="医療機関", max_length=60, verbose_name="医療機関")),
                        ("decided_on", models.DateField(db_comment="調定した日", verbose_name="調定日")),
                        ("due_on", models.DateField(db_comment="納期限", verbose_name="納期限")),
                        ("yen", models.IntegerField(db_comment="調定額（円）", verbose_name="調定額")),
                        (
                            "paid",
                            models.IntegerField(
                                db_comment="切替日までに納められた額（円）", default=0, verbose_name="納付済額"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "引き継いだ債権",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("yen__gt", models.F("paid"))), name="subsidy_old_system_owed"
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="fc1d1d4394438de204b4176d93ba5f1d878d8d6c",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_37ddc",
                                    table="subsidy_old_system_openreceivable",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_old_system_number", "DROP SEQUENCE subsidy_old_system_number"),
    ]
