"""We correct what we told: who had it is listed with what, when and by which permit, and marked by a named person."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sasae.foundation.history import Actor
from sasae.foundation.history.models import HistoryEntry
from sasae.intermediary.bodies.actions import acting_for
from sasae.intermediary.bodies.models import Body
from sasae.intermediary.corrections import actions
from sasae.intermediary.corrections.models import CORE, Correction, CorrectionLine, CorrectionMark, How
from sasae.intermediary.corrections.queries import addressees_of, waiting
from sasae.intermediary.records.correcting import correct
from sasae.intermediary.records.models import ProvisionRecord
from sasae.kernel import clock
from tests.intermediary.conftest import Net
from tests.intermediary.core import AFFAIR, KAWASAKI, MIDORINO, PROCEDURE, TAX

pytestmark = [pytest.mark.django_db(databases=["default", "journal"]), pytest.mark.clause("INT-5")]
BY = Actor("hana", "花山 はな", "staff")
PENSION = "900001"


def midorino() -> Body:
    return Body.objects.get(code=MIDORINO)


def provided(number: str, inquirer: str = KAWASAKI, items: tuple[str, ...] = ("year", "salary"), **other: Any) -> int:
    """みどり野市 provided it and recorded so; returns the record's number."""
    at = clock.now() - timedelta(days=20)
    plain = {
        "side": "提供", "processing_no": number, "unified_no": "25", "inquirer": inquirer, "provider": MIDORINO,
        "affair": AFFAIR, "procedure": PROCEDURE, "information": TAX, "items": list(items), "permit_no": f"P{number}",
        "requested_at": at, "provided_at": at, "result": "answered", "not_disclosed": False,
        "keep_until": date(2033, 12, 31),
    }  # fmt: skip
    with acting_for(MIDORINO):
        return int(ProvisionRecord.objects.create(**{**plain, **other}).pk)


def noted(*items: str, **other: Any) -> int:
    told = {"unified_no": "25", "information": TAX, "items": items, "since": None, "order_no": "8み訂第1号", **other}
    return actions.list_for_information(midorino(), by=BY, on=clock.today(), now=clock.now(), **told)


def states(number: int) -> dict[str, str]:
    with acting_for(MIDORINO):
        return {each.code: each.state for each in addressees_of(number, {})}


def left() -> int:
    with acting_for(MIDORINO):
        return waiting().count()


def tell(number: int, whom: str, **other: Any) -> None:
    told = {"told_on": clock.today(), "how": How.LETTER, "document": "8み通第5号", "now": clock.now(), **other}
    actions.tell(midorino(), number, whom, by=BY, on=clock.today(), **told)


def test_every_body_that_had_the_corrected_item_is_listed_and_no_other(ready: Net) -> None:
    provided("1")
    provided("2", items=("year",))
    provided("3", inquirer=PENSION, items=("salary",))
    provided("4", unified_no="26")
    provided("5", result="nobody", items=())
    number = noted("salary")
    with acting_for(MIDORINO):
        lines = list(
            CorrectionLine.objects.order_by("id").values_list("addressee", "processing_no", "permit_no", "items")
        )
    assert lines == [(KAWASAKI, "1", "P1", ["salary"]), (PENSION, "3", "P3", ["salary"])]
    assert states(number) == {KAWASAKI: "未対応", PENSION: "未対応"}
    assert HistoryEntry.objects.get(event="corrections.noted").persons == [f"{MIDORINO}:25"]
    with pytest.raises(actions.CannotTell, match="もう一覧になっています"):
        noted("salary")  # pressed twice


@pytest.mark.parametrize(("days", "count"), [(20, 1), (19, 0)], ids=["from that day on", "from the day after"])
def test_what_was_provided_before_the_first_wrong_day_is_left_out(ready: Net, days: int, count: int) -> None:
    provided("1")
    since = clock.today() - timedelta(days=days)
    if count:
        assert len(states(noted("salary", since=since))) == count
    else:
        with pytest.raises(actions.CannotTell, match="I-834"):
            noted("salary", since=since)


@pytest.mark.parametrize(
    ("told", "id"),
    [
        ({"order_no": "　"}, "I-831"), ({"unified_no": "999"}, "I-833"), ({"since": date(2999, 1, 1)}, "I-832"),
        ({"items": ["dependants"]}, "I-834"), ({"items": []}, "I-834"),
    ],
    ids=["no order", "nobody", "a day to come", "an item nobody had", "no item"],
)  # fmt: skip
def test_a_correction_that_cannot_be_is_refused(ready: Net, told: dict[str, Any], id: str) -> None:
    provided("1")
    with pytest.raises(actions.CannotTell, match=id):
        noted("salary", **told)
    assert left() == 0


def test_a_corrected_record_is_told_to_the_other_side_of_it_and_to_the_network(ready: Net) -> None:
    old = provided("1")
    order = {"order_no": "8み訂第2号", "reason": "決定のとおり"}
    new = correct(midorino(), old, {"items": ["year"]}, by=BY, now=clock.now(), **order)
    with acting_for(MIDORINO):
        one = Correction.objects.get()
    assert (one.record, one.items, one.order_no) == (new, ["salary"], "8み訂第2号")
    assert states(one.pk) == {KAWASAKI: "未対応", CORE: "未対応"}
    with pytest.raises(actions.CannotTell, match="I-835"):
        actions.list_again(midorino(), one.pk, by=BY, now=clock.now())


def test_an_addressee_is_marked_once_the_mark_may_be_taken_back_and_everything_stays_to_be_read(ready: Net) -> None:
    provided("1")
    provided("3", inquirer=PENSION)
    number = noted("salary")
    tell(number, KAWASAKI)
    with pytest.raises(actions.CannotTell, match="I-841"):
        tell(number, KAWASAKI)
    actions.spare(midorino(), number, PENSION, why="受け取った者が死亡し、資格がない", by=BY, now=clock.now())
    assert (states(number), left()) == ({KAWASAKI: "対応済", PENSION: "対応不要"}, 0)
    actions.undo(midorino(), number, KAWASAKI, why="宛先を誤った", by=BY, now=clock.now())
    assert (states(number)[KAWASAKI], left()) == ("未対応", 1)
    with pytest.raises(actions.CannotTell, match="I-841"):
        actions.undo(midorino(), number, KAWASAKI, why="もう一度", by=BY, now=clock.now())
    tell(number, KAWASAKI, how=How.TELEPHONE, document="")
    with acting_for(MIDORINO):
        marks = list(CorrectionMark.objects.order_by("id").values_list("addressee", "mark", "marked_by"))
        kept = "".join(CorrectionMark.objects.values_list("reason", flat=True))
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            CorrectionMark.objects.update(marked_by="another")
    assert marks == [
        (KAWASAKI, "told", "hana"), (PENSION, "not_needed", "hana"), (KAWASAKI, "undone", "hana"), (KAWASAKI, "told", "hana"),
    ]  # fmt: skip
    assert "死亡" not in kept  # what clerks write of a person is sealed to the body


@pytest.mark.parametrize(
    ("told", "id"),
    [
        ({"told_on": date(2999, 1, 1)}, "I-836"), ({"document": " "}, "I-837"), ({"whom": "131016"}, "I-840"),
    ],
    ids=["a day to come", "a letter without a number", "whom nothing was provided to"],
)  # fmt: skip
def test_a_mark_that_cannot_be_is_refused(ready: Net, told: dict[str, Any], id: str) -> None:
    provided("1")
    number = noted("salary")
    with pytest.raises(actions.CannotTell, match=id):
        tell(number, told.pop("whom", KAWASAKI), **told)
    assert left() == 1


def test_who_got_the_wrong_item_again_before_the_right_copy_came_is_to_be_told_again(ready: Net) -> None:
    provided("1")
    number = noted("salary")
    tell(number, KAWASAKI)
    later = clock.now() + timedelta(minutes=1)
    provided("6", provided_at=later)
    assert actions.list_again(midorino(), number, by=BY, now=later) == 1
    assert (states(number), left()) == ({KAWASAKI: "未対応"}, 1)
    tell(number, KAWASAKI, now=later)
    assert actions.list_again(midorino(), number, by=BY, now=later) == 0
    assert (states(number), left()) == ({KAWASAKI: "対応済"}, 0)


@pytest.mark.clause("INT-9")
def test_on_screen_from_the_person_to_the_last_mark_and_nothing_of_it_for_another_body(
    ready: Net, signed_in: Any, settings: Any, pages_for_people: Any
) -> None:
    provided("1")
    settings.ROOT_URLCONF, settings.MIDDLEWARE = pages_for_people
    desk = signed_in("records.view", "records.correct", office_code=MIDORINO)
    start = f"/corrections/new/?unified_no=25&information={TAX}"
    assert "川崎市" in desk.get(start).content.decode()
    assert desk.post(start, {"items": "salary", "order_no": ""}).status_code == 422
    page = desk.post(start, {"items": "salary", "order_no": "8み訂第1号"}, follow=True).content.decode()
    assert "訂正した内容の副本が、まだ登録されていません" in page
    with acting_for(MIDORINO):
        number = Correction.objects.get().pk
    mark = f"/corrections/{number}/{KAWASAKI}/"
    again = desk.post(f"{mark}told/", {"told_on": "R8.6.15", "how": "letter", "document": ""}, follow=True)
    assert "必ず入れます" in again.content.decode()
    assert "通知の文書番号を入れてください" in again.content.decode()
    told = desk.post(f"{mark}told/", {"told_on": "R8.6.15", "how": "letter", "document": "8み通第5号"}, follow=True)
    assert "8み通第5号" in told.content.decode()
    assert "取り消す理由を入れてください" in desk.post(f"{mark}undone/", {"why": ""}, follow=True).content.decode()
    assert "宛先を誤った" in desk.post(f"{mark}undone/", {"why": "宛先を誤った"}, follow=True).content.decode()
    spared = desk.post(f"{mark}spared/", {"why": "相手の求めによる"}, follow=True).content.decode()
    assert "対応不要" in spared
    assert "対応済" in desk.get("/corrections/?state=done").content.decode()
    looking = signed_in("records.view", office_code=MIDORINO)
    assert looking.post(f"{mark}told/", {}).status_code == 403
    other = signed_in("records.view", "records.correct", office_code=KAWASAKI)
    assert other.get(f"/corrections/{number}/").status_code == 404
    assert other.get(mark).status_code == 404
    assert "知らせる訂正はありません" in other.get("/corrections/").content.decode()
