"""The story once more, by people who insist, while everything that runs is killed under their hands."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from sasae.deployment.home import Home
from sasae.deployment.story import money, office
from sasae.deployment.story.application import apply
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.people import Staff, says
from sasae.deployment.story.play import APPLICANTS, MONTH, OUTCOMES, PAYMENT_DAY, turn_calendar
from tests.faults.insistent import again, number_in_inbox
from tests.faults.strikes import POSTGRES, SUPERVISOR, Strike, Striker, until
from tests.installation import At, sasae

CLAIMS = (("granted", "みなとテスト医院", 2, 24_500, 7_350), ("granted", "箱根テスト病院", 1, 8_010, 2_403),
          ("father", "熱海テスト歯科", 3, 31_200, 9_360))  # fmt: skip

ON_THE_WAY_IN = (
    Strike(("portal-people",), "portal", "SELECT FROM portal_submissions_draft"),
    Strike(("simulators-people",), "portal", "SELECT FROM portal_signatures_signaturerequest WHERE kind = 'signing'"),
    Strike(("portal-contracts", "intake-worker"), "portal",
           "SELECT FROM portal_submissions_submission WHERE state = 'sent'"),
    Strike(("simulators-contracts", "linkage-contracts"), "intake", "SELECT FROM intake_downloads_download"),
    Strike(("intake-contracts", "subsidy-worker"), "intake", "SELECT FROM intake_handover_publication"),
    Strike(("intake-people",), "subsidy", "SELECT FROM subsidy_applications_application"),
)  # fmt: skip
DECIDING = (
    Strike(("subsidy-people",), "subsidy", "SELECT FROM subsidy_entitlements_examination"),
    Strike(("linkage-worker", "portal-worker", "subsidy-contracts"), "subsidy",
           "SELECT FROM subsidy_entitlements_examination WHERE state = 'approved'"),
)  # fmt: skip
ASKING = (
    Strike(("intermediary-contracts", "key-agent-149993"), "linkage", "SELECT FROM linkage_inquiries_inquiry"),
    Strike(("simulators-dispatch", "intermediary-worker"), "intermediary", "SELECT FROM body_141305.inquiry"),
    Strike(("key-agent-141305", "intermediary-people", "linkage-people"), "intermediary",
           "SELECT FROM body_149993.provision"),
)  # fmt: skip
READING = (Strike((POSTGRES, "subsidy-worker"), "subsidy", "SELECT FROM batch_run WHERE kind = 'receipts.import'"),)
PAYING = (Strike((SUPERVISOR, POSTGRES, "subsidy-people"), "subsidy", "SELECT FROM subsidy_payments_paymentrun"),)


@dataclass
class Performance:
    """One playing of the story."""

    home: Home
    at: At
    out: Path
    striker: Striker
    numbers: dict[str, str] = field(default_factory=dict)
    said_by_up: str = ""

    @property
    def desk(self) -> office.Desk:
        """The people at their screens."""
        return office.Desk(self.at, self.out)

    def play(self) -> None:
        """Every step, and every strike within its step."""
        with self.striker.during(*ON_THE_WAY_IN):
            self._apply()
        with self.striker.during(*DECIDING):
            for key in ("granted", "father", "over_income"):
                self._decide(key, self.numbers[key])
        with self.striker.during(*ASKING):
            self._inquire(self.numbers["newcomer"])
        turn_calendar(self.home, PAYMENT_DAY)
        recipients = {key: office.recipient_number(self.desk, applicant(key).atena_no) for key in ("granted", "father", "newcomer")}  # fmt: skip
        with self.striker.during(*READING):
            self._receipts(recipients)
        operator = threading.Thread(target=self._start_again)
        operator.start()
        with self.striker.during(*PAYING):
            self._pay(recipients)
        operator.join()

    def _apply(self) -> None:
        portal = self.home.page("portal")
        for key in APPLICANTS:
            who = applicant(key)
            self.numbers[key] = again(lambda: apply(portal, who), lambda: number_in_inbox(portal, who))  # noqa: B023
        for number in self.numbers.values():
            office.received(self.desk, number)
            office.arrived(self.desk, number)

    def _decide(self, key: str, number: str) -> None:
        outcome, url = again(lambda: office.examine(self.desk, number), lambda: None)
        assert outcome == OUTCOMES[key]
        self._approve(url)

    def _approve(self, url: str) -> None:
        again(
            lambda: office.approve(self.desk, url), lambda: "決定しました" in self.desk.counter.open(url).text or None
        )

    def _inquire(self, number: str) -> None:
        _, url = office.examine(self.desk, number)
        self._approve(again(lambda: office.inquire(self.desk, number, url, "に照会する"), lambda: None))
        says(self.at("intermediary", "operator141305").open("/records/"), "照会")
        says(self.at("linkage", "operator1").open("/inquiries/"), applicant("newcomer").name)

    def _receipts(self, recipients: dict[str, str]) -> None:
        treated = [f"{number}:{applicant(key).atena_no}" for key, number in recipients.items()]
        again(
            lambda: money.receipts(self.desk, self.home, billing="2026-07", month=MONTH, recipients=treated),
            lambda: None,
        )

    def _pay(self, recipients: dict[str, str]) -> None:
        for key, provider, days, cost, own in CLAIMS:
            money.claim(self.desk, money.ClaimOnPaper(recipients[key], MONTH, provider, days, cost, own))
        builder, approver, sender = (self.at("subsidy", name) for name in ("payments1", "approver1", "payments2"))
        number = again(lambda: self._build(builder), lambda: self._built(builder))
        for who, button, state in (
            (approver, "承認する", "承認済"),
            (sender, "振込データと帳票を作成する", "振込依頼済"),
        ):
            again(lambda: self._press(who, number, button, state), lambda: self._is(who, number, state))  # noqa: B023
        transfer = self.out / "transfer.txt"
        sender.download(f"/payments/{number}/files/transfer/", transfer)
        again(
            lambda: money.settle(self.desk, self.home, number, transfer),
            lambda: {} if self._is(builder, number, "結果取込済") else None,
        )

    @staticmethod
    def _build(builder: Staff) -> str:
        builder.open("/payments/new/")
        return builder.press("作成する", {"pay_on": money.PAY_ON}).url.rstrip("/").rpartition("/")[2]

    @staticmethod
    def _built(builder: Staff) -> str | None:
        links = builder.open("/payments/").links
        return next((label for label, url in links.items() if url.startswith("/payments/20")), None)

    @staticmethod
    def _press(who: Staff, number: str, button: str, state: str) -> str:
        who.open(f"/payments/{number}/")
        says(who.press(button), state)
        return state

    @staticmethod
    def _is(who: Staff, number: str, state: str) -> str | None:
        return state if state in who.open(f"/payments/{number}/").text else None

    def _start_again(self) -> None:
        """The operator finds the supervisor gone and starts it once more."""
        until(lambda: SUPERVISOR in {name for name, _ in self.striker.struck}, "the supervisor was killed")
        said = sasae(self.home, "up", "--simulators")
        self.said_by_up = f"{said.returncode}\n{said.stdout}{said.stderr}"
