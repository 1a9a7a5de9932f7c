from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce

# The list of work is read from a table with a row for each open case, and home counts from it. The view stays what the areas
# say; a change of any row it reads leaves a mark, in the same transaction, and whoever reads next first takes up the marks
# (`subsidy_desk_settle`). So no writer waits for another, and the table is never read with a change that it has not taken up.
MONEY = import_module("sasae.subsidy.desk.migrations.0003_money_waits")
BEFORE = import_module("sasae.subsidy.desk.migrations.0004_found_by_few_columns").CASES
KEYS = {  # part of the view: the key of its own row
    "'compare'\n    FROM subsidy_notifications_notification n": "n.id",
    "'examining' END\n    FROM subsidy_notifications_review r": "r.id",
    "'decide'\n    FROM subsidy_notifications_consequence q": "q.id",
    "'decide' END\n    FROM subsidy_claims_claim c": "c.id",
    "'appealed'\n    FROM subsidy_appeals_appeal a": "a.id",
    "'returned'\n    FROM subsidy_certificates_returnedmail m": "m.id",
    "'papers'\n    FROM (": "a.id",
    "'approve' END\n    FROM subsidy_recovery_receivable r": "r.id",
    "'decide'\n    FROM subsidy_third_parties_injurycase i": "i.id",
    "'held'\n    FROM subsidy_claims_hold d": "d.id",
    "'decide'\n    FROM subsidy_receipts_receiptline l": "l.id",
    "'answer'\n    FROM subsidy_payments_paymentrun r": "r.id",
    "'approve'\n    FROM subsidy_extraction_extraction x": "x.id",
}


def _with_keys(text: str) -> str:
    """The view with one column more: the key of the row a case is."""
    changes = {
        "AS version\nFROM (": "AS version,\n    c.row_id\nFROM (",
        "END END AS step\n": "END END AS step, a.id AS row_id\n",
        **{place: place.replace("\n", f", {key}\n", 1) for place, key in KEYS.items()},
    }
    for before, after in changes.items():
        if text.count(before) != 1:
            raise LookupError(before)
        text = text.replace(before, after)
    return text


COLUMNS = (
    "id, kind, row_id, subject, number, target, person_id, ward_code, opened_on, step, own_due, assigned_to, version"
)
# A table, the kind of its mark, the column that names the row, and when a row matters (before or after the change); at the
# end those of which only some columns matter. What is written once (numbers, who a claim is for, when a file came) needs no
# mark of its own. A later migration that changes the type of a column named here drops the triggers and makes them again.
OPEN_APPLICATION = "{row}.state IN ('entered', 'received', 'examining')"
SOURCES = [
    ("subsidy_applications_application", "application", "id", OPEN_APPLICATION),
    ("subsidy_applications_application", "papers", "id", OPEN_APPLICATION),
    ("subsidy_entitlements_examination", "examination", "id", "{row}.state = 'requested'"),
    ("subsidy_notifications_notification", "notification", "id", "{row}.state = 'entered'"),
    ("subsidy_notifications_review", "review", "id", ""),
    ("subsidy_notifications_consequence", "consequence", "id", "{row}.state = 'open'"),
    ("subsidy_claims_claim", "claim", "id", "{row}.state IN ('10', '20', '51')"),
    ("subsidy_claims_hold", "claim_hold", "id", "{row}.released_on IS NULL"),
    ("subsidy_appeals_appeal", "appeal", "id", "{row}.state IN ('received', 'correcting', 'proceeding')"),
    ("subsidy_certificates_returnedmail", "returned", "id", "{row}.state = 'open'"),
    ("subsidy_papers_paper", "papers", "application_id", "{row}.state = 'asked'"),
    ("subsidy_papers_paperletter", "papers", "application_id", ""),
    ("subsidy_recovery_receivable", "receivable", "id", ""),
    ("subsidy_recovery_order", "receivable", "receivable_id", "{row}.state = 'proposed'"),
    ("subsidy_third_parties_injurycase", "injury", "id", "{row}.state IN ('received', 'claiming')"),
    ("subsidy_third_parties_treatment", "injury", "case_id", "{row}.judgement = 'open'"),
    ("subsidy_receipts_receiptline", "receipt", "id", "{row}.state = 'held'"),
    ("subsidy_payments_paymentrun", "transfer", "id", "{row}.state = 'sent'"),
    ("subsidy_extraction_extraction", "extraction", "id", "{row}.state = 'asked'"),
    ("subsidy_desk_casehandling", "handling", "id", ""),
]
MOVES = [
    ("subsidy_people_person", "person", "ward_code"),
    ("subsidy_entitlements_family", "family", "applicant_id"),
]
MARK = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO subsidy_desk_casechange (kind, row_id)
    SELECT DISTINCT '{kind}', one FROM unnest(ARRAY[OLD.{column}, NEW.{column}]) one WHERE one IS NOT NULL;
    RETURN NULL;
END $$;
"""
# Nobody lets go of how a case is handled. Were it done, nothing would tell any more whose case it was: all is read again.
MARK_ALL = """
CREATE FUNCTION subsidy_desk_mark_all() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO subsidy_desk_casechange (kind, row_id) VALUES ('all', 0);
    RETURN NULL;
END $$;
CREATE TRIGGER subsidy_desk_unhandled AFTER DELETE ON subsidy_desk_casehandling
    FOR EACH STATEMENT EXECUTE FUNCTION subsidy_desk_mark_all();
"""
# One reader at a time takes up marks, the others wait the moment it takes. What a mark leads to is looked up after the marks
# were taken: a change that is committed later leaves a mark of its own for the next. The kind is written into the statement
# so that only its part of the view is read.
SETTLE = f"""
CREATE FUNCTION subsidy_desk_settle() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    kinds text[];
    ids bigint[];
    one record;
BEGIN
    IF NOT EXISTS (SELECT FROM subsidy_desk_casechange) THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('desk/settle', 0));
    WITH taken AS (DELETE FROM subsidy_desk_casechange RETURNING kind, row_id)
    SELECT array_agg(t.kind), array_agg(t.row_id) INTO kinds, ids FROM (SELECT DISTINCT kind, row_id FROM taken) t;
    IF kinds IS NULL THEN RETURN; END IF;
    IF 'all' = ANY (kinds) THEN
        DELETE FROM subsidy_desk_listedcase;
        INSERT INTO subsidy_desk_listedcase ({COLUMNS}) SELECT {COLUMNS} FROM subsidy_desk_case;
        RETURN;
    END IF;
    FOR one IN
        WITH marks AS (SELECT * FROM unnest(kinds, ids) m (kind, id)),
        families AS (
            SELECT m.id FROM marks m WHERE m.kind = 'family'
            UNION SELECT f.id FROM marks m JOIN subsidy_entitlements_family f ON f.applicant_id = m.id WHERE m.kind = 'person'),
        reviews AS (
            SELECT m.id FROM marks m WHERE m.kind = 'review'
            UNION SELECT r.id FROM families f JOIN subsidy_notifications_review r ON r.family_id = f.id
            UNION SELECT r.id FROM marks m JOIN subsidy_notifications_review r ON r.examination_id = m.id
                WHERE m.kind = 'examination')
        SELECT t.kind, array_agg(t.id) AS ids FROM (
            SELECT m.kind, m.id FROM marks m WHERE m.kind NOT IN ('person', 'family', 'review', 'examination', 'handling')
            UNION SELECT l.kind, l.row_id FROM marks m JOIN subsidy_desk_listedcase l ON l.person_id = m.id
                WHERE m.kind = 'person'
            UNION SELECT l.kind, l.row_id FROM marks m JOIN subsidy_desk_casehandling h ON h.id = m.id
                JOIN subsidy_desk_listedcase l ON l.kind = h.kind AND l.subject = h.subject WHERE m.kind = 'handling'
            UNION SELECT 'application', e.application_id FROM marks m
                JOIN subsidy_entitlements_examination e ON e.id = m.id WHERE m.kind = 'examination'
            UNION SELECT 'notification', n.id FROM families f JOIN subsidy_notifications_notification n ON n.family_id = f.id
            UNION SELECT 'review', r.id FROM reviews r
            UNION SELECT 'consequence', q.id FROM reviews r JOIN subsidy_notifications_consequence q ON q.review_id = r.id
        ) t (kind, id) GROUP BY t.kind
    LOOP
        DELETE FROM subsidy_desk_listedcase l WHERE l.kind = one.kind AND l.row_id = ANY (one.ids);
        EXECUTE format('INSERT INTO subsidy_desk_listedcase ({COLUMNS}) SELECT {COLUMNS} FROM subsidy_desk_case'
            ' WHERE kind = %L AND row_id = ANY ($1)', one.kind) USING one.ids;
    END LOOP;
END $$;
"""


def _triggers() -> str:
    made = []
    for place, (table, kind, column, when) in enumerate(SOURCES, 1):
        name = f"subsidy_desk_mark_{place}"
        made.append(MARK.format(name=name, kind=kind, column=column))
        old, new = when.format(row="OLD"), when.format(row="NEW")
        for event, matters in (("INSERT", new), ("UPDATE", f"{old} OR {new}" if when else ""), ("DELETE", old)):
            made.append(
                f"CREATE TRIGGER {name}_{event.lower()} AFTER {event} ON {table} FOR EACH ROW"
                f" {f'WHEN ({matters})' if matters else ''} EXECUTE FUNCTION {name}();\n"
            )
    for table, kind, column in MOVES:
        name = f"subsidy_desk_mark_{kind}"
        made.append(MARK.format(name=name, kind=kind, column="id"))
        made.append(
            f"CREATE TRIGGER {name} AFTER UPDATE ON {table} FOR EACH ROW"
            f" WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {name}();\n"
        )
    return "".join(made) + MARK_ALL


def _dropped() -> str:
    names = [f"subsidy_desk_mark_{place}" for place, _ in enumerate(SOURCES, 1)]
    names += [f"subsidy_desk_mark_{kind}" for _, kind, _ in MOVES] + ["subsidy_desk_mark_all"]
    return "".join(f"DROP FUNCTION {name}() CASCADE;\n" for name in names)


NOW = _with_keys(BEFORE)


class Migration(AtOnce):
    dependencies = [
        ("subsidy_desk", "0004_found_by_few_columns"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(NOW, f"DROP VIEW subsidy_desk_case; {BEFORE}"),
        migrations.CreateModel(
            name="CaseChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        db_comment="仕事の種類、または person・family・examination・handling・all",
                        max_length=12,
                        verbose_name="種類",
                    ),
                ),
                ("row_id", models.BigIntegerField(db_comment="変わった行", verbose_name="行")),
            ],
            options={"verbose_name": "仕事の一覧に写す変更"},
        ),
        migrations.CreateModel(
            name="ListedCase",
            fields=[
                (
                    "id",
                    models.CharField(
                        db_comment="種類と対象（種類:対象）", max_length=80, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=MONEY.KINDS, db_comment="仕事の種類", max_length=12, verbose_name="種類"),
                ),
                ("row_id", models.BigIntegerField(db_comment="その種類の表の行")),
                ("subject", models.CharField(db_comment="その種類の中での番号", max_length=64)),
                ("number", models.CharField(db_comment="画面に出す番号", max_length=64, verbose_name="番号")),
                ("target", models.CharField(db_comment="その仕事をする画面を開く番号", max_length=64)),
                ("ward_code", models.CharField(db_comment="担当する区（どの区のものでもなければ空）", max_length=6)),
                ("opened_on", models.DateField(db_comment="仕事になった日", verbose_name="受付日")),
                (
                    "step",
                    models.CharField(
                        choices=MONEY.STEPS, db_comment="何を待っているか", max_length=10, verbose_name="状態"
                    ),
                ),
                ("own_due", models.DateField(db_comment="決めた期限（空なら標準処理期間による）", null=True)),
                ("assigned_to", models.CharField(db_comment="担当する者のID（なければ空）", max_length=64)),
                ("version", models.IntegerField(db_comment="処理の記録の版（まだなければ0）")),
                (
                    "person",
                    models.ForeignKey(
                        db_comment="対象者（特定できなければ空）",
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="subsidy_people.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "仕事の一覧の行",
                "constraints": [models.UniqueConstraint(fields=("kind", "row_id"), name="subsidy_desk_listed_once")],
            },
        ),
        migrations.RunSQL(_triggers() + SETTLE, f"DROP FUNCTION subsidy_desk_settle();\n{_dropped()}"),
        migrations.RunSQL(
            "INSERT INTO subsidy_desk_casechange (kind, row_id) VALUES ('all', 0); SELECT subsidy_desk_settle();", ""
        ),
    ]
