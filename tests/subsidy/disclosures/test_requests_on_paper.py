"""Disclosure, correction and suspension asked for on paper at one of the two offices, each to its end by two persons."""

import pytest

from sasae.contracts.evidence import Act, Evidence, Line, Question, Want
from sasae.foundation.history import SYSTEM
from sasae.foundation.history.models import HistoryEntry
from sasae.kernel import clock
from sasae.subsidy.disclosures import actions
from sasae.subsidy.disclosures.models import Letter, PaperRequest, Suspension
from sasae.subsidy.disclosures.telling import tell
from tests.subsidy.town import MISAKI
from tests.two_persons import refused

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
ENTER = ("disclosures.view", "disclosures.enter", "printing.view")
PAPER = {
    "office": "information", "kind": "disclosure", "atena_no": MISAKI, "asker": "self", "agent_name": "", "identity": ["licence"],
    "what": "わたしについて持っている情報のすべて",
}  # fmt: skip


@pytest.fixture
def asked(linkage, granted):
    """Linkage answers with what the subsidy's own file says, and with one passing on."""

    def of_city(question: Question) -> Evidence:
        if question.want is Want.FILE:
            return tell(question, by=SYSTEM("linkage"), on=clock.today())
        passed = Line(
            reference="r", system="subsidy", at=clock.now(), act=Act.PASSED_ON, office="担当課", why="移転のため", to_whom="重度障害者医療費助成の担当課"
        )
        return Evidence(lines=[passed])

    linkage.evidence_of_city = of_city
    return linkage


def received(client, **changes) -> PaperRequest:
    answer = client.post("/disclosures/new/", {**PAPER, "requested_on": str(clock.today()), **changes})
    assert answer.status_code == 302, answer.content.decode()
    return PaperRequest.objects.get()


def step(client, one: PaperRequest, name: str, **typed: object) -> str:
    return client.post(f"/disclosures/{one.number}/{name}/", typed, follow=True).content.decode()


@pytest.mark.clause("DIS-1")
@pytest.mark.seals("subsidy_disclosures.PaperRequest.packet_cipher")
def test_a_disclosure_is_asked_for_put_together_decided_by_another_paid_and_handed_over(asked, signed_in):
    clerk, head = signed_in(*ENTER), signed_in("disclosures.view", "disclosures.approve")
    one = received(clerk)
    assert (one.due_on - one.requested_on).days == 30
    assert "DS-107" in step(clerk, one, "propose", outcome="whole")  # nothing is there to disclose yet
    step(clerk, one, "gather/packet")
    assert "DS-108" in step(clerk, one, "propose", outcome="whole")  # the child's part is masked
    step(clerk, one, "propose", outcome="part", grounds=["other_persons"], reason="お子さんの情報を除きます。")
    assert "DS-110" not in step(head, one, "steps/decide")
    one.refresh_from_db()
    assert (one.state, one.decided_by, one.fee_yen) == ("decided", head.staff.login_id, one.pages * 10)
    assert clerk.post(f"/disclosures/{one.number}/packet/").content.startswith(b"%PDF")
    assert "DS-123" in step(clerk, one, "steps/finish", done="窓口で渡した")  # not paid yet
    step(clerk, one, "steps/pay")
    step(clerk, one, "steps/finish", done="窓口で渡した。運転免許証を確かめた")
    one.refresh_from_db()
    assert (one.state, Letter.objects.get().kind) == ("done", "disclosure_decision")
    events = HistoryEntry.objects.filter(event__startswith="paper_request.", persons__contains=[MISAKI])
    assert set(events.values_list("event", flat=True)) == {
        f"paper_request.{name}" for name in ("received", "packet_made", "proposed", "decided", "packet_seen", "paid", "done")
    }


@pytest.mark.clause("DIS-1")
def test_who_wrote_the_decision_does_not_decide_and_a_refusal_says_why(asked, signed_in):
    both = signed_in(*ENTER, "disclosures.approve")
    one = received(both)
    assert "DS-106" in step(both, one, "propose", outcome="refused")
    step(both, one, "propose", outcome="refused", grounds=["existence"], reason="存否を答えられません。")
    number, by = one.number, both.staff.actor
    other = SYSTEM("tests")
    refused("disclosures.decide", lambda by: actions.decide(number, by=by, at=clock.now()), same=by, other=other, says="DS-109")
    assert "DS-109" in step(both, one, "steps/decide")
    one.refresh_from_db()
    assert one.state == "prepared"
    assert not Letter.objects.exists()


@pytest.mark.clause("DIS-1")
def test_an_agent_proves_it_and_nobody_comes_without_a_paper(asked, signed_in):
    clerk = signed_in(*ENTER)
    typed = {**PAPER, "requested_on": str(clock.today())}
    for changed, said in (({"asker": "agent"}, "DS-102"), ({"identity": []}, "本人確認書類"), ({"atena_no": "1"}, "DS-140")):
        answer = clerk.post("/disclosures/new/", {**typed, **changed})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    one = received(clerk, asker="agent", agent_name="代理　人子", authority=["power"])
    assert (one.agent_name, one.authority) == ("代理　人子", ["power"])


@pytest.mark.clause("DIS-1")
def test_a_correction_is_told_to_everybody_the_data_was_passed_to(asked, signed_in):
    clerk, head = signed_in(*ENTER), signed_in("disclosures.view", "disclosures.approve")
    one = received(clerk, kind="correction", what="生年月日の訂正")
    step(clerk, one, "propose", outcome="whole")
    step(head, one, "steps/decide")
    step(clerk, one, "gather/receivers")
    receiver = one.receivers.get()
    assert receiver.name == "重度障害者医療費助成の担当課"
    assert "DS-124" in step(clerk, one, "steps/finish", done="生年月日を直した")
    step(clerk, one, f"receivers/{receiver.pk}/told")
    step(clerk, one, "steps/finish", done="生年月日を直した（届出 N-1）")
    one.refresh_from_db()
    assert one.state == "done"


@pytest.mark.clause("DIS-1")
def test_a_suspension_leaves_a_mark_until_it_is_lifted(asked, signed_in):
    clerk, head = signed_in(*ENTER), signed_in("disclosures.view", "disclosures.approve")
    one = received(clerk, kind="suspension", what="統計への利用の停止")
    step(clerk, one, "propose", outcome="whole")
    step(head, one, "steps/decide")
    assert "DS-129" in step(clerk, one, "steps/finish", done="統計への利用")
    assert "選んでください" in step(clerk, one, "suspend", done="統計への利用")
    page = step(clerk, one, "suspend", done="統計への利用", stops=["extraction"])
    assert "利用停止の印があります" in page
    assert "利用停止の印があります" in step(clerk, one, "steps/ask_to_lift", why="本人の求め")
    assert "利用停止の印があります" not in step(head, one, "steps/lift")
    assert Suspension.objects.get().why_lifted == "本人の求め"


@pytest.mark.clause("DIS-1")
def test_the_deadline_is_put_off_once_and_the_person_is_told(asked, signed_in):
    clerk = signed_in(*ENTER)
    one = received(clerk)
    step(clerk, one, "steps/extend", reason="対象の文書が多いため")
    assert "DS-103" in step(clerk, one, "steps/extend", reason="もう一度")
    one.refresh_from_db()
    assert (one.due_on - one.requested_on).days == 60
    assert Letter.objects.get().kind == "disclosure_extension"


def test_a_clerk_of_another_ward_does_not_reach_the_request(asked, signed_in):
    one = received(signed_in(*ENTER))
    elsewhere = signed_in(*ENTER, "disclosures.export", ward="141356")
    assert elsewhere.get(f"/disclosures/{one.number}/").status_code == 403
    assert one.number not in elsewhere.get("/disclosures/").content.decode()
    assert one.number not in elsewhere.get("/disclosures/?export=csv").content.decode()
    assert elsewhere.post(f"/disclosures/{one.number}/steps/withdraw/", {"why": "x"}).status_code == 403
