"""The dry run: every file read, every question asked, every sum compared. Nothing is changed but what the check says."""

from django.db import transaction

from sasae.foundation.batch.actions import start
from sasae.foundation.batch.models import BatchRun
from sasae.foundation.history import Actor, record
from sasae.kernel.findings import Finding, has_errors
from sasae.subsidy.old_system.actions.giving import CannotMove, locked, moved
from sasae.subsidy.old_system.crossing import findings_of
from sasae.subsidy.old_system.models import MigrationFile, Purpose, State
from sasae.subsidy.old_system.reading import MOST_FINDINGS
from sasae.subsidy.old_system.staging import in_sets, stage, tie_families
from sasae.subsidy.old_system.totals import compared, control, disagreements, staged


@transaction.atomic
def begin_check(pk: int, *, by: Actor) -> BatchRun:
    """Begin the dry run in the background. Raises CannotMove."""
    migration = locked(pk)
    if not migration.files.exists():
        raise CannotMove("ファイルがまだありません。", id="OS-603")
    moved(migration, State.CHECKING)
    migration.save()
    record(by, "old_system.check_begun", migration.number)
    return start("old_system.check", {"migration": migration.pk}, by)


@transaction.atomic
def read_file(pk: int) -> MigrationFile:
    """Read one file into staging and keep what was found. Again it does the same again."""
    file = MigrationFile.objects.select_for_update().select_related("migration").get(pk=pk)
    reader = stage(file)
    file.rows, file.errors, file.warnings = reader.rows, reader.errors, reader.warnings
    file.findings = [finding.as_dict() for finding in reader.findings]
    file.read = True
    file.save()
    return file


@transaction.atomic
def close_check(pk: int, *, by: Actor) -> None:
    """What the files say of one another, and the sums. Whole files only: of a file with errors nothing more is asked."""
    migration = locked(pk)
    whole = not migration.files.filter(errors__gt=0).exists()
    found: list[Finding] = []
    migration.totals = []
    if whole:
        with in_sets():
            tie_families(migration)
            found = list(findings_of(migration))
            migration.totals = compared(staged(migration), control(migration))
        found += disagreements(migration.totals, stop=migration.purpose == Purpose.MOVE)
    migration.findings = [finding.as_dict() for finding in found[:MOST_FINDINGS]]
    migration.errors = sum(finding.severity == "error" for finding in found)
    moved(migration, State.CHECKED if whole and not has_errors(found) else State.WRONG)
    migration.save()
    errors = migration.errors + sum(migration.files.values_list("errors", flat=True))
    record(by, "old_system.checked", migration.number, errors=errors, warnings=len(found) - migration.errors)
