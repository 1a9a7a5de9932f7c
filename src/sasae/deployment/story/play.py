"""The story, step by step, with the time each took. What it leaves in `out` is what an office would hold in its hands."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import psycopg

from sasae.deployment.home import SERVICES, Home
from sasae.deployment.story import money, office, year
from sasae.deployment.story.application import apply
from sasae.deployment.story.cast import applicant
from sasae.deployment.story.people import Staff, says
from sasae.deployment.story.visitor import NotAsExpected

FIRST_DAY, PAYMENT_DAY = date(2026, 6, 15), date(2026, 7, 15)
MONTH, RENEWED = "2026-06", 2027
APPLICANTS = ("granted", "father", "over_income", "newcomer")
OUTCOMES = {"granted": "交付", "father": "交付", "over_income": "不交付（所得超過）", "newcomer": "交付"}


def nothing(_: str) -> None:
    """Where nobody listens."""


@dataclass
class Story:
    """One performance."""

    home: Home
    out: Path
    say: Callable[[str], None] = nothing
    steps: list[dict[str, Any]] = field(default_factory=list)
    _staff: dict[tuple[str, str], Staff] = field(default_factory=dict)

    def play(self) -> list[dict[str, Any]]:
        """All nine steps. Raises NotAsExpected where the product does not do what the story says."""
        self.out.mkdir(parents=True, exist_ok=True)
        turn_calendar(self.home, FIRST_DAY)
        numbers = self._step("1 住民が申請する", self._apply)
        self._step("2 申請管理が検証して引き渡す", lambda: self._receive(numbers))
        self._step("3 審査して、別の職員が決定する", lambda: self._decide(numbers))
        self._step("6 他の市に情報を照会する", lambda: self._inquire(numbers["newcomer"]))
        turn_calendar(self.home, PAYMENT_DAY)
        recipients = self._recipients()
        self._step("4 ひと月分のレセプトを取り込む", lambda: self._receipts(recipients))
        self._step("5 償還払いを支払う", lambda: self._pay(recipients))
        self._step("8 ほかの医療費助成へ移転する", self._transfer)
        self._step("9 更新で、他の団体にまとめて照会する", lambda: year.renewal(self.desk, RENEWED))
        self._step("7 操作履歴がすべてを語る", self._journal)
        self._write()
        return self.steps

    @property
    def desk(self) -> office.Desk:
        """The people at their screens."""
        return office.Desk(self._at, self.out)

    def _at(self, service: str, login: str) -> Staff:
        if (service, login) not in self._staff:
            self._staff[service, login] = Staff(self.home, service, login)
        return self._staff[service, login]

    def _step(self, what: str, do: Callable[[], dict[str, Any]]) -> Any:
        self.say(f"{what} …")
        start = time.monotonic()
        result = do()
        seconds = round(time.monotonic() - start, 1)
        numbers = {name: value for name, value in result.items() if isinstance(value, int)}
        ids = {name: value for name, value in result.items() if name not in numbers}
        self.steps.append({"what": what, "ids": ids, "counts": numbers, "seconds": seconds})
        self.say(f"{what}　{seconds}秒　{_short(result)}")
        return result

    def _write(self) -> None:
        report = {
            "calendar": [FIRST_DAY.isoformat(), PAYMENT_DAY.isoformat()],
            "seconds": round(sum(step["seconds"] for step in self.steps), 1),
            "steps": self.steps,
        }
        text = json.dumps(report, ensure_ascii=False, indent=2, default=str)
        (self.out / "story.json").write_text(text + "\n", encoding="utf-8")

    def _apply(self) -> dict[str, str]:
        return {key: apply(self.home.page("portal"), applicant(key)) for key in APPLICANTS}

    def _receive(self, numbers: dict[str, str]) -> dict[str, str]:
        for number in numbers.values():
            office.received(self.desk, number)
            office.arrived(self.desk, number)
        return dict.fromkeys(numbers, "検証済・引渡し済")

    def _decide(self, numbers: dict[str, str]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key in ("granted", "father", "over_income"):
            outcome, url = office.examine(self.desk, numbers[key])
            if outcome != OUTCOMES[key]:
                raise NotAsExpected(f"{key} の判定は {outcome} でした（{OUTCOMES[key]} のはず）。")
            office.approve(self.desk, url)
            result[key] = outcome
            if key == "over_income":
                result["refusal"] = office.refusal(self.desk, numbers[key], url).name
        people = [applicant(key).atena_no for key in ("granted", "father")]
        result["certificates"] = [path.name for path in office.certificates(self.desk, people)]
        return result

    def _inquire(self, number: str) -> dict[str, str]:
        outcome, url = office.examine(self.desk, number)
        if outcome != "所得不明":
            raise NotAsExpected(f"転入者の判定は {outcome} でした（所得不明のはず）。")
        again = office.inquire(self.desk, number, url, "に照会する")
        says(self.desk.counter.open(again), "情報照会（みどり野市）")
        office.approve(self.desk, again)
        records = self._at("intermediary", "operator141305").open("/records/").text
        return {"before": outcome, "after": OUTCOMES["newcomer"], "record": "照会" if "照会" in records else "なし"}

    def _recipients(self) -> dict[str, str]:
        return {
            key: office.recipient_number(self.desk, applicant(key).atena_no)
            for key in ("granted", "father", "newcomer")
        }

    def _receipts(self, recipients: dict[str, str]) -> dict[str, int]:
        treated = [f"{number}:{applicant(key).atena_no}" for key, number in recipients.items()]
        counts = money.receipts(self.desk, self.home, billing="2026-07", month=MONTH, recipients=treated)
        if not counts["accepted"] or not counts["held"]:
            raise NotAsExpected(f"認定と保留の両方があるはずです: {counts}")
        return counts

    def _pay(self, recipients: dict[str, str]) -> dict[str, Any]:
        claims = [
            money.claim(
                self.desk, money.ClaimOnPaper(recipients["granted"], MONTH, "みなとテスト医院", 2, 24_500, 7_350)
            ),
            money.claim(self.desk, money.ClaimOnPaper(recipients["granted"], MONTH, "箱根テスト病院", 1, 8_010, 2_403)),
            money.claim(self.desk, money.ClaimOnPaper(recipients["father"], MONTH, "熱海テスト歯科", 3, 31_200, 9_360)),
        ]
        run, files = money.pay(self.desk)
        return {"claims": claims, "run": run, **money.settle(self.desk, self.home, run, files["transfer"])}

    def _transfer(self) -> dict[str, str]:
        return year.transfers(self.desk, self.home, applicant("granted").atena_no)

    def _journal(self) -> dict[str, int]:
        """The auditor reads each system's journal; the counts are the database's own."""
        counts = {}
        for service in SERVICES:
            auditor = self._at(service, "auditor1")
            says(auditor.open(f"{auditor.prefix}/history/"), "操作")
            with psycopg.connect(self.home.database(service, "app").dsn) as connection:
                row = connection.execute("SELECT count(*) FROM history_entry").fetchone()
                counts[service] = int(row[0]) if row else 0
        return counts


def turn_calendar(home: Home, day: date) -> None:
    """Let it be this day in every system: they read the calendar's file."""
    place = home.calendar
    draft = place.with_name(".calendar")
    draft.write_text(f"{day.isoformat()}\n", encoding="ascii")
    draft.replace(place)


def _short(result: Any) -> str:
    text = json.dumps(result, ensure_ascii=False, default=str)
    return text if len(text) < 160 else text[:157] + "…"
