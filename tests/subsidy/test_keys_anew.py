"""The subsidy office's values under other keys: also those inside a row that is only staged, and whom a number finds."""

from pathlib import Path

import pytest
from django.conf import settings

from sasae.deployment.rotation import anew
from sasae.foundation import sealing
from sasae.foundation.sealing import KeyRing
from sasae.kernel import clock
from sasae.subsidy.old_system import staging
from sasae.subsidy.old_system.models import Migration, StagedRow
from sasae.subsidy.people.actions import keep_individual_numbers, keep_people
from sasae.subsidy.people.models import Person
from sasae.subsidy.people.queries import by_individual_number
from tests.subsidy.conftest import COUNTER
from tests.subsidy.town import MISAKI, MISAKI_NUMBER, Linkage, person

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.owner]


def test_both_keys_are_replaced_and_everything_is_read_and_found(
    linkage: Linkage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys.json"
    KeyRing.create(path)
    monkeypatch.setattr(settings, "SASAE_KEY_FILE", path)
    keep_people(
        [person(MISAKI, "宮前美咲", "みやまえ　みさき", "1990-04-01", "2", "世帯主", household_no="H8")],
        by=COUNTER, affair="試験", fetched_at=clock.now(),
    )  # fmt: skip
    keep_individual_numbers({MISAKI: MISAKI_NUMBER}, by=COUNTER)
    migration = Migration.objects.create(
        number="M1", title="x", purpose="move", cutover_on=clock.today(), opened_by="x", opened_at=clock.now()
    )
    row = StagedRow.objects.create(
        migration=migration, kind="persons", line=1, key="1",
        values={"account": staging.sealed("1234567"), "name": '"引用"', "none": ""},
    )  # fmt: skip
    old = KeyRing.read(path).current
    KeyRing.renew(path, now=clock.real_now())
    KeyRing.renew_index(path, now=clock.real_now())
    keep_individual_numbers({MISAKI: MISAKI_NUMBER}, by=COUNTER)  # told again meanwhile: nobody else's
    assert by_individual_number(MISAKI_NUMBER) == Person.objects.get(atena_no=MISAKI)
    said: list[str] = []
    assert anew.run("data", said.append)
    assert anew.run("index", said.append)
    KeyRing.forget(path, old)
    KeyRing.forget_index(path)
    row.refresh_from_db()
    assert (row.values["name"], row.values["none"]) == ('"引用"', "")
    assert staging.unsealed(row.values["account"]) == "1234567"
    found = by_individual_number(MISAKI_NUMBER)
    assert found is not None
    assert sealing.decrypt(found.individual_number_cipher or b"") == MISAKI_NUMBER.encode()
