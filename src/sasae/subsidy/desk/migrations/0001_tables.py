import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
import sasae.foundation.release
from django.db import migrations, models


# What is open is little beside what is kept: each part of the view reads its few rows by an index.
INDEXES = """
CREATE INDEX subsidy_desk_open_consequences ON subsidy_notifications_consequence (review_id) WHERE state = 'open';
CREATE INDEX subsidy_desk_asked_papers ON subsidy_papers_paper (application_id) WHERE state = 'asked';
"""

# A later migration that changes the type of a column named here drops the view and makes it again.
CASES = """
CREATE VIEW subsidy_desk_case AS
SELECT c.kind || ':' || c.subject AS id, c.kind, c.subject, c.number, c.target, c.person_id, c.ward_code, c.opened_on, c.step,
    coalesce(h.due_on, c.letter_due) AS own_due, coalesce(h.assigned_to, '') AS assigned_to, coalesce(h.version, 0) AS version
FROM (
    SELECT 'application'::text AS kind, a.receipt_number::text AS subject, a.receipt_number::text AS number,
        a.receipt_number::text AS target, a.applicant_id AS person_id, a.ward_code::text AS ward_code,
        a.received_on AS opened_on, NULL::date AS letter_due,
        CASE a.state WHEN 'entered' THEN 'compare' WHEN 'received' THEN 'examine' ELSE
            CASE WHEN EXISTS (SELECT 1 FROM subsidy_entitlements_examination e
                WHERE e.application_id = a.id AND e.state = 'requested') THEN 'approve' ELSE 'examining' END END AS step
    FROM subsidy_applications_application a WHERE a.state IN ('entered', 'received', 'examining')
    UNION ALL
    SELECT 'notification', n.number, n.number, n.number, p.id, p.ward_code, n.received_on, NULL, 'compare'
    FROM subsidy_notifications_notification n
    JOIN subsidy_entitlements_family f ON f.id = n.family_id JOIN subsidy_people_person p ON p.id = f.applicant_id
    WHERE n.state = 'entered'
    UNION ALL
    SELECT 'review', r.id::text, 'MN' || lpad(r.id::text, 8, '0'), r.id::text, r.person_id, p.ward_code,
        (r.opened_at AT TIME ZONE 'Asia/Tokyo')::date, NULL,
        CASE WHEN r.state = 'open' THEN 'review' WHEN e.state = 'requested' THEN 'approve' ELSE 'examining' END
    FROM subsidy_notifications_review r
    JOIN subsidy_entitlements_family f ON f.id = r.family_id JOIN subsidy_people_person p ON p.id = f.applicant_id
    LEFT JOIN subsidy_entitlements_examination e ON e.id = r.examination_id
    WHERE r.state IN ('open', 'examining')
    UNION ALL
    SELECT 'consequence', q.id::text, q.subject, q.review_id::text, q.person_id, p.ward_code,
        (coalesce(r.settled_at, r.opened_at) AT TIME ZONE 'Asia/Tokyo')::date, NULL, 'decide'
    FROM subsidy_notifications_consequence q
    JOIN subsidy_notifications_review r ON r.id = q.review_id
    JOIN subsidy_entitlements_family f ON f.id = r.family_id JOIN subsidy_people_person p ON p.id = f.applicant_id
    WHERE q.state = 'open'
    UNION ALL
    SELECT 'claim', c.number, c.number, c.number, c.person_id, p.ward_code, c.claimed_on, NULL,
        CASE WHEN c.state = '51' THEN 'failed' ELSE 'decide' END
    FROM subsidy_claims_claim c JOIN subsidy_people_person p ON p.id = c.person_id WHERE c.state IN ('10', '20', '51')
    UNION ALL
    SELECT 'appeal', a.number, a.number, a.number, a.appellant_id, p.ward_code, a.filed_on, NULL, 'appealed'
    FROM subsidy_appeals_appeal a JOIN subsidy_people_person p ON p.id = a.appellant_id
    WHERE a.state IN ('received', 'correcting', 'proceeding')
    UNION ALL
    SELECT 'returned', m.id::text, coalesce(k.number, 'HY' || lpad(m.id::text, 8, '0')), m.id::text, m.person_id, p.ward_code,
        m.returned_on, NULL, 'returned'
    FROM subsidy_certificates_returnedmail m JOIN subsidy_people_person p ON p.id = m.person_id
    LEFT JOIN subsidy_certificates_certificate k ON k.id = m.certificate_id
    WHERE m.state = 'open'
    UNION ALL
    SELECT 'papers', a.receipt_number, a.receipt_number, a.receipt_number, a.applicant_id, a.ward_code, l.asked_on, l.due_on,
        'papers'
    FROM (SELECT DISTINCT application_id FROM subsidy_papers_paper WHERE state = 'asked') w
    JOIN subsidy_applications_application a ON a.id = w.application_id AND a.state IN ('entered', 'received', 'examining')
    JOIN LATERAL (SELECT max(t.asked_on) AS asked_on, max(t.due_on) AS due_on FROM subsidy_papers_paperletter t
        WHERE t.application_id = a.id) l ON l.due_on IS NOT NULL
    UNION ALL
    SELECT 'receivable', r.number, r.number, r.number, r.debtor_id, coalesce(p.ward_code, ''),
        coalesce((SELECT min(o.proposed_on) FROM subsidy_recovery_order o WHERE o.receivable_id = r.id AND o.state = 'proposed'),
            r.proposed_on), NULL, CASE WHEN r.state = '05' THEN 'decide' ELSE 'approve' END
    FROM subsidy_recovery_receivable r LEFT JOIN subsidy_people_person p ON p.id = r.debtor_id
    WHERE r.state = '05'
        OR r.id IN (SELECT o.receivable_id FROM subsidy_recovery_order o WHERE o.state = 'proposed')
    UNION ALL
    SELECT 'injury', i.number, i.number, i.number, i.person_id, p.ward_code, i.notified_on, NULL, 'decide'
    FROM subsidy_third_parties_injurycase i JOIN subsidy_people_person p ON p.id = i.person_id
    WHERE i.state IN ('received', 'claiming') AND EXISTS (
        SELECT 1 FROM subsidy_third_parties_treatment t WHERE t.case_id = i.id AND t.judgement = 'open')
) c LEFT JOIN subsidy_desk_casehandling h ON h.kind = c.kind AND h.subject = c.subject
"""


class Migration(migrations.Migration):
    replaces = [("subsidy_desk", "0001_initial"), ("subsidy_desk", "0002_cases"), ("subsidy_desk", "0003_money_back")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_appeals", "0001_tables"),
        ("subsidy_applications", "0001_tables"),
        ("subsidy_certificates", "0001_tables"),
        ("subsidy_claims", "0001_tables"),
        ("subsidy_entitlements", "0001_tables"),
        ("subsidy_notifications", "0001_tables"),
        ("subsidy_papers", "0001_tables"),
        ("subsidy_people", "0001_tables"),
        ("subsidy_recovery", "0001_tables"),
        ("subsidy_third_parties", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Case",
                    fields=[
                        ("id", models.CharField(max_length=80, primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("application", "申請"),
                                    ("notification", "届出"),
                                    ("review", "家族の見直し"),
                                    ("consequence", "変更の影響"),
                                    ("claim", "償還払い"),
                                    ("appeal", "審査請求"),
                                    ("returned", "返戻郵便"),
                                    ("papers", "書類の督促"),
                                    ("receivable", "返還金"),
                                    ("injury", "第三者行為"),
                                ],
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        ("subject", models.CharField(max_length=64)),
                        ("number", models.CharField(max_length=64, verbose_name="番号")),
                        ("target", models.CharField(max_length=64)),
                        (
                            "person",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("ward_code", models.CharField(max_length=6)),
                        ("opened_on", models.DateField(verbose_name="受付日")),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("compare", "照合待ち"),
                                    ("examine", "審査待ち"),
                                    ("examining", "審査中"),
                                    ("approve", "承認待ち"),
                                    ("review", "見直し待ち"),
                                    ("decide", "決定待ち"),
                                    ("failed", "振込不能"),
                                    ("appealed", "裁決待ち"),
                                    ("returned", "対応待ち"),
                                    ("papers", "書類待ち"),
                                ],
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        ("own_due", models.DateField(null=True)),
                        ("assigned_to", models.CharField(max_length=64)),
                        ("version", models.IntegerField()),
                    ],
                    options={
                        "verbose_name": "仕事",
                        "db_table": "subsidy_desk_case",
                        "managed": False,
                    },
                ),
                migrations.CreateModel(
                    name="CaseHandling",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("application", "申請"),
                                    ("notification", "届出"),
                                    ("review", "家族の見直し"),
                                    ("consequence", "変更の影響"),
                                    ("claim", "償還払い"),
                                    ("appeal", "審査請求"),
                                    ("returned", "返戻郵便"),
                                    ("papers", "書類の督促"),
                                    ("receivable", "返還金"),
                                    ("injury", "第三者行為"),
                                ],
                                db_comment="仕事の種類",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(db_comment="その種類の中での番号", max_length=64, verbose_name="対象"),
                        ),
                        (
                            "assigned_to",
                            models.CharField(
                                blank=True, db_comment="担当する者のID", max_length=64, verbose_name="担当者"
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(
                                db_comment="決めた期限（空なら標準処理期間による）", null=True, verbose_name="期限"
                            ),
                        ),
                        (
                            "plan",
                            models.CharField(
                                blank=True, db_comment="処理の方針・引継ぎ", max_length=300, verbose_name="処理の方針"
                            ),
                        ),
                        (
                            "version",
                            models.IntegerField(db_comment="変更のたびに上がる番号", default=1, verbose_name="版"),
                        ),
                        (
                            "changed_by",
                            models.CharField(db_comment="変更した者のID", max_length=64, verbose_name="変更者"),
                        ),
                        ("changed_at", models.DateTimeField(db_comment="変更した日時", verbose_name="変更日時")),
                    ],
                    options={
                        "verbose_name": "仕事の処理",
                        "indexes": [models.Index(fields=["assigned_to"], name="subsidy_desk_worker")],
                        "constraints": [
                            models.UniqueConstraint(fields=("kind", "subject"), name="subsidy_desk_handling_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "application",
                                            "notification",
                                            "review",
                                            "consequence",
                                            "claim",
                                            "appeal",
                                            "returned",
                                            "papers",
                                            "receivable",
                                            "injury",
                                        ],
                                    )
                                ),
                                name="subsidy_desk_handling_kind",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_desk_casehandling_event" ("assigned_to", "changed_at", "changed_by", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "subject", "version") SELECT new_values."assigned_to", new_values."changed_at", new_values."changed_by", new_values."due_on", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."plan", new_values."subject", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="1197a57f547eb3756ec4072beaf3907b0df7fa5f",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_c4bbf",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_desk_casehandling",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_desk_casehandling_event" ("assigned_to", "changed_at", "changed_by", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "subject", "version") SELECT new_values."assigned_to", new_values."changed_at", new_values."changed_by", new_values."due_on", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."plan", new_values."subject", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f2877a3515c8a1a2df0a4f55ecd868d5f2093f71",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_3430a",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_desk_casehandling",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_desk_casehandling_event" ("assigned_to", "changed_at", "changed_by", "due_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan", "subject", "version") SELECT old_values."assigned_to", old_values."changed_at", old_values."changed_by", old_values."due_on", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."plan", old_values."subject", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0656bea9a43eca6efb28d85bd61a37314ae7d1c3",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_cb1bf",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_desk_casehandling",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseHandlingEvent",
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
                                to="subsidy_desk.casehandling",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("application", "申請"),
                                    ("notification", "届出"),
                                    ("review", "家族の見直し"),
                                    ("consequence", "変更の影響"),
                                    ("claim", "償還払い"),
                                    ("appeal", "審査請求"),
                                    ("returned", "返戻郵便"),
                                    ("papers", "書類の督促"),
                                    ("receivable", "返還金"),
                                    ("injury", "第三者行為"),
                                ],
                                db_comment="仕事の種類",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(db_comment="その種類の中での番号", max_length=64, verbose_name="対象"),
                        ),
                        (
                            "assigned_to",
                            models.CharField(
                                blank=True, db_comment="担当する者のID", max_length=64, verbose_name="担当者"
                            ),
                        ),
                        (
                            "due_on",
                            models.DateField(
                                db_comment="決めた期限（空なら標準処理期間による）", null=True, verbose_name="期限"
                            ),
                        ),
                        (
                            "plan",
                            models.CharField(
                                blank=True, db_comment="処理の方針・引継ぎ", max_length=300, verbose_name="処理の方針"
                            ),
                        ),
                        (
                            "version",
                            models.IntegerField(db_comment="変更のたびに上がる番号", default=1, verbose_name="版"),
                        ),
                        (
                            "changed_by",
                            models.CharField(db_comment="変更した者のID", max_length=64, verbose_name="変更者"),
                        ),
                        ("changed_at", models.DateTimeField(db_comment="変更した日時", verbose_name="変更日時")),
                    ],
                    options={
                        "db_table": "subsidy_desk_casehandling_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="ab8ed98c7c0607215b875bab3812314675beb424",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_3c779",
                                    table="subsidy_desk_casehandling_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseNote",
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
                                related_name="notes",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("memo", "メモ"), ("telephone", "電話"), ("counter", "窓口")],
                                db_comment="メモ・電話・窓口の別",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("happened_on", models.DateField(db_comment="応対した日", verbose_name="日付")),
                        (
                            "counterpart",
                            models.CharField(
                                blank=True, db_comment="電話・窓口の相手", max_length=100, verbose_name="相手"
                            ),
                        ),
                        (
                            "text",
                            sasae.foundation.release.SealedTextField(
                                db_comment="内容（暗号化し、出口を通してだけ文字になる）", verbose_name="内容"
                            ),
                        ),
                        (
                            "version",
                            models.IntegerField(db_comment="変更のたびに上がる番号", default=1, verbose_name="版"),
                        ),
                        (
                            "written_by",
                            models.CharField(db_comment="初めに書いた者のID", max_length=64, verbose_name="記入者"),
                        ),
                        ("written_at", models.DateTimeField(db_comment="初めに書いた日時", verbose_name="記入日時")),
                        (
                            "changed_by",
                            models.CharField(db_comment="最後に変更した者のID", max_length=64, verbose_name="変更者"),
                        ),
                        ("changed_at", models.DateTimeField(db_comment="最後に変更した日時", verbose_name="変更日時")),
                    ],
                    options={
                        "verbose_name": "応対の記録",
                        "indexes": [models.Index(fields=["person", "-happened_on"], name="subsidy_desk_note_person")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_desk_casenote_event" ("changed_at", "changed_by", "counterpart", "happened_on", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version", "written_at", "written_by") SELECT new_values."changed_at", new_values."changed_by", new_values."counterpart", new_values."happened_on", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."text", new_values."version", new_values."written_at", new_values."written_by" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8f4179437a9d968cdd0862fcd06d8c9395d52ec8",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bc510",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_desk_casenote",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_desk_casenote_event" ("changed_at", "changed_by", "counterpart", "happened_on", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version", "written_at", "written_by") SELECT new_values."changed_at", new_values."changed_by", new_values."counterpart", new_values."happened_on", new_values."id", new_values."kind", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."text", new_values."version", new_values."written_at", new_values."written_by" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="eef03f7af5a73da76c39c694cd5c9771986076b4",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_33a25",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_desk_casenote",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_desk_casenote_event" ("changed_at", "changed_by", "counterpart", "happened_on", "id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version", "written_at", "written_by") SELECT old_values."changed_at", old_values."changed_by", old_values."counterpart", old_values."happened_on", old_values."id", old_values."kind", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."text", old_values."version", old_values."written_at", old_values."written_by" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ae322264248e63f4f9ff518c1a78a68578ff8c13",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_9efa6",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_desk_casenote",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CaseNoteEvent",
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
                                to="subsidy_desk.casenote",
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
                            "kind",
                            models.CharField(
                                choices=[("memo", "メモ"), ("telephone", "電話"), ("counter", "窓口")],
                                db_comment="メモ・電話・窓口の別",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("happened_on", models.DateField(db_comment="応対した日", verbose_name="日付")),
                        (
                            "counterpart",
                            models.CharField(
                                blank=True, db_comment="電話・窓口の相手", max_length=100, verbose_name="相手"
                            ),
                        ),
                        (
                            "text",
                            sasae.foundation.release.SealedTextField(
                                db_comment="内容（暗号化し、出口を通してだけ文字になる）", verbose_name="内容"
                            ),
                        ),
                        (
                            "version",
                            models.IntegerField(db_comment="変更のたびに上がる番号", default=1, verbose_name="版"),
                        ),
                        (
                            "written_by",
                            models.CharField(db_comment="初めに書いた者のID", max_length=64, verbose_name="記入者"),
                        ),
                        ("written_at", models.DateTimeField(db_comment="初めに書いた日時", verbose_name="記入日時")),
                        (
                            "changed_by",
                            models.CharField(db_comment="最後に変更した者のID", max_length=64, verbose_name="変更者"),
                        ),
                        ("changed_at", models.DateTimeField(db_comment="最後に変更した日時", verbose_name="変更日時")),
                    ],
                    options={
                        "db_table": "subsidy_desk_casenote_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="f864466418868b283089f6a70dd70cbd3ce79009",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_51bc5",
                                    table="subsidy_desk_casenote_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearch",
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
                        ("name", models.CharField(db_comment="検索条件の名前", max_length=40, verbose_name="名前")),
                        (
                            "query",
                            models.CharField(
                                db_comment="検索条件（氏名・番号は保存しない）", max_length=300, verbose_name="条件"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "保存した検索条件",
                        "constraints": [
                            models.UniqueConstraint(fields=("login_id", "name"), name="subsidy_desk_search_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExportFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run_id",
                            models.BigIntegerField(
                                db_comment="作成した一括処理の番号", unique=True, verbose_name="一括処理"
                            ),
                        ),
                        ("format", models.CharField(db_comment="csv または xlsx", max_length=4, verbose_name="形式")),
                        (
                            "requested_by",
                            models.CharField(
                                db_comment="書き出しを求めた者のID", max_length=64, verbose_name="求めた者"
                            ),
                        ),
                        ("rows", models.IntegerField(db_comment="書き出した行数", verbose_name="行数")),
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
                        "verbose_name": "書き出したファイル",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("format__in", ["csv", "xlsx"])), name="subsidy_desk_format"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(INDEXES, "DROP INDEX subsidy_desk_open_consequences, subsidy_desk_asked_papers"),
        migrations.RunSQL(CASES, "DROP VIEW subsidy_desk_case"),
    ]
