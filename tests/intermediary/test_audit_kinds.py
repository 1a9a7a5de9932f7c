"""What an audit of a body draws here: its own provisions, inquiries, permits and deletions, and nothing of another body's."""

from typing import Any

import pytest

from sasae.foundation.audits.actions import CannotAudit
from sasae.foundation.audits.kinds import kinds_of
from sasae.foundation.audits.models import Sample
from tests.intermediary.conftest import Net
from tests.intermediary.core import KAWASAKI, MIDORINO
from tests.intermediary.providing import provide
from tests.sampling import first, page, sample, shown_to

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("AUD-1", "INT-9")]


@pytest.fixture
def provided(ready: Net, settings: Any, pages_for_people: Any) -> Net:
    """みどり野市 has answered a query of 川崎市."""
    provide(ready)
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    return ready


def test_a_provision_is_shown_with_its_permit_to_the_auditor_of_that_body_alone(provided: Net, signed_in: Any) -> None:
    auditor = signed_in("audits.audit", office_code=MIDORINO)
    one = first("provisions", MIDORINO)
    told = page(auditor, one)
    assert ("提供済" in told, KAWASAKI in told, "7,654,321" in told or "7654321" in told) == (True, True, False)
    assert told.count("<td>○") == 4
    assert shown_to(auditor) == [f"{MIDORINO}:25"]
    permit = page(auditor, first("permits", MIDORINO))
    assert one.key in permit
    for other in ({"office_code": KAWASAKI}, {}):
        stranger = signed_in("audits.audit", **other)
        assert stranger.get(f"/audits/drawn/{one.pk}/").status_code == 404
        assert stranger.get(f"/audits/{one.sample_id}/").status_code == 404


def test_ids_and_looks_are_the_body_s_own_and_bodies_rows_are_not_for_the_platform(provided: Net, signed_in: Any) -> None:
    mine, theirs = signed_in("codes.view", office_code=MIDORINO), signed_in("codes.view", office_code=KAWASAKI)
    for client in (mine, theirs):
        assert client.get("/codes/").status_code == 200
    drawn = set(sample("users", 50, MIDORINO).drawn.values_list("key", flat=True))
    assert (mine.staff.login_id in drawn, theirs.staff.login_id in drawn) == (True, False)
    looks = sample("looks", 50, MIDORINO).drawn.values_list("persons", flat=True)
    assert {person for persons in looks for person in persons} == {f"{MIDORINO}:25"}
    with pytest.raises(CannotAudit, match="AU-101"):
        sample("provisions", of="")
    assert set(kinds_of("")) == {"looks", "users"}
    assert not Sample.objects.filter(organisation="").exists()
