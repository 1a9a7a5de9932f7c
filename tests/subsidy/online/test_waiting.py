"""What cannot be read or matched waits for staff, with the reason in words, and nothing of it is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from sasae.foundation.release import MASK
from sasae.kernel import clock
from sasae.subsidy.notifications import actions as notifications
from sasae.subsidy.notifications.models import Notification
from sasae.subsidy.notifications.models import State as NotificationState
from sasae.subsidy.online.batches import fetch_notifications
from sasae.subsidy.online.models import Sent, State
from tests.showings import let_see
from tests.subsidy.conftest import EXAMINER
from tests.subsidy.online.sending import CARD, SENDER, SON, STRANGER, publish, send
from tests.subsidy.town import DAY, HOME, OBASAN, REN, Linkage, person

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
STAFF = ("notifications.view", "notifications.enter", "people.view")


def found(sent: Sent) -> list[str]:
    return [one["id"] for one in sent.findings]


@pytest.mark.clause("ACQ-8")
@pytest.mark.parametrize(
    ("procedure", "said", "expected"),
    [
        ("certificate_reissue", {"who": [SON, STRANGER]}, "UK-325"),
        ("certificate_reissue", {"reissue": {"why": "lost", "noticed_on": "2026-06-16"}}, "UK-326"),
        ("account_change", {"account": {"bank": "9998", "branch": "001", "type": "1", "number": "7654321", "holder_kana": "ミヤマエ　ミサキ"}}, "UK-326"),
        ("eligibility_loss", {"who": [SON]}, "UK-326"),
        ("account_change", {"found": None}, "UK-322"),
        ("change_report", {"change": {"kind": "household", "occurred_on": "2026-06-01"}, "people": [], "household": {"what": "partner", "kin_name": ""}}, "UK-327"),
    ],
    ids=["one not of the family", "a day after it was sent", "a bank there is not", "a child withdraws", "nobody was found", "married or not is not said"],
)  # fmt: skip
def test_it_waits_with_the_reason_and_nothing_is_entered(
    linkage: Linkage, fetched: Callable[..., Sent], deliver: Callable[[], None], procedure: str, said: dict[str, Any], expected: str
) -> None:  # fmt: skip
    sent = fetched(procedure, **said)
    assert (sent.state, found(sent)) == (State.WAITING, [expected])
    assert not Notification.objects.exists()
    deliver()
    assert linkage.published == {}  # it is the office's now, and does not come again


def test_what_was_sent_on_a_form_not_known_here_waits_as_it_is(linkage: Linkage, family: Any) -> None:
    form = {"form": "account_change", "form_version": "2031-04-01", "applicant": SENDER, "new": "これから聞くこと"}
    publish(linkage, "KW2026061599999999", "account_change", form, found=family.applicant.atena_no)
    fetch_notifications()
    sent = Sent.objects.get()
    assert (sent.state, found(sent), sent.form["new"]) == (State.WAITING, ["UK-321"], "これから聞くこと")


def test_who_is_no_familys_applicant_changes_no_account(linkage: Linkage, family: Any) -> None:
    linkage.people[OBASAN] = person(OBASAN, "宮前　緑", "ミヤマエ　ミドリ", "1960-01-01", "2", "母")
    send(linkage, "account_change", found=OBASAN)
    send(linkage, "account_change", found=REN)
    fetch_notifications()
    assert [found(one) for one in Sent.objects.order_by("pk")] == [["UK-323"], ["UK-324"]]


def test_staff_enter_what_waits_on_the_counters_form_and_another_person_compares_it(
    linkage: Linkage, signed_in: Any, fetched: Callable[..., Sent], deliver: Callable[[], None]
) -> None:
    renamed = {**SON, "name": "高津　蓮", "name_kana": "タカツ　レン"}
    change = {
        "change": {"kind": "name", "occurred_on": "2026-06-01"},
        "people": [renamed],
        "renamed": {"why": "adoption"},
    }
    sent = fetched("change_report", **change)
    counter = signed_in(*STAFF)
    page = counter.get(f"/notifications/sent/{sent.pk}/").content.decode()
    assert "UK-325" in page
    assert "高津　蓮" in page
    address = f"/notifications/sent/{sent.pk}/0/"
    shown = counter.get(address).context["form"]
    assert (shown["name"].value(), shown["why"].value()) == ("高津　蓮", "養子縁組")
    typed = {name: shown[name].value() for name in shown.fields}
    assert "だれ" in counter.post(address, typed).content.decode()  # nobody chosen yet: it stays
    done = counter.post(address, {**typed, "who": REN})
    again = counter.post(address, {**typed, "who": REN})
    one = Notification.objects.get()
    assert done.url == again.url == f"/notifications/{one.number}/"
    assert Sent.objects.get().state == State.ENTERED
    own, seen = type(EXAMINER)(one.entered_by, "同じ人", "staff"), notifications.fingerprint(one)
    with pytest.raises(notifications.CannotMove, match="別の人"):
        notifications.confirm(one.pk, [], seen=seen, by=own, on=DAY, at=clock.now())
    notifications.confirm(one.pk, [], seen=notifications.fingerprint(one), by=EXAMINER, on=DAY, at=clock.now())
    deliver()
    assert linkage.outcomes[-1] == (sent.receipt_number, "06")


def test_what_waits_is_read_again_once_the_family_is_registered(
    signed_in: Any, linkage: Linkage, received: Any, request: pytest.FixtureRequest
) -> None:
    send(linkage, "certificate_reissue")
    fetch_notifications()
    assert found(Sent.objects.get()) == ["UK-323"]
    request.getfixturevalue("granted")
    counter, sent = signed_in(*STAFF), Sent.objects.get()
    seen = counter.get(f"/notifications/sent/{sent.pk}/").context["seen"]
    counter.post(f"/notifications/sent/{sent.pk}/again/", {"seen": seen})
    assert (Sent.objects.get().state, Notification.objects.count()) == (State.ENTERED, 1)
    stale = counter.post(f"/notifications/sent/{sent.pk}/again/", {"seen": seen}, follow=True).content.decode()
    assert "状態が変わりました" in stale
    assert Notification.objects.count() == 1


@pytest.mark.parametrize(("state", "status"), [("sent_back", "04"), ("refused", "07")])
def test_sent_back_or_refused_the_resident_is_told_why(
    linkage: Linkage, signed_in: Any, fetched: Callable[..., Sent], deliver: Callable[[], None], state: str, status: str
) -> None:
    sent = fetched("insurance_change")
    counter = signed_in(*STAFF)
    address = f"/notifications/sent/{sent.pk}/"
    seen = counter.get(address).context["seen"]
    empty = counter.post(f"{address}answer/", {"seen": seen, "state": state, "why": ""}, follow=True).content.decode()
    assert "理由を入れてください" in empty
    counter.post(f"{address}answer/", {"seen": seen, "state": state, "why": "保険者番号をもう一度お確かめください"})
    deliver()
    assert linkage.outcomes[-1] == (sent.receipt_number, status)
    assert "保険者番号をもう一度" in linkage.asked[-1][1].message
    assert Sent.objects.get().state == state
    assert set(Notification.objects.values_list("state", flat=True)) == {NotificationState.WITHDRAWN}


@pytest.mark.clause("ACQ-4")
def test_where_a_protected_sender_lives_is_shown_to_those_alone_who_may(
    linkage: Linkage, signed_in: Any, family: Any
) -> None:
    who = family.applicant.atena_no
    linkage.people[who] = type(linkage.people[who]).model_validate(
        {**linkage.people[who].model_dump(), "protected_until": "2027-03-31"}
    )
    send(linkage, "insurance_change", sealed=True, insured=[{**STRANGER, **CARD}])
    fetch_notifications()
    sent = Sent.objects.get()
    assert HOME not in str(sent.form)
    page = signed_in(*STAFF).get(f"/notifications/sent/{sent.pk}/").content.decode()
    assert MASK in page
    assert HOME not in page
    assert "216-0006" not in page
    assert "2160006" not in page
    assert signed_in(*STAFF).get(f"/notifications/sent/{sent.pk}/0/").status_code == 403
    trusted = let_see(signed_in(*STAFF, "protected.view"), who)
    assert HOME in trusted.get(f"/notifications/sent/{sent.pk}/").content.decode()


@pytest.mark.clause("ACQ-4")
def test_where_a_sender_lives_whom_nobody_found_is_shown_as_of_somebody_protected(
    linkage: Linkage, signed_in: Any, family: Any
) -> None:
    send(linkage, "insurance_change", found=None, insured=[{**STRANGER, **CARD}])
    fetch_notifications()
    address = f"/notifications/sent/{Sent.objects.get().pk}/"
    page = signed_in(*STAFF).get(address).content.decode()
    assert MASK in page
    assert HOME not in page
    assert "216-0006" not in page
    assert "2160006" not in page
    trusted = let_see(signed_in(*STAFF, "protected.view"), Sent.objects.get().receipt_number)
    assert HOME in trusted.get(address).content.decode()
