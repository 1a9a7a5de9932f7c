import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
import sasae.foundation.release
from django.db import migrations, models


SEQUENCES = (
    "subsidy_paper_number",
    "subsidy_recipient_number",
    "subsidy_certificate_number",
    "subsidy_claim_number",
    "subsidy_payment_run",
    "subsidy_payment_serial",
)


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_people", "0001_initial"),
        ("subsidy_people", "0002_numbers"),
        ("subsidy_people", "0003_search_key"),
        ("subsidy_people", "0004_protected_index"),
        ("subsidy_people", "0005_insurance_versions"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "atena_no",
                            models.CharField(
                                db_comment="宛名番号（15桁）", max_length=15, unique=True, verbose_name="宛名番号"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(db_comment="氏名（受け取ったまま）", max_length=100, verbose_name="氏名"),
                        ),
                        (
                            "name_kana",
                            models.CharField(db_comment="氏名のフリガナ", max_length=100, verbose_name="氏名カナ"),
                        ),
                        (
                            "name_key",
                            models.CharField(
                                db_comment="字形をそろえた検索用の氏名", max_length=100, verbose_name="検索用氏名"
                            ),
                        ),
                        (
                            "search_key",
                            models.CharField(
                                db_comment="氏名とフリガナの語をそろえた検索用の文字列",
                                default="",
                                max_length=900,
                                verbose_name="検索用の語",
                            ),
                        ),
                        ("birth_date", models.DateField(db_comment="生年月日", verbose_name="生年月日")),
                        (
                            "sex",
                            models.CharField(db_comment="性別（0不明・1男・2女）", max_length=1, verbose_name="性別"),
                        ),
                        (
                            "postal_code",
                            models.CharField(blank=True, db_comment="郵便番号", max_length=7, verbose_name="郵便番号"),
                        ),
                        (
                            "address",
                            sasae.foundation.release.GuardedTextField(
                                blank=True,
                                db_comment="住所（出口を通してだけ文字になる）",
                                max_length=300,
                                verbose_name="住所",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(
                                blank=True, db_comment="区の全国地方公共団体コード", max_length=6, verbose_name="区"
                            ),
                        ),
                        (
                            "telephone",
                            sasae.foundation.release.GuardedTextField(
                                blank=True,
                                db_comment="電話番号（出口を通してだけ文字になる）",
                                max_length=15,
                                verbose_name="電話番号",
                            ),
                        ),
                        (
                            "resident_class",
                            models.CharField(db_comment="住民区分", max_length=15, verbose_name="住民区分"),
                        ),
                        (
                            "resident_since",
                            models.DateField(db_comment="市民となった日", null=True, verbose_name="住民日"),
                        ),
                        (
                            "moved_in_from",
                            models.CharField(
                                blank=True, db_comment="転入前の市区町村コード", max_length=6, verbose_name="転入前"
                            ),
                        ),
                        ("moved_out_on", models.DateField(db_comment="転出日", null=True, verbose_name="転出日")),
                        ("died_on", models.DateField(db_comment="死亡日", null=True, verbose_name="死亡日")),
                        (
                            "household_no",
                            models.CharField(
                                blank=True, db_comment="世帯番号", db_index=True, max_length=20, verbose_name="世帯番号"
                            ),
                        ),
                        (
                            "relation",
                            models.CharField(blank=True, db_comment="続柄", max_length=20, verbose_name="続柄"),
                        ),
                        (
                            "protected_until",
                            models.DateField(db_comment="支援措置の最終日", null=True, verbose_name="支援措置期限"),
                        ),
                        (
                            "individual_number_cipher",
                            models.BinaryField(
                                db_comment="個人番号を暗号化したもの", null=True, verbose_name="個人番号（暗号）"
                            ),
                        ),
                        (
                            "individual_number_index",
                            models.CharField(
                                db_comment="個人番号の鍵付き索引（単件検索だけに使う）",
                                max_length=64,
                                null=True,
                                unique=True,
                                verbose_name="個人番号の索引",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(db_comment="入手元のシステム", max_length=40, verbose_name="入手元"),
                        ),
                        ("fetched_at", models.DateTimeField(db_comment="入手した日時", verbose_name="入手日時")),
                    ],
                    options={
                        "verbose_name": "対象者",
                        "indexes": [
                            models.Index(fields=["name_kana", "birth_date"], name="subsidy_people_kana"),
                            models.Index(fields=["birth_date"], name="subsidy_people_birth"),
                            models.Index(
                                condition=models.Q(("protected_until__isnull", False)),
                                fields=["protected_until"],
                                name="subsidy_people_protected",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                django.contrib.postgres.indexes.OpClass("search_key", name="gin_trgm_ops"),
                                name="subsidy_people_search_key",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_people_person_event" ("address", "atena_no", "birth_date", "died_on", "fetched_at", "household_no", "id", "individual_number_cipher", "individual_number_index", "moved_in_from", "moved_out_on", "name", "name_kana", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "protected_until", "relation", "resident_class", "resident_since", "search_key", "sex", "source", "telephone", "ward_code") SELECT new_values."address", new_values."atena_no", new_values."birth_date", new_values."died_on", new_values."fetched_at", new_values."household_no", new_values."id", new_values."individual_number_cipher", new_values."individual_number_index", new_values."moved_in_from", new_values."moved_out_on", new_values."name", new_values."name_kana", new_values."name_key", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."postal_code", new_values."protected_until", new_values."relation", new_values."resident_class", new_values."resident_since", new_values."search_key", new_values."sex", new_values."source", new_values."telephone", new_values."ward_code" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ae4503bf3ff62a47e11383c37f0121ecd862219b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_17da7",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_people_person",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_people_person_event" ("address", "atena_no", "birth_date", "died_on", "fetched_at", "household_no", "id", "individual_number_cipher", "individual_number_index", "moved_in_from", "moved_out_on", "name", "name_kana", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "protected_until", "relation", "resident_class", "resident_since", "search_key", "sex", "source", "telephone", "ward_code") SELECT new_values."address", new_values."atena_no", new_values."birth_date", new_values."died_on", new_values."fetched_at", new_values."household_no", new_values."id", new_values."individual_number_cipher", new_values."individual_number_index", new_values."moved_in_from", new_values."moved_out_on", new_values."name", new_values."name_kana", new_values."name_key", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."postal_code", new_values."protected_until", new_values."relation", new_values."resident_class", new_values."resident_since", new_values."search_key", new_values."sex", new_values."source", new_values."telephone", new_values."ward_code" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="996f7b80038513a1367981affe82b97d40549046",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_f1f7f",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_people_person",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_people_person_event" ("address", "atena_no", "birth_date", "died_on", "fetched_at", "household_no", "id", "individual_number_cipher", "individual_number_index", "moved_in_from", "moved_out_on", "name", "name_kana", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "protected_until", "relation", "resident_class", "resident_since", "search_key", "sex", "source", "telephone", "ward_code") SELECT old_values."address", old_values."atena_no", old_values."birth_date", old_values."died_on", old_values."fetched_at", old_values."household_no", old_values."id", old_values."individual_number_cipher", old_values."individual_number_index", old_values."moved_in_from", old_values."moved_out_on", old_values."name", old_values."name_kana", old_values."name_key", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."postal_code", old_values."protected_until", old_values."relation", old_values."resident_class", old_values."resident_since", old_values."search_key", old_values."sex", old_values."source", old_values."telephone", old_values."ward_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="156b905182db1beb5b241d2e9e5c6b7f43e70901",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_b8030",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_people_person",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PersonEvent",
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
                                to="subsidy_people.person",
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
                            "atena_no",
                            models.CharField(db_comment="宛名番号（15桁）", max_length=15, verbose_name="宛名番号"),
                        ),
                        (
                            "name",
                            models.CharField(db_comment="氏名（受け取ったまま）", max_length=100, verbose_name="氏名"),
                        ),
                        (
                            "name_kana",
                            models.CharField(db_comment="氏名のフリガナ", max_length=100, verbose_name="氏名カナ"),
                        ),
                        (
                            "name_key",
                            models.CharField(
                                db_comment="字形をそろえた検索用の氏名", max_length=100, verbose_name="検索用氏名"
                            ),
                        ),
                        (
                            "search_key",
                            models.CharField(
                                db_comment="氏名とフリガナの語をそろえた検索用の文字列",
                                default="",
                                max_length=900,
                                verbose_name="検索用の語",
                            ),
                        ),
                        ("birth_date", models.DateField(db_comment="生年月日", verbose_name="生年月日")),
                        (
                            "sex",
                            models.CharField(db_comment="性別（0不明・1男・2女）", max_length=1, verbose_name="性別"),
                        ),
                        (
                            "postal_code",
                            models.CharField(blank=True, db_comment="郵便番号", max_length=7, verbose_name="郵便番号"),
                        ),
                        (
                            "address",
                            sasae.foundation.release.GuardedTextField(
                                blank=True,
                                db_comment="住所（出口を通してだけ文字になる）",
                                max_length=300,
                                verbose_name="住所",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(
                                blank=True, db_comment="区の全国地方公共団体コード", max_length=6, verbose_name="区"
                            ),
                        ),
                        (
                            "telephone",
                            sasae.foundation.release.GuardedTextField(
                                blank=True,
                                db_comment="電話番号（出口を通してだけ文字になる）",
                                max_length=15,
                                verbose_name="電話番号",
                            ),
                        ),
                        (
                            "resident_class",
                            models.CharField(db_comment="住民区分", max_length=15, verbose_name="住民区分"),
                        ),
                        (
                            "resident_since",
                            models.DateField(db_comment="市民となった日", null=True, verbose_name="住民日"),
                        ),
                        (
                            "moved_in_from",
                            models.CharField(
                                blank=True, db_comment="転入前の市区町村コード", max_length=6, verbose_name="転入前"
                            ),
                        ),
                        ("moved_out_on", models.DateField(db_comment="転出日", null=True, verbose_name="転出日")),
                        ("died_on", models.DateField(db_comment="死亡日", null=True, verbose_name="死亡日")),
                        (
                            "household_no",
                            models.CharField(blank=True, db_comment="世帯番号", max_length=20, verbose_name="世帯番号"),
                        ),
                        (
                            "relation",
                            models.CharField(blank=True, db_comment="続柄", max_length=20, verbose_name="続柄"),
                        ),
                        (
                            "protected_until",
                            models.DateField(db_comment="支援措置の最終日", null=True, verbose_name="支援措置期限"),
                        ),
                        (
                            "individual_number_cipher",
                            models.BinaryField(
                                db_comment="個人番号を暗号化したもの", null=True, verbose_name="個人番号（暗号）"
                            ),
                        ),
                        (
                            "individual_number_index",
                            models.CharField(
                                db_comment="個人番号の鍵付き索引（単件検索だけに使う）",
                                max_length=64,
                                null=True,
                                verbose_name="個人番号の索引",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(db_comment="入手元のシステム", max_length=40, verbose_name="入手元"),
                        ),
                        ("fetched_at", models.DateTimeField(db_comment="入手した日時", verbose_name="入手日時")),
                    ],
                    options={
                        "db_table": "subsidy_people_person_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="764e4271466f32cb43a03d6f1354772a038dff33",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_78e8f",
                                    table="subsidy_people_person_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Insurance",
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
                                db_comment="対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="insurances",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "insurer_number",
                            models.CharField(
                                db_comment="保険者番号（6桁または8桁）", max_length=8, verbose_name="保険者番号"
                            ),
                        ),
                        ("symbol", models.CharField(blank=True, db_comment="記号", max_length=38, verbose_name="記号")),
                        ("number", models.CharField(blank=True, db_comment="番号", max_length=38, verbose_name="番号")),
                        ("since", models.DateField(db_comment="資格取得日", verbose_name="資格取得日")),
                        ("until", models.DateField(db_comment="資格のある最後の日", null=True, verbose_name="最終日")),
                        (
                            "source",
                            models.CharField(db_comment="入手元（申請書など）", max_length=40, verbose_name="入手元"),
                        ),
                    ],
                    options={
                        "verbose_name": "保険資格",
                        "constraints": [
                            models.UniqueConstraint(fields=("person", "since"), name="subsidy_people_insurance_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                                ),
                                name="subsidy_people_insurance_period",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_people_insurance_event" ("id", "insurer_number", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "source", "symbol", "until") SELECT new_values."id", new_values."insurer_number", new_values."number", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."since", new_values."source", new_values."symbol", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a3ee013fac6807bf2a4f4bf6b0fd144755ca75e3",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_dfc8d",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_people_insurance",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_people_insurance_event" ("id", "insurer_number", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "source", "symbol", "until") SELECT new_values."id", new_values."insurer_number", new_values."number", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."since", new_values."source", new_values."symbol", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f8b215a55fb18bbb13666a115a205a48d1823fd1",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d4bbd",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_people_insurance",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_people_insurance_event" ("id", "insurer_number", "number", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "since", "source", "symbol", "until") SELECT old_values."id", old_values."insurer_number", old_values."number", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."since", old_values."source", old_values."symbol", old_values."until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5a316b2cb91b5beac68d4eae440d4d7705095819",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_4b39e",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_people_insurance",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InsuranceEvent",
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
                                to="subsidy_people.insurance",
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
                                db_comment="対象者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "insurer_number",
                            models.CharField(
                                db_comment="保険者番号（6桁または8桁）", max_length=8, verbose_name="保険者番号"
                            ),
                        ),
                        ("symbol", models.CharField(blank=True, db_comment="記号", max_length=38, verbose_name="記号")),
                        ("number", models.CharField(blank=True, db_comment="番号", max_length=38, verbose_name="番号")),
                        ("since", models.DateField(db_comment="資格取得日", verbose_name="資格取得日")),
                        ("until", models.DateField(db_comment="資格のある最後の日", null=True, verbose_name="最終日")),
                        (
                            "source",
                            models.CharField(db_comment="入手元（申請書など）", max_length=40, verbose_name="入手元"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_people_insurance_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="3cb57d16f0454f0bbe839e937150a8206e0f7e59",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_4367b",
                                    table="subsidy_people_insurance_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BankAccount",
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
                                db_comment="対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accounts",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("bank", models.CharField(db_comment="金融機関コード", max_length=4, verbose_name="銀行")),
                        ("branch", models.CharField(db_comment="支店コード", max_length=3, verbose_name="支店")),
                        (
                            "type",
                            models.CharField(
                                db_comment="預金種目（1普通・2当座・4貯蓄・9その他）",
                                max_length=1,
                                verbose_name="預金種目",
                            ),
                        ),
                        ("number", models.CharField(db_comment="口座番号", max_length=7, verbose_name="口座番号")),
                        (
                            "holder_kana",
                            models.CharField(db_comment="口座名義（カナ）", max_length=60, verbose_name="名義"),
                        ),
                        ("since", models.DateTimeField(db_comment="届け出られた日時", verbose_name="届出日時")),
                        (
                            "until",
                            models.DateTimeField(
                                db_comment="次の届出で終わった日時", null=True, verbose_name="終了日時"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(db_comment="入手元（申請書など）", max_length=40, verbose_name="入手元"),
                        ),
                        (
                            "changed_from",
                            models.ForeignKey(
                                db_comment="変更前の口座",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.bankaccount",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "振込口座",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("person",),
                                name="subsidy_people_one_account",
                            )
                        ],
                    },
                ),
            ]
        ),
        *(migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES),
    ]
