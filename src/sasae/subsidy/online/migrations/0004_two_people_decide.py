# A request for disclosure is decided by two: who writes what is decided, and who approves it.

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("subsidy_claims", "0004_years_to_check"),
        ("subsidy_online", "0003_given_up"),
        ("subsidy_people", "0003_versions_found_by_index"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="sent",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="sent",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="sent",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="sent",
            name="proposal",
            field=models.CharField(
                blank=True,
                db_comment="住民に伝える決定の内容の案（別の人が確認する）",
                db_default="",
                default="",
                max_length=500,
                verbose_name="決定の案",
            ),
        ),
        migrations.AddField(
            model_name="sent",
            name="proposed_by",
            field=models.CharField(
                blank=True,
                db_comment="決定の案を書いた者のID",
                db_default="",
                default="",
                max_length=64,
                verbose_name="案を書いた者",
            ),
        ),
        migrations.AddField(
            model_name="sent",
            name="proposed_state",
            field=models.CharField(
                blank=True,
                choices=[("done", "開示する"), ("refused", "開示しない")],
                db_comment="決定の案の結果",
                db_default="",
                default="",
                max_length=10,
                verbose_name="案の結果",
            ),
        ),
        migrations.AddField(
            model_name="sentevent",
            name="proposal",
            field=models.CharField(
                blank=True,
                db_comment="住民に伝える決定の内容の案（別の人が確認する）",
                db_default="",
                default="",
                max_length=500,
                verbose_name="決定の案",
            ),
        ),
        migrations.AddField(
            model_name="sentevent",
            name="proposed_by",
            field=models.CharField(
                blank=True,
                db_comment="決定の案を書いた者のID",
                db_default="",
                default="",
                max_length=64,
                verbose_name="案を書いた者",
            ),
        ),
        migrations.AddField(
            model_name="sentevent",
            name="proposed_state",
            field=models.CharField(
                blank=True,
                choices=[("done", "開示する"), ("refused", "開示しない")],
                db_comment="決定の案の結果",
                db_default="",
                default="",
                max_length=10,
                verbose_name="案の結果",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_online_sent_event" ("address", "applicant_id", "attachments", "due_on", "findings", "folder_id", "form", "form_sha256", "id", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "proposal", "proposed_by", "proposed_state", "reason", "receipt_number", "received_on", "settled_at", "settled_by", "state", "taken_at", "telephone", "version", "ward_code") SELECT new_values."address", new_values."applicant_id", new_values."attachments", new_values."due_on", new_values."findings", new_values."folder_id", new_values."form", new_values."form_sha256", new_values."id", new_values."parts", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."procedure", new_values."proposal", new_values."proposed_by", new_values."proposed_state", new_values."reason", new_values."receipt_number", new_values."received_on", new_values."settled_at", new_values."settled_by", new_values."state", new_values."taken_at", new_values."telephone", new_values."version", new_values."ward_code" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="c3a5db95b36863da6b227dbded46bdcd744073ed",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_01a75",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="subsidy_online_sent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sent",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_online_sent_event" ("address", "applicant_id", "attachments", "due_on", "findings", "folder_id", "form", "form_sha256", "id", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "proposal", "proposed_by", "proposed_state", "reason", "receipt_number", "received_on", "settled_at", "settled_by", "state", "taken_at", "telephone", "version", "ward_code") SELECT new_values."address", new_values."applicant_id", new_values."attachments", new_values."due_on", new_values."findings", new_values."folder_id", new_values."form", new_values."form_sha256", new_values."id", new_values."parts", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."procedure", new_values."proposal", new_values."proposed_by", new_values."proposed_state", new_values."reason", new_values."receipt_number", new_values."received_on", new_values."settled_at", new_values."settled_by", new_values."state", new_values."taken_at", new_values."telephone", new_values."version", new_values."ward_code" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values."address" IS DISTINCT FROM (new_values."address") OR old_values."applicant_id" IS DISTINCT FROM (new_values."applicant_id") OR old_values."attachments" IS DISTINCT FROM (new_values."attachments") OR old_values."due_on" IS DISTINCT FROM (new_values."due_on") OR old_values."findings" IS DISTINCT FROM (new_values."findings") OR old_values."folder_id" IS DISTINCT FROM (new_values."folder_id") OR old_values."form" IS DISTINCT FROM (new_values."form") OR old_values."form_sha256" IS DISTINCT FROM (new_values."form_sha256") OR old_values."id" IS DISTINCT FROM (new_values."id") OR old_values."parts" IS DISTINCT FROM (new_values."parts") OR old_values."procedure" IS DISTINCT FROM (new_values."procedure") OR old_values."proposal" IS DISTINCT FROM (new_values."proposal") OR old_values."proposed_by" IS DISTINCT FROM (new_values."proposed_by") OR old_values."proposed_state" IS DISTINCT FROM (new_values."proposed_state") OR old_values."reason" IS DISTINCT FROM (new_values."reason") OR old_values."receipt_number" IS DISTINCT FROM (new_values."receipt_number") OR old_values."received_on" IS DISTINCT FROM (new_values."received_on") OR old_values."settled_at" IS DISTINCT FROM (new_values."settled_at") OR old_values."settled_by" IS DISTINCT FROM (new_values."settled_by") OR old_values."state" IS DISTINCT FROM (new_values."state") OR old_values."taken_at" IS DISTINCT FROM (new_values."taken_at") OR old_values."telephone" IS DISTINCT FROM (new_values."telephone") OR old_values."version" IS DISTINCT FROM (new_values."version") OR old_values."ward_code" IS DISTINCT FROM (new_values."ward_code")) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="83328a944f2e0071a84b5c8777641a7cf9a018fb",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_db7ca",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="subsidy_online_sent",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="sent",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_online_sent_event" ("address", "applicant_id", "attachments", "due_on", "findings", "folder_id", "form", "form_sha256", "id", "parts", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "procedure", "proposal", "proposed_by", "proposed_state", "reason", "receipt_number", "received_on", "settled_at", "settled_by", "state", "taken_at", "telephone", "version", "ward_code") SELECT old_values."address", old_values."applicant_id", old_values."attachments", old_values."due_on", old_values."findings", old_values."folder_id", old_values."form", old_values."form_sha256", old_values."id", old_values."parts", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."procedure", old_values."proposal", old_values."proposed_by", old_values."proposed_state", old_values."reason", old_values."receipt_number", old_values."received_on", old_values."settled_at", old_values."settled_by", old_values."state", old_values."taken_at", old_values."telephone", old_values."version", old_values."ward_code" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="c9a3c764a9a2fa97393ceb09b62fa71dae73d3bb",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7b90b",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="subsidy_online_sent",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="sent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "refused"]), _negated=True),
                    ("proposed_by", ""),
                    models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="subsidy_online_two_people",
            ),
        ),
    ]
