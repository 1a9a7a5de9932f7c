"""Every column of bytes is either under the service's data key, and then made anew with it, or says here what it is."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models

from sasae.deployment.rotation.addressed import addressed
from sasae.deployment.rotation.columns import columns
from sasae.deployment.rotation.ending_codes import PRINTED
from sasae.deployment.rotation.ending_derived import USES
from sasae.deployment.rotation.ending_sealed import ON_TERMINALS
from sasae.deployment.rotation.lacking import findings
from sasae.deployment.rotation.turning import KEPT
from sasae.kernel import clock

# Columns of bytes that no data key of ours opens: by table, or by table and column.
NOT_UNDER_THE_DATA_KEY = {
    "history_chain": "hashes",
    "printing_document": "papers as they were printed",
    "assessment_pack": "packs without persons",
    "subsidy_receipts_cyclereport": "reports as they were made",
    "subsidy_receipts_filepart": "files of the review bodies as they came",
    "subsidy_receipts_readblock": "lines of those files",
    "subsidy_receipts_correctionlist": "files of the review bodies as they came",
    "subsidy_claims_attachment": "papers as they were taken in",
    "subsidy_payments_paymentfile": "files for the bank as they were made",
    "subsidy_payments_refusedresult": "files of the bank as they came",
    "subsidy_treasury_treasuryfile": "files as they were given out",
    "subsidy_treasury_clearingfile": "files as they came",
    "portal_forms_copy": "under the resident's own log-in",
    "portal_submissions_draftattachment": "sealed to the municipality",
    "portal_submissions_sealedmember": "sealed to the municipality",
    "portal_submissions_submission": "sealed to the municipality",
    "portal_submissions_cosignature.statement": "sealed to the municipality",
    "portal_inbox_reply.signature": "a signature",
    "portal_inbox_reply.certificate": "a certificate",
    "portal_looks_question": "signature, certificate, and an answer sealed to the resident",
    "intake_downloads_revocationlist": "published by the card authority",
    "intake_downloads_evidence": "what was true when it came, signed by others",
    "intake_applications_application": "the form for printing, without individual numbers",
    "intake_applications_attachment": "papers as they were sent",
    "intake_applications_signaturecheck": "signature and certificate",
    "intake_applications_cosignercheck": "signatures, certificates, answers of the card authority",
    "intake_letters_reply": "signature and certificate",
    "intake_letters_replypaper": "papers as they were sent",
}


def of_bytes() -> Iterator[tuple[str, str]]:
    """Table and column of every column of bytes of ours."""
    for model in apps.get_models():
        if model.__module__.startswith("sasae."):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.BinaryField):
                    yield model._meta.db_table, field.column


def test_every_column_of_bytes_is_made_anew_with_the_data_key_or_is_under_none() -> None:
    ours = {column.place for column in columns()}
    loose = [
        f"{table}.{column}"
        for table, column in of_bytes()
        if f"{table}.{column}" not in ours
        and not {table, f"{table}.{column}"} & set(NOT_UNDER_THE_DATA_KEY)
    ]
    assert loose == []


def test_what_a_value_is_bound_to_is_told_by_its_row(db: None) -> None:
    """Of the version tables too; a column that is not there is a failing query."""
    for column in columns():
        assert column.contexts_of([]) == {}
        told = column.model._base_manager.values_list("pk", *column.paths)
        told.query.get_compiler(connection=connection).as_sql()


def test_every_column_of_bytes_sealed_to_the_municipality_is_sealed_anew_or_says_why_not() -> None:
    known = {column.place for column in addressed()}
    said = {place for place, why in NOT_UNDER_THE_DATA_KEY.items() if why == "sealed to the municipality"}
    loose = [f"{table}.{column}" for table, column in of_bytes() if {table, f"{table}.{column}"} & said]
    assert [place for place in loose if place not in known] == []
    assert [column.place for column in addressed() if not column.anew and not column.stays] == []


def test_what_a_key_before_is_still_needed_for_is_asked_of_tables_that_are_there(db: None) -> None:
    now, service = clock.real_now(), settings.SASAE_SERVICE
    asked: list[tuple[str, Any]] = [(USES[purpose].query, [now]) for purpose in KEPT.get(service, ())]
    asked += [(PRINTED, {"day": now.date(), "until": now})] if service == "subsidy" else []
    asked += [(ON_TERMINALS, [now])] if service == "portal" else []
    with connection.cursor() as cursor:
        for query, values in asked:
            cursor.execute(query, values)
            assert cursor.fetchone() == (0, None)
    assert findings() == []  # where nothing is kept, nothing is lacking
