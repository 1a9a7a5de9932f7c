"""現物か償還か: a payment says it; a debt may, and where it does not the file's finding says what is taken."""

import pytest

from sasae.subsidy.ledger.audit import audit
from sasae.subsidy.ledger.models import PostingLine
from sasae.subsidy.old_system.models import OpenReceivable, State
from sasae.subsidy.recovery.models import Part
from tests.subsidy.old_system.files import as_csv, checked, ids, imported, rows

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


def without_column(content: bytes, head: str) -> bytes:
    lines = [line.split(",") for line in content.decode("cp932").replace("\r\n", "\n").strip().split("\n")]
    place = lines[0].index(head)
    return "\r\n".join(",".join(cells[:place] + cells[place + 1 :]) for cells in lines).encode("cp932") + b"\r\n"


@pytest.mark.parametrize(
    ("told", "kept", "found"), [("1", "1", []), ("2", "2", []), ("", "2", ["OS-204"])], ids=["現物", "償還", "空"]
)
def test_a_debt_is_booked_under_the_kind_its_row_tells(told: str, kept: str, found: list[str]) -> None:
    files = rows()
    files["receivables"][0] |= {"scheme": told}
    migration = checked(files)
    assert (migration.state, [one for one in ids(migration) if one.startswith("OS-2")]) == (State.CHECKED, found)
    imported(migration)
    lines = PostingLine.objects.filter(posting__cause="opening-due:R1").values_list("scheme", flat=True)
    assert (OpenReceivable.objects.get().scheme, Part.objects.get().scheme, set(lines)) == (kept, kept, {kept})
    assert [finding.id for finding in audit().findings if finding.severity == "error"] == []


def test_a_file_without_the_column_is_read_as_before_and_says_so_once() -> None:
    files = rows()
    content = without_column(as_csv("receivables", files["receivables"]), "助成区分")
    migration = checked(files, receivables=content)
    assert (migration.state, "OS-108" in ids(migration), "OS-204" in ids(migration)) == (State.CHECKED, True, False)


def test_a_kind_that_is_none_stops_the_file_and_a_payment_without_one_does_too() -> None:
    files = rows()
    files["receivables"][0] |= {"scheme": "9"}
    assert "OS-202" in ids(checked(files))
    files = rows()
    files["payments"][0] |= {"scheme": ""}
    assert "OS-202" in ids(checked(files))
