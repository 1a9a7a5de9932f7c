"""What leaves the portal on a medium: application files sealed as they are, in a container of the medium's own key."""

import csv
import hashlib
import io
import zipfile

import pyrage
import pytest

from sasae.formats.application_zip import unpack
from sasae.foundation.custody.models import TakingOut
from sasae.foundation.history.models import HistoryEntry
from sasae.portal.taking_out import COLUMNS, LIST
from tests.portal.residents import NUMBERS

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("MED-1")]
KEY = pyrage.x25519.Identity.generate()


@pytest.mark.clause("FIL-5", "MED-3")
def test_an_application_goes_to_the_application_system_on_a_medium_and_the_medium_comes_back_clean(
    hanako, signed_in, open_sealed
):
    number = hanako.apply()
    carrier = signed_in("submissions.view", "submissions.download", "media.view", "media.ask", "media.hand_over")
    custodian = signed_in("media.view", "media.approve", "media.manage")
    told = {"code": "U1", "kind": "USB", "recipient": str(KEY.to_public()), "sealing": "age"}
    assert custodian.post("/municipality/media/new/", told).status_code == 302
    told = {"medium": "U1", "items": number, "purpose": "回線の障害", "receiver": "申請管理", "due_on": "2099-01-01"}
    assert carrier.post("/municipality/takings-out/new/", told).status_code == 302
    page = f"/municipality/takings-out/{TakingOut.objects.get().pk}/"
    assert carrier.post(f"{page}file/").status_code == 302  # not approved yet
    custodian.post(f"{page}steps/approve/")
    sealed = carrier.post(f"{page}file/").content
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(sealed, [KEY]))) as archive:
        assert sorted(archive.namelist()) == [f"{number}.zip", LIST]
        content = archive.read(f"{number}.zip")
        rows = list(csv.reader(io.StringIO(archive.read(LIST).decode())))
    assert rows == [list(COLUMNS), [number, str(len(content)), hashlib.sha256(content).hexdigest()]]
    assert not [secret for secret in (*NUMBERS, "川崎　花子") if secret.encode() in content]
    package = unpack(content, open_sealed)
    assert (package.good, package.verification.name) == (True, "川崎　花子")
    for step, typed in (("return", {}), ("erase", {"how": "上書き消去"})):
        custodian.post(f"{page}steps/{step}/", typed)
    assert TakingOut.objects.get().state == "erased"
    [line] = HistoryEntry.objects.filter(event="taking.handed_over")
    assert (line.persons, line.terminal) == ([number], carrier.terminal.code)


@pytest.mark.clause("POR-2")
def test_who_the_applicant_is_stands_sealed_in_the_file(hanako, open_sealed):
    from sasae.portal.submissions.models import Submission

    hanako.apply()
    with zipfile.ZipFile(io.BytesIO(bytes(Submission.objects.get().archive))) as archive:
        open_members = [name for name in archive.namelist() if not name.endswith(".age")]
        stated = open_sealed(archive.read("sign/verify.csv.age")).decode()
    assert sorted(open_members) == ["manifest.csv", "sign/signature.p7s", "sign/signcert.cer"]
    assert "川崎　花子" in stated
