"""Letters to persons affected by an incident: in a row to most, one by one to who is under 支援措置."""

from datetime import date

import pytest
from django.urls import reverse

from sasae.foundation.history.models import HistoryEntry
from sasae.foundation.incidents.models import Affected, Incident
from sasae.kernel import clock
from sasae.subsidy.disclosures.models import Letter
from sasae.subsidy.people.models import Person
from tests.subsidy.town import MISAKI, REN

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INC-1")]
HANDLE = ("incidents.view", "incidents.handle", "printing.view")


def test_letters_leave_by_the_one_way_out_and_those_of_protected_persons_alone(granted, signed_in):
    Person.objects.filter(atena_no=REN).update(protected_until=date(2099, 1, 1))
    clerk, handler = signed_in(), signed_in(*HANDLE)
    clerk.post("/incidents/new/", {"kind": "papers", "what": "申請書の紛失", "happened_on": str(clock.today())})
    one = Incident.objects.get()

    def go(name: str, typed: dict[str, object], *more: str, by: object = handler) -> int:
        return by.post(reverse(f"incidents:{name}", args=[one.number, *more]), typed).status_code

    go("step", {}, "take")
    go("write", {"items": "氏名と住所", "people": "2"}, "description")
    go("write", {"persons": f"{MISAKI}\n{REN}\n999"}, "name")
    assert set(Affected.objects.filter(protected=True).values_list("person", flat=True)) == {REN}
    go("notices", {})
    assert [letter.person.atena_no for letter in Letter.objects.all()] == [MISAKI]
    assert go("notices", {"alone": "yes", "pick": [REN]}) == 403  # who may not see where they live sends nothing there
    may = signed_in(*HANDLE, "protected.view")
    go("notices", {"alone": "yes", "pick": [REN]}, by=may)
    assert Letter.objects.count() == 2
    assert HistoryEntry.objects.filter(event="protected.released", persons=[REN]).count() == 1
    assert dict(Affected.objects.values_list("person", "state")) == {MISAKI: "printed", REN: "printed", "999": "waiting"}
