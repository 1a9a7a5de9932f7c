import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_certificates", "0002_initial"),
        ("subsidy_entitlements", "0002_initial"),
        ("subsidy_people", "0002_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    models.PositiveSmallIntegerField(db_comment="督促した回数", default=0, verbose_name="督促回数"),
                ),
                ("reminded_on", models.DateField(db_comment="最後に督促した日", null=True, verbose_name="督促日")),
                (
                    "ended_on",
                    models.DateField(db_comment="回収した、または回収不能とした日", null=True, verbose_name="終了日"),
                ),
                (
                    "note",
                    models.CharField(blank=True, db_comment="回収不能の理由など", max_length=200, verbose_name="備考"),
                ),
                ("handled_by", models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者")),
            ],
            options={
                "verbose_name": "医療証の回収",
            },
        ),
        migrations.CreateModel(
            name="RecallEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
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
                    models.PositiveSmallIntegerField(db_comment="督促した回数", default=0, verbose_name="督促回数"),
                ),
                ("reminded_on", models.DateField(db_comment="最後に督促した日", null=True, verbose_name="督促日")),
                (
                    "ended_on",
                    models.DateField(db_comment="回収した、または回収不能とした日", null=True, verbose_name="終了日"),
                ),
                (
                    "note",
                    models.CharField(blank=True, db_comment="回収不能の理由など", max_length=200, verbose_name="備考"),
                ),
                ("handled_by", models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者")),
            ],
            options={
                "db_table": "subsidy_certificates_recall_event",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReturnedMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("note", models.CharField(blank=True, db_comment="対応の内容", max_length=200, verbose_name="備考")),
                ("handled_by", models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者")),
            ],
            options={
                "verbose_name": "返戻郵便",
            },
        ),
        migrations.CreateModel(
            name="ReturnedMailEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
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
                ("note", models.CharField(blank=True, db_comment="対応の内容", max_length=200, verbose_name="備考")),
                ("handled_by", models.CharField(db_comment="最後に扱った者のID", max_length=64, verbose_name="担当者")),
            ],
            options={
                "db_table": "subsidy_certificates_returnedmail_event",
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="certificate",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="certificate",
            name="copy",
            field=models.PositiveSmallIntegerField(
                db_comment="同じ資格で何通目か（1は初めの医療証）", default=1, verbose_name="通数"
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="form",
            field=models.CharField(
                choices=[("a6", "A6判"), ("card", "カード判")],
                db_comment="様式（A6判・カード判）",
                default="a6",
                max_length=4,
                verbose_name="様式",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="language",
            field=models.CharField(
                db_comment="日本語に添えた言語", default="easy", max_length=8, verbose_name="併記する言語"
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="note",
            field=models.CharField(blank=True, db_comment="再交付の事情など", max_length=200, verbose_name="備考"),
        ),
        migrations.AddField(
            model_name="certificate",
            name="reason",
            field=models.CharField(
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
        migrations.AddField(
            model_name="certificate",
            name="replaces",
            field=models.OneToOneField(
                db_comment="この医療証に替わられた医療証",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="subsidy_certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="voided_on",
            field=models.DateField(db_comment="無効となった日", null=True, verbose_name="無効日"),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="copy",
            field=models.PositiveSmallIntegerField(
                db_comment="同じ資格で何通目か（1は初めの医療証）", default=1, verbose_name="通数"
            ),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="form",
            field=models.CharField(
                choices=[("a6", "A6判"), ("card", "カード判")],
                db_comment="様式（A6判・カード判）",
                default="a6",
                max_length=4,
                verbose_name="様式",
            ),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="language",
            field=models.CharField(
                db_comment="日本語に添えた言語", default="easy", max_length=8, verbose_name="併記する言語"
            ),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="note",
            field=models.CharField(blank=True, db_comment="再交付の事情など", max_length=200, verbose_name="備考"),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="reason",
            field=models.CharField(
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
        migrations.AddField(
            model_name="certificateevent",
            name="replaces",
            field=models.ForeignKey(
                db_comment="この医療証に替わられた医療証",
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="subsidy_certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="certificateevent",
            name="voided_on",
            field=models.DateField(db_comment="無効となった日", null=True, verbose_name="無効日"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["state", "valid_to"], name="subsidy_certificates_ends"),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["issued_on"], name="subsidy_certificates_issued"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="certificate",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("entitlement", "copy"), name="subsidy_certificates_copy_once"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "1"), ("voided_on__isnull", True)),
                    models.Q(models.Q(("state", "1"), _negated=True), ("voided_on__isnull", False)),
                    _connector="OR",
                ),
                name="subsidy_certificates_void_has_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("copy", 1), ("reason", ""), ("replaces__isnull", True)),
                    models.Q(("copy__gt", 1), ("replaces__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="subsidy_certificates_copy_has_reason",
            ),
        ),
        migrations.AddField(
            model_name="recall",
            name="certificate",
            field=models.OneToOneField(
                db_comment="返却を求める医療証",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recall",
                to="subsidy_certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="recallevent",
            name="certificate",
            field=models.ForeignKey(
                db_comment="返却を求める医療証",
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="subsidy_certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="recallevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="recallevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="subsidy_certificates.recall",
            ),
        ),
        migrations.AddField(
            model_name="returnedmail",
            name="certificate",
            field=models.ForeignKey(
                db_comment="入っていた医療証",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returned_mail",
                to="subsidy_certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="returnedmail",
            name="person",
            field=models.ForeignKey(
                db_comment="あて名の人",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returned_mail",
                to="subsidy_people.person",
            ),
        ),
        migrations.AddField(
            model_name="returnedmailevent",
            name="certificate",
            field=models.ForeignKey(
                db_comment="入っていた医療証",
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="subsidy_certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="returnedmailevent",
            name="person",
            field=models.ForeignKey(
                db_comment="あて名の人",
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="subsidy_people.person",
            ),
        ),
        migrations.AddField(
            model_name="returnedmailevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="returnedmailevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="subsidy_certificates.returnedmail",
            ),
        ),
        migrations.AddIndex(
            model_name="recall",
            index=models.Index(fields=["state", "due_on"], name="subsidy_certificates_recalls"),
        ),
        migrations.AddConstraint(
            model_name="recall",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "reminded", "collected", "given_up"])),
                name="subsidy_certificates_recall",
            ),
        ),
        migrations.AddConstraint(
            model_name="recall",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["asked", "reminded"]), ("ended_on__isnull", True)),
                    models.Q(("state__in", ["collected", "given_up"]), ("ended_on__isnull", False)),
                    _connector="OR",
                ),
                name="subsidy_certificates_recall_end",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recall",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recall",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_recall_event" ("asked_on", "certificate_id", "due_on", "ended_on", "handled_by", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "reminders", "state") SELECT new_values."asked_on", new_values."certificate_id", new_values."due_on", new_values."ended_on", new_values."handled_by", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reminded_on", new_values."reminders", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="e469292f93ef691f2a06c2a6c150c835e085a805",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_55a49",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="subsidy_certificates_recall",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recall",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_recall_event" ("asked_on", "certificate_id", "due_on", "ended_on", "handled_by", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "reminders", "state") SELECT new_values."asked_on", new_values."certificate_id", new_values."due_on", new_values."ended_on", new_values."handled_by", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reminded_on", new_values."reminders", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="a4cbd0f2713a68f25237ce6d65f45d25fa12147d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b79ab",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="subsidy_certificates_recall",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recall",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_certificates_recall_event" ("asked_on", "certificate_id", "due_on", "ended_on", "handled_by", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reminded_on", "reminders", "state") SELECT old_values."asked_on", old_values."certificate_id", old_values."due_on", old_values."ended_on", old_values."handled_by", old_values."id", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reminded_on", old_values."reminders", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="d8b5e02009dbfad95283faabe0d3bd78057f45ff",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d0ea8",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="subsidy_certificates_recall",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="recallevent",
            trigger=pgtrigger.compiler.Trigger(
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
            ),
        ),
        migrations.AddIndex(
            model_name="returnedmail",
            index=models.Index(fields=["state", "returned_on"], name="subsidy_certificates_returns"),
        ),
        migrations.AddConstraint(
            model_name="returnedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_on__isnull", True), ("state", "open")),
                    models.Q(("done_on__isnull", False), ("state", "done")),
                    _connector="OR",
                ),
                name="subsidy_certificates_return_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnedmail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("certificate",), name="subsidy_certificates_return_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnedmail",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnedmail",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnedmail",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnedmail",
            trigger=pgtrigger.compiler.Trigger(
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
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="returnedmailevent",
            trigger=pgtrigger.compiler.Trigger(
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
            ),
        ),
    ]
