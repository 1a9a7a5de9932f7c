"""A certificate that becomes void when it lies in its envelope already: the run is not closed before it is pulled out."""

from typing import Any

import pytest

from sasae.kernel import clock
from sasae.subsidy.certificates.actions import reissue
from sasae.subsidy.certificates.models import Certificate, Reason
from sasae.subsidy.entitlements.models import Recipient
from sasae.subsidy.print_runs import actions
from sasae.subsidy.print_runs.lapsed import lapsed_in
from sasae.subsidy.print_runs.models import PrintRun, RunState, ScanRound
from tests.subsidy.conftest import COUNTER, EXAMINER
from tests.subsidy.print_runs.test_runs import lying, neighbour, prepared, printed
from tests.subsidy.town import DAY, MISAKI, REN

pytestmark = pytest.mark.django_db(databases=["default", "journal"])


@pytest.fixture
def heaps(granted: Recipient) -> dict[str, str]:
    """Of a printed run of two envelopes, the sheets as they lie, by addressee."""
    neighbour(7001)
    run = printed(prepared())
    envelopes = run.envelopes.order_by("serial").values_list("addressee__atena_no", flat=True)
    return dict(zip(envelopes, lying(run).split("\n\n"), strict=True))


def void_one() -> Certificate:
    """The child's certificate, lost and issued anew."""
    old = Certificate.objects.get(recipient__person__atena_no=REN)
    reissue(old.number, reason=Reason.LOST, by=COUNTER, on=DAY)
    return old


def run() -> PrintRun:
    return PrintRun.objects.latest("pk")


def close(counted: int, spoiled: int = 0) -> PrintRun:
    return actions.close(run().number, counted=counted, spoiled=spoiled, by=EXAMINER, at=clock.now())


def refusals(caught: Any) -> list[str]:
    return [finding.id for finding in caught.value.findings]


@pytest.mark.clause("BUS-7")
@pytest.mark.parametrize("counted_before", [True, False], ids=["it was counted before", "it was not counted yet"])
def test_an_envelope_with_a_void_certificate_keeps_the_run_open_until_it_is_pulled_out(
    heaps: dict[str, str], counted_before: bool
) -> None:
    number, sheets, own = run().number, run().sheet_count, len(heaps[MISAKI].split())
    if counted_before:
        assert actions.scan(number, "\n\n".join(heaps.values()), by=EXAMINER, at=clock.now()).findings == []
    old = void_one()
    again = actions.scan(number, heaps[MISAKI], by=EXAMINER, at=clock.now())
    assert "PC-08" in [finding.id for finding in again.findings]
    assert again.whole == set()
    actions.scan(number, heaps[f"{7001:015d}"], by=EXAMINER, at=clock.now())
    with pytest.raises(actions.CannotRun) as caught:
        close(sheets)
    assert "PR-303" in refusals(caught)
    assert old.number in str(caught.value)
    assert actions.pull(number, heaps[MISAKI], by=EXAMINER, at=clock.now()).findings == []
    assert (run().pulled, run().sheet_count, lapsed_in(run())) == (own, sheets - own, [])
    assert ScanRound.objects.latest("pk").pulled == 1
    with pytest.raises(actions.CannotRun) as caught:
        close(sheets - own)
    assert refusals(caught) == ["PR-302"]
    assert close(sheets).state == RunState.CLOSED
    sent = set(prepared().envelopes.get().sheets.exclude(document_id="").values_list("document_id", flat=True))
    assert len(sent) == 3
    assert old.document_id not in sent


@pytest.mark.clause("BUS-7")
def test_only_a_whole_envelope_with_a_void_certificate_is_pulled_out(heaps: dict[str, str]) -> None:
    void_one()
    number, before = run().number, run().sheet_count
    first_sheets = "\n".join(heaps[MISAKI].split("\n")[:-1])
    for text, finding in ((first_sheets, "PC-04"), (heaps[f"{7001:015d}"], "PC-09"), ("12345", "PC-01")):
        checked = actions.pull(number, text, by=EXAMINER, at=clock.now())
        assert (finding in [one.id for one in checked.findings], checked.whole) == (True, set()), text
    assert (run().sheet_count, run().pulled) == (before, 0)
    assert [len(one.findings) > 0 for one in ScanRound.objects.all()] == [True, True, True]
    assert actions.pull(number, heaps[MISAKI], by=EXAMINER, at=clock.now()).whole
    assert [one.id for one in actions.pull(number, heaps[MISAKI], by=EXAMINER, at=clock.now()).findings][0] == "PC-02"


def test_a_run_without_a_void_certificate_is_closed_as_ever_and_pulls_nothing_out_afterwards(
    heaps: dict[str, str],
) -> None:
    actions.scan(run().number, "\n\n".join(heaps.values()), by=EXAMINER, at=clock.now())
    assert close(run().sheet_count).state == RunState.CLOSED
    void_one()
    with pytest.raises(actions.CannotRun) as caught:
        actions.pull(run().number, heaps[MISAKI], by=EXAMINER, at=clock.now())
    assert refusals(caught) == ["PR-101"]


def test_at_the_screen_the_envelope_is_named_read_and_gone(heaps: dict[str, str], signed_in: Any) -> None:
    url = f"/print-runs/{run().number}/"
    desk = signed_in("print_runs.view", "print_runs.close")
    assert "無効の医療証の抜き取り" not in desk.get(url).content.decode()
    old = void_one()
    page = desk.get(url).content.decode()
    assert f"医療証 {old.number}" in page
    assert "抜き取りを確かめる" in page
    assert "抜き取りを確かめる" not in signed_in("print_runs.view").get(url).content.decode()
    wrong = desk.post(f"{url}pull/", {"pulled": heaps[f"{7001:015d}"]}).content.decode()
    assert "抜き取らずに戻してください" in wrong
    assert heaps[f"{7001:015d}"] in wrong
    for typed, said in (("", "入れてください"), (" ", "用紙の番号がありません")):
        assert said in desk.post(f"{url}pull/", {"pulled": typed}).content.decode()
    told = desk.post(f"{url}pull/", {"pulled": heaps[MISAKI]}, follow=True).content.decode()
    assert "封筒 1通を抜き取りました" in told
    assert "抜き取りを確かめる" not in told
    assert "抜き取った封筒 1通" in told
