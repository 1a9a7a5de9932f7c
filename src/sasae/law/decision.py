"""A decision and the grounds it stands on: what staff see, residents read and auditors replay.

Grounds are kept compactly: a ground points to its rule and carries the facts used. Words are made when they are shown.
"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, NamedTuple

from sasae.kernel.wareki import to_wareki
from sasae.kernel.yen import format_yen


class Outcome(StrEnum):
    """判定結果."""

    GRANTED = "10"
    INCOME_TOO_HIGH = "20"
    NOT_ELIGIBLE = "21"
    OTHER_SCHEME = "22"
    INCOME_UNKNOWN = "30"
    NO_STATUS_REPORT = "31"
    PENDING = "40"

    @property
    def label(self) -> str:
        return _OUTCOME_LABELS[self]


_OUTCOME_LABELS = {
    Outcome.GRANTED: "交付",
    Outcome.INCOME_TOO_HIGH: "不交付（所得超過）",
    Outcome.NOT_ELIGIBLE: "不交付（要件非該当）",
    Outcome.OTHER_SCHEME: "不交付（他制度）",
    Outcome.INCOME_UNKNOWN: "所得不明",
    Outcome.NO_STATUS_REPORT: "現況届未提出",
    Outcome.PENDING: "保留",
}

# When several results apply to one person the first of these is the answer.
PRECEDENCE = (
    Outcome.NOT_ELIGIBLE,
    Outcome.OTHER_SCHEME,
    Outcome.NO_STATUS_REPORT,
    Outcome.INCOME_TOO_HIGH,
    Outcome.INCOME_UNKNOWN,
    Outcome.PENDING,
    Outcome.GRANTED,
)
RANK = {outcome: place for place, outcome in enumerate(PRECEDENCE)}


class Loss(StrEnum):
    """資格喪失理由."""

    MOVED_OUT = "01"
    DIED = "02"
    MARRIED = "03"
    CUSTODY_ENDED = "04"
    AGE = "05"
    EXTENSION_ENDED = "06"
    PUBLIC_ASSISTANCE = "07"
    DISABILITY_SUBSIDY = "08"
    PLACED = "09"
    INSURANCE_LOST = "10"
    INCOME = "11"
    WITHDRAWN = "12"
    NO_STATUS_REPORT = "13"
    REVOKED = "14"
    OTHER = "99"

    @property
    def label(self) -> str:
        return _LOSS_LABELS[self]


_LOSS_LABELS = {
    Loss.MOVED_OUT: "転出",
    Loss.DIED: "死亡",
    Loss.MARRIED: "婚姻・事実婚",
    Loss.CUSTODY_ENDED: "監護しなくなった",
    Loss.AGE: "年齢到達",
    Loss.EXTENSION_ENDED: "障害・在学の終了",
    Loss.PUBLIC_ASSISTANCE: "生活保護",
    Loss.DISABILITY_SUBSIDY: "重度障害者医療",
    Loss.PLACED: "施設措置・里親",
    Loss.INSURANCE_LOST: "保険喪失",
    Loss.INCOME: "所得超過",
    Loss.WITHDRAWN: "辞退",
    Loss.NO_STATUS_REPORT: "現況届未提出",
    Loss.REVOKED: "虚偽・取消",
    Loss.OTHER: "その他",
}


class OverLimit(StrEnum):
    """超過者区分: whose income is too high. A notice prints the category, never the person or the sum."""

    APPLICANT = "1"
    SPOUSE = "2"
    OBLIGOR = "3"

    @property
    def label(self) -> str:
        return {"1": "申請者", "2": "配偶者", "3": "扶養義務者"}[self.value]


_OVER_LIMIT = {
    "family.income.applicant": OverLimit.APPLICANT,
    "family.income.spouse": OverLimit.SPOUSE,
    "family.income.obligor": OverLimit.OBLIGOR,
}


class Rule(NamedTuple):
    """One rule: its article, its text in plain Japanese, and where the text comes from."""

    id: str
    article: str
    text: str
    source: str = ""
    assumed: bool = False


class Fact(NamedTuple):
    """A datum a rule looked at. Dates are ISO text; `unit` is 円 or 人 where the value is a count."""

    name: str
    value: str | int | bool | None
    source: str
    as_of: date | None
    unit: str = ""


# Of the row of its five values, or of its four: without the constructor's detour, for a decision has dozens of each.
fact_of: Callable[[tuple[str, str | int | bool | None, str, date | None, str]], Fact] = partial(tuple.__new__, Fact)


class Ground(NamedTuple):
    """A rule looked at: met, not met, or None when it cannot be known yet."""

    rule: Rule
    subject: str
    met: bool | None
    facts: tuple[Fact, ...]

    @property
    def rule_id(self) -> str:
        return self.rule.id

    @property
    def article(self) -> str:
        return self.rule.article

    @property
    def text(self) -> str:
        return self.rule.text


ground_of: Callable[[tuple[Rule, str, bool | None, tuple[Fact, ...]]], Ground] = partial(tuple.__new__, Ground)


class PersonResult(NamedTuple):
    """One person's result for the year of the decision.

    `eligible_from` and `eligible_to` are the first and last day of the certificate, both covered. `lost_on` is the
    first day without cover where it is known already (it may lie in a later year), with the reason.
    """

    person: str
    role: str
    outcome: Outcome
    eligible_from: date | None
    eligible_to: date | None
    lost_on: date | None
    loss: Loss | None


class Decision(NamedTuple):
    """The answer for one family on one day. `to_check` lists what staff should look at again, in Japanese."""

    case_id: str
    on: date
    outcome: Outcome
    persons: tuple[PersonResult, ...]
    grounds: tuple[Ground, ...]
    to_check: tuple[str, ...]
    rule_version: str

    def person(self, person: str) -> PersonResult:
        return next(result for result in self.persons if result.person == person)

    @property
    def not_met(self) -> tuple[Ground, ...]:
        return tuple(ground for ground in self.grounds if ground.met is False)

    @property
    def over_limit(self) -> tuple[OverLimit, ...]:
        """超過者区分 of those at or over their limit, each once."""
        found = {_OVER_LIMIT[ground.rule.id] for ground in self.not_met if ground.rule.id in _OVER_LIMIT}
        return tuple(sorted(found))

    def to_json(self) -> bytes:
        """UTF-8, keys sorted, one line: the same decision gives the same bytes."""
        rules = {g.rule.id: g.rule for g in self.grounds}
        body = {
            "case": self.case_id,
            "on": self.on.isoformat(),
            "outcome": self.outcome.value,
            "rule_version": self.rule_version,
            "persons": [_person_json(p) for p in self.persons],
            "grounds": [[g.rule.id, g.subject, g.met, [_fact_json(f) for f in g.facts]] for g in self.grounds],
            "rules": {r.id: [r.article, r.text, r.source, r.assumed] for r in rules.values()},
            "to_check": list(self.to_check),
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, data: bytes | str) -> "Decision":
        """Reads what `to_json` wrote, with the rule texts of that time."""
        body = json.loads(data)
        rules = {key: Rule(key, *rest) for key, rest in body["rules"].items()}
        return cls(
            case_id=body["case"],
            on=date.fromisoformat(body["on"]),
            outcome=Outcome(body["outcome"]),
            persons=tuple(_person(p) for p in body["persons"]),
            grounds=tuple(
                Ground(rules[rule], subject, met, tuple(Fact(f[0], f[1], f[2], _day(f[3]), f[4]) for f in facts))
                for rule, subject, met, facts in body["grounds"]
            ),
            to_check=tuple(body["to_check"]),
            rule_version=body["rule_version"],
        )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _fact_json(fact: Fact) -> list[Any]:
    return [fact.name, fact.value, fact.source, _iso(fact.as_of), fact.unit]


def _person_json(result: PersonResult) -> dict[str, Any]:
    return {
        "person": result.person,
        "role": result.role,
        "outcome": result.outcome.value,
        "from": _iso(result.eligible_from),
        "to": _iso(result.eligible_to),
        "lost_on": _iso(result.lost_on),
        "loss": None if result.loss is None else result.loss.value,
    }


def _person(body: Mapping[str, Any]) -> PersonResult:
    return PersonResult(
        person=body["person"],
        role=body["role"],
        outcome=Outcome(body["outcome"]),
        eligible_from=_day(body["from"]),
        eligible_to=_day(body["to"]),
        lost_on=_day(body["lost_on"]),
        loss=None if body["loss"] is None else Loss(body["loss"]),
    )


_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MET = {True: "満たしています", False: "満たしていません", None: "まだ確認できていません"}


def show(fact: Fact) -> str:
    """A fact in Japanese: 支給限度額 3,270,000円（税情報、令和8年11月1日現在）."""
    if fact.value is None:
        value = "不明"
    elif isinstance(fact.value, bool):
        value = "はい" if fact.value else "いいえ"
    elif isinstance(fact.value, int):
        value = format_yen(fact.value) if fact.unit == "円" else f"{fact.value}{fact.unit}"
    else:
        value = _ISO_DAY.sub(lambda m: to_wareki(date.fromisoformat(m.group())), fact.value)
    origin = "、".join(part for part in (fact.source, f"{to_wareki(fact.as_of)}現在" if fact.as_of else "") if part)
    return f"{fact.name} {value}" + (f"（{origin}）" if origin else "")


def sentence(ground: Ground) -> str:
    """A ground as a Japanese sentence, the same on screen, in the notice and in the record."""
    facts = "／".join(show(fact) for fact in ground.facts)
    return f"{ground.text}　→ {_MET[ground.met]}。" + (f"［{facts}］" if facts else "")
