"""Something of every area, so that every address of the system has a thing it is about; and the addresses themselves."""

from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import NoReverseMatch, reverse

from sasae.foundation.gate import declaration_of
from sasae.kernel import clock
from sasae.subsidy.online.actions import propose_sender
from sasae.subsidy.online.batches import fetch_notifications
from sasae.subsidy.online.models import Sent
from tests.house_rules.test_gates import patterns
from tests.subsidy.conftest import COUNTER, EXAMINER, PAYMENTS
from tests.subsidy.contractors.contracting import outside
from tests.subsidy.money import file_of, receipt, take_in
from tests.subsidy.online.sending import PICTURE, STRANGER, send
from tests.subsidy.paper_custody.tracked import tracked
from tests.subsidy.town import DAY, LAN, MISAKI, RECEIPT, REN
from tests.subsidy.transfers.asking import examined, permit


def addresses() -> dict[str, Any]:
    """Every address of the areas by its name, with its view."""
    urls = import_module(f"sasae.deployment.urls.{settings.SASAE_SERVICE}").urlpatterns
    areas = {app.name.rpartition(".")[2] for app in apps.get_app_configs() if app.name.startswith("sasae.subsidy.")}
    return {name: view for _, name, view in patterns(urls) if name.partition(":")[0] in areas}


def right_of(view: Any) -> str:
    declared = declaration_of(view)
    assert declared is not None
    return str(declared.right)


def places(name: str, known: dict[str, list[tuple[Any, ...]]]) -> list[str]:
    """The paths of an address, each about a thing there is."""
    try:
        return [reverse(name)]
    except NoReverseMatch:
        area = name.partition(":")[0]
        return [reverse(name, args=args) for args in known.get(name, known.get(area, [])) if _fits(name, args)]


def garbage(name: str, values: dict[str, Any]) -> list[str]:
    """The paths of an address with arguments of nothing there is."""
    found = []
    for one in (
        ["int"],
        ["str"],
        ["str", "str"],
        ["int", "str"],
        ["str", "int"],
        ["int", "int"],
        ["str", "str", "int"],
        [],
    ):
        try:
            found.append(reverse(name, args=[values[kind] for kind in one]))
        except NoReverseMatch:
            continue
    return found


def _fits(name: str, args: tuple[Any, ...]) -> bool:
    try:
        reverse(name, args=args)
    except NoReverseMatch:
        return False
    return True


def things() -> dict[str, list[tuple[Any, ...]]]:
    """What each area's addresses, or one address, may be about."""

    def of(model: str, field: str = "pk", *more: Any) -> list[tuple[Any, ...]]:
        rows = apps.get_model(f"subsidy_{model}")._base_manager.order_by("-pk").values_list(field, flat=True)
        return [(value, *more) for value in rows[:4]]

    person = [(MISAKI,)]
    return {
        "people": person, "applications": of("applications.application", "receipt_number"),
        "applications:identify": of("applications.application", "receipt_number", "applicant"),
        **{f"applications:{name}_applicant": [
            (number, pk) for number, in of("applications.application", "receipt_number")
            for pk, in of("applications.applicantmatch")
        ] for name in ("confirm", "reject")},
        "entitlements": of("entitlements.examination"), "entitlements:prepare": of("applications.application", "receipt_number"),
        "entitlements:inquire": of("entitlements.examination", "pk", MISAKI),
        "entitlements:correct_answer": [(one, pk) for one, in of("entitlements.examination") for pk, in of("entitlements.incomeinquiry")],
        "appeals": of("appeals.appeal", "number"), "appeals:receive": of("entitlements.examination"),
        "appeals:receive_about_claim": of("claims.claim", "number"),
        "disclosures": of("disclosures.paperrequest", "number"),
        "disclosures:step": [(number, "extend") for number, in of("disclosures.paperrequest", "number")],
        "disclosures:gather": [(number, "packet") for number, in of("disclosures.paperrequest", "number")],
        "disclosures:told": [(row.request.number, row.pk) for row in apps.get_model("subsidy_disclosures.Receiver").objects.all()],
        "inquiries": of("inquiries.inquiry", "number"),
        "desk:note": of("desk.casenote"), "desk:handling": of("desk.case"), "desk": person,
        "telephone": of("telephone.telephonememo"), "duplicates": of("duplicates.merge"),
        "duplicates:compare": [(MISAKI, LAN)], "duplicates:propose": [(MISAKI, LAN)],
        "papers": of("applications.application", "receipt_number"),
        "papers:change": [(number, pk) for number, in of("applications.application", "receipt_number") for pk, in of("papers.paper")],
        "paper_custody": of("paper_custody.trackedpaper"), "paper_custody:box": of("paper_custody.box"),
        "paper_custody:take_box": of("paper_custody.box", "pk", "seal"),
        **{f"paper_custody:{name}": of("paper_custody.daycheck") for name in ("check", "see", "close_check")},
        "paper_custody:destruction": of("paper_custody.destruction"),
        "paper_custody:take_destruction": of("paper_custody.destruction", "pk", "withdraw"),
        "recognitions": of("applications.application", "receipt_number"),
        "recognitions:take_back": [
            (number, pk) for number, in of("applications.application", "receipt_number") for pk, in of("recognitions.recognition")
        ],
        "certificates": [*of("certificates.certificate", "number"), *of("certificates.certificate")],
        "certificates:returned_mail": of("certificates.returnedmail"),
        **{f"certificates:{name}": of("certificates.pmhfile", "number") for name in ("pmh_file", "pmh_take", "pmh_move")},
        "print_runs": of("print_runs.printrun", "number"),
        "wordings": of("wordings.rewording"), "wordings:propose": [("letters.recall",), ("office.seal.picture",), ("languages.ko",)],
        "wordings:calendar": [(2027,)],
        "notifications": [*of("notifications.notification", "number"), *of("notifications.review")],
        "notifications:tick": of("notifications.consequence"), "notifications:correct": of("entitlements.familyfact"),
        "notifications:enter": [(MISAKI, f"{kind:02}") for kind in range(1, 14)],
        "online": of("online.sent"), "online:enter": of("online.sent", "pk", 0),
        "online:paper": of("online.sent", "pk", 1),
        **{f"online:{name}_sender": [
            (sent, pk) for sent, in of("online.match", "sent") for pk, in of("online.match")
        ] for name in ("confirm", "reject")},
        "notifications:family": person, "notifications:choose": person,
        "receipts": [*of("receipts.receiptline"), *of("receipts.cycle"), *of("receipts.correction")],
        "claims": [*of("claims.claim", "number"), *of("claims.hold")],
        **{f"claims:{name}": of("claims.claimfolder", "number") for name in FOLDER},
        "payments": of("payments.paymentrun", "number"),
        **{f"payments:{name}": of("payments.payment", "serial") for name in TRANSFER},
        "payments:closure_withdraw": of("payments.branchclosure"),
        "recovery": [*of("recovery.receivable", "number"), *of("recovery.order")],
        "recovery:new": [("claim", pk) for pk, in of("claims.claim")], "third_parties": of("third_parties.injurycase", "number"),
        "third_parties:of_notification": of("notifications.notification", "number"),
        "third_parties:end": [(number, how) for number, in of("third_parties.injurycase", "number") for how in ("close", "reopen", "withdraw")],
        "renewals": of("renewals.renewal"), "arrivals": of("payments.payment", "serial"),
        "transfers": of("transfers.permission", "number"), "statistics": [("2026-06",)], "extraction": [*of("extraction.extraction", "number"), *of("extraction.definition")],
        "contractors": of("contractors.contract", "number"),
        **{f"contractors:{name}": of("contractors.request", "number") for name in ("request", "permit", "refuse", "below")},
        **{f"contractors:{name}": of("contractors.worker", "number") for name in ("pledge", "leave")},
        "contractors:handle": of("contractors.report"), "contractors:settle": of("contractors.entrusted"),
        "contractors:finish": of("contractors.audit"), "contractors:mend": of("contractors.defect"), "contractors:see": of("contractors.defect"),
        "extraction:new": [("recipients",)], "old_system": of("old_system.migration", "number"),
    }  # fmt: skip


FOLDER = ("folder", "compare", "send_back", "decide_folder", "attach", "papers")
TRANSFER = ("payment", "return_confirm", "return_withdraw")


def build(get: Any) -> None:
    """One thing of every kind, each at a point where something can still be done about it."""
    recipient = get("granted")
    tracked(RECEIPT)
    _appeal()
    _certificates(recipient)
    _family(get)
    _desk(get, recipient)
    _money(recipient)
    _transfers()
    _requests(recipient)
    outside()


def _requests(recipient: Any) -> None:
    """A request on paper with somebody to be told, and an inquiry."""
    from sasae.subsidy.disclosures import actions as disclosures
    from sasae.subsidy.disclosures.models import Receiver
    from sasae.subsidy.inquiries import actions as inquiries

    today, told = clock.today(), {"by": COUNTER, "at": clock.now()}
    handed = disclosures.Handed("family", "disclosure", today, "self", "", ["licence"], [], "すべて")
    Receiver.objects.create(request=disclosures.receive(recipient.person, handed, **told), name="提供先")
    asked = inquiries.Asked("telephone", today, "safety", "どう守りますか", "", "", "家庭支援担当", today)
    inquiries.receive(asked, recipient.person, **told)


def _transfers() -> None:
    """One permission that waits, one in force."""
    permit()
    examined()


def _appeal() -> None:
    """Against the decision, and an application that waits for its examination, with its papers."""
    from sasae.subsidy.appeals import actions
    from sasae.subsidy.entitlements.models import Examination

    decided = Examination.objects.get()
    told = {"known_on": DAY, "filed_on": DAY, "on": DAY, "by": COUNTER, "at": clock.now()}
    actions.receive(decided.pk, purport="取消しを求める。", **told)


def _certificates(recipient: Any) -> None:
    from sasae.subsidy.certificates import actions
    from sasae.subsidy.certificates.actions import pmh
    from sasae.subsidy.certificates.models import Certificate, NextStep, Reason, ReturnReason
    from sasae.subsidy.print_runs import actions as print_runs
    from sasae.subsidy.print_runs import papers
    from tests.subsidy.print_runs.test_runs import printed
    from tests.subsidy.wordings.proposing import proposed

    hers = Certificate.objects.get(recipient=recipient)
    his = Certificate.objects.get(recipient__person__atena_no=REN)
    actions.take_returned(
        hers.number, returned_on=DAY, reason=ReturnReason.MOVED, next_step=NextStep.EXAMINE, by=COUNTER, on=DAY
    )
    pmh.make_pmh(since=DAY, until=DAY, by=COUNTER, on=DAY, at=clock.now())
    found = papers.waiting(papers.Wish(["certificate"], DAY))
    told = {"title": "試験", "duplex": False, "on": DAY, "by": COUNTER, "at": clock.now()}
    printed(print_runs.prepare(found[:1], **told))
    print_runs.prepare(found[1:], **told)
    actions.reissue(his.number, reason=Reason.DAMAGED, by=COUNTER, on=DAY)
    proposed("office.mayor", "新川崎市長")


def _family(get: Any) -> None:
    who = {"who": REN, "name": "山田　蓮", "name_kana": "ヤマダ　レン"}
    get("confirmed")("02", why="その他", **who)
    get("confirmed")("04", what="support", de_facto=None, child_support_yen=360_000)
    get("notify")("02", DAY - timedelta(days=5), why="婚姻", **who)
    send(get("linkage"), "certificate_reissue", who=[STRANGER])
    send(get("linkage"), "reimbursement_claim", papers=(PICTURE,))
    send(get("linkage"), "account_change", found=None)
    fetch_notifications()
    unfound = Sent.objects.get(applicant=None)
    propose_sender(unfound.pk, get("linkage").people[MISAKI], how="電話", by=EXAMINER, at=clock.now())


def _desk(get: Any, recipient: Any) -> None:
    from sasae.subsidy.desk import actions as desk
    from sasae.subsidy.desk.models import NoteKind
    from sasae.subsidy.duplicates import actions as duplicates
    from sasae.subsidy.telephone import actions as telephone
    from tests.subsidy.counter_bad_input import test_small_forms as small

    told = {"happened_on": DAY, "counterpart": "本人", "text": "折り返す"}
    desk.write_note(recipient.person, kind=NoteKind.MEMO, by=COUNTER, at=clock.now(), **told)
    telephone.write("typed", {**told, "telephone": ""}, person=None, by=COUNTER, at=clock.now())
    small.entry(get)
    small.pair(lambda name: recipient)
    duplicates.propose(MISAKI, LAN, why="同じ人", by=EXAMINER, at=clock.now())


def _money(recipient: Any) -> None:
    from tests.subsidy.money import JULY, claim
    from tests.subsidy.paying import built, change_account, owed
    from tests.subsidy.recovery.debts import paid_claim, proposed
    from tests.subsidy.third_parties.test_open_cases import injury

    change_account(recipient)
    proposed(paid_claim(recipient))
    owed(recipient, month=JULY, provider="別の診療所", claimed_on=JULY.plus(1).first)
    built(PAYMENTS)
    claim(recipient.number, COUNTER, provider="三つ目の診療所", days=3)
    take_in(file_of(receipt(recipient.number)), EXAMINER)
    injury(recipient.person)
