"""Hand-over by file: what left on a medium is acknowledged by a file that comes back, and compared item by item."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sasae.foundation.custody.models import Medium, TakingOut
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.intake.applications.models import Application
from sasae.intake.downloads.batches import take_all
from sasae.intake.handover.files import index, read_answer, texts
from sasae.intake.handover.layouts import ANSWER, INDEX
from sasae.intake.handover.models import Publication, RegistrationDifference
from sasae.intake.handover.telling import form_for
from sasae.intake.matching.batches import identify_waiting
from sasae.kernel import clock
from tests.intake.applications import ATENA, HANAKO, file
from tests.intake.test_rights_by_procedure import holding

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("APP-5", "ACQ-8")]
RECEIPT = "KW2026061500000001"


@pytest.fixture
def published(partners: Any, card: Any) -> Application:
    """Hanako's application, ready for its business system."""
    partners.serials[card.user_serial] = ATENA
    partners.put(RECEIPT, file(card))
    take_all()
    identify_waiting()
    return Application.objects.get()


@pytest.fixture
def left(published: Application) -> Application:
    """It left on a medium."""
    at, on = clock.now(), clock.today()
    medium = Medium.objects.create(
        code="USB-01", kind="暗号化USBメモリ", recipient="age1", registered_by="a", registered_at=at
    )
    TakingOut.objects.create(
        medium=medium, items=[RECEIPT], purpose="引渡し", receiver="他業務", due_on=on, state="handed_over", asked_by="a",
        asked_at=at, decided_by="b", decided_at=at, handed_by="c", handed_at=at, size=1, sha256="0" * 64,
    )  # fmt: skip
    return published


def answer(*rows: tuple[str, ...], head: tuple[str, ...] = tuple(ANSWER)) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL).writerows([head, *rows])
    return text.getvalue().encode()


def registered(application: Application, **otherwise: str) -> bytes:
    """What a business system writes that registered every item, some of them otherwise."""
    values = {**texts(form_for(application, SYSTEM("tests"), "試験")), **otherwise}
    return answer(*[(RECEIPT, "1", "A-7", place, value) for place, value in values.items()])


def post(client: Any, content: bytes) -> Any:
    return client.post("/handover/answers/", {"file": SimpleUploadedFile("a.csv", content)}, follow=True)


@pytest.mark.parametrize(
    ("otherwise", "comparison"),
    [({}, "same"), ({"child_support_yen": "1", "has_partner": "true"}, "different")],
    ids=["as sent", "two items otherwise"],
)
def test_the_file_acknowledges_and_is_compared_item_by_item(
    left: Application, signed_in: Any, otherwise: dict[str, str], comparison: str
) -> None:
    client = signed_in("handover.file", "handover.view")
    page = post(client, registered(left, **otherwise)).content.decode()
    assert f"1件の登録を受け取りました。登録内容の相違がある申請は{int(bool(otherwise))}件です" in page
    made = Publication.objects.get()
    assert (made.registered_as, made.comparison) == ("A-7", comparison)
    assert RegistrationDifference.objects.count() == len(otherwise)
    assert post(client, registered(left, **otherwise)).status_code == 200
    assert RegistrationDifference.objects.count() == len(otherwise)
    assert HistoryEntry.objects.filter(event="handover.file_taken").count() == 2


def test_without_values_it_acknowledges_and_says_nothing_was_told(left: Application, signed_in: Any) -> None:
    post(signed_in("handover.file", "handover.view"), answer((RECEIPT, "1", "A-7", "", "")))
    made = Publication.objects.get()
    assert (made.registered_as, made.comparison, made.differences.count()) == ("A-7", "not_told", 0)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"\xff\xfe", ["IK-621"]), (b"", ["IK-622"]), (answer(head=("受付番号",)), ["IK-622"]), (answer(), ["IK-623"]),
        (answer((RECEIPT, "1", "", "a", "b"), (RECEIPT, "一", "A-7", "a", "b")), ["IK-624", "IK-625"]),
        (answer((RECEIPT, "1", "A-7", "a", "b"), (RECEIPT, "1", "A-8", "c", "d")), ["IK-626"]),
        (answer((RECEIPT, "1", "A-7", "a", "b"), (RECEIPT, "1", "A-7", "a", "d")), ["IK-627"]),
    ],
    ids=["no text", "nothing", "other columns", "no line", "number and version", "two numbers", "an item twice"],
)  # fmt: skip
def test_a_file_that_is_wrong_is_told_of_whole(content: bytes, found: list[str]) -> None:
    assert [one.id for one in read_answer(content)[1]] == found


def test_one_wrong_line_and_nothing_of_the_file_is_taken_in(left: Application, signed_in: Any) -> None:
    good, unknown = (RECEIPT, "1", "A-7", "", ""), ("KW2026061500000009", "1", "A-8", "", "")
    refused = post(signed_in("handover.file"), answer(good, unknown))
    assert refused.status_code == 422
    assert "IK-631" in refused.content.decode()
    assert Publication.objects.get().acknowledged_at is None


def test_what_never_left_on_a_medium_and_another_number_are_refused(published: Application, signed_in: Any) -> None:
    client = signed_in("handover.file")
    assert "IK-632" in post(client, registered(published)).content.decode()
    assert Publication.objects.get().acknowledged_at is None


@pytest.mark.clause("ACC-4")
def test_another_procedure_is_out_of_reach_and_looking_is_not_enough(left: Application, signed_in: Any) -> None:
    from sasae.foundation.accounts import actions

    other = holding("another_procedure")
    actions.grant(other.staff, "handover.file", by=SYSTEM("tests"), reason="試験", procedure="another_procedure")
    assert "IK-631" in post(other, registered(left)).content.decode()
    assert signed_in("handover.view").get("/handover/answers/").status_code == 403


def test_the_index_of_a_medium_names_nobody(published: Application) -> None:
    text = index(Application.objects.all()).decode()
    head, row = csv.reader(io.StringIO(text))
    assert head == list(INDEX)
    assert (row[0], row[1], row[-1]) == (RECEIPT, "1", "2")
    assert HANAKO[0] not in text
