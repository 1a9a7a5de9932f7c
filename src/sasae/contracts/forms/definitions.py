"""Forms as dated data: what is asked, in which steps, on which legal basis. Portal and intake read the same files.

`dated/` has one folder a procedure, one file a version, named by its first day. A file once in use is not changed: what was sent on
it stays readable by it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from sasae.contracts.forms.cosigning import Cosigning, Many, objection
from sasae.contracts.forms.papers import ASKED, GIVEN, MUST, Paper

KINDS = frozenset({
    "text", "kana", "date", "choice", "yes_no", "yen", "month", "postal", "telephone", "insurer", "bank", "branch",
    "account_number", "holder", "certificate_year",
})  # fmt: skip
SIGNING, LOG_IN = "signing", "login"
SELF, AGENT, FAMILY = "self", "agent", "family"
SENDER = "sender.who"  # who sends it: asked before the first step, not sent
SENDERS = (SELF, AGENT, FAMILY)
_FOLDER = files(__package__) / "dated"


class BadDefinition(ValueError):
    """A form that does not hold together; the text names the file and the place."""


class NoSuchForm(LookupError):
    """There is no such procedure, or no version of it in force or of that name."""


@dataclass(frozen=True)
class Question:
    """One question. `part` is the object of the sent form it goes into; `also` are codes only paper knows.

    `when` names a question of an earlier step and the answers on which this one is asked.
    """

    name: str
    kind: str
    label: str
    basis: str
    help: str = ""
    staff: str = ""
    required: bool = True
    most: int = 0
    choices: dict[str, str] = field(default_factory=dict)
    staff_choices: dict[str, str] = field(default_factory=dict)
    also: dict[str, str] = field(default_factory=dict)
    when: dict[str, list[str]] = field(default_factory=dict)
    part: str = ""
    radio: bool = False
    shared: bool = False
    guarded: bool = False
    paper_only: bool = False
    initial: str = ""

    @property
    def codes(self) -> dict[str, str]:
        """Every code with its meaning for staff."""
        return {**self.choices, **self.also, **self.staff_choices}


@dataclass(frozen=True)
class Step:
    """One page. `flat`: its answers stand at the top of the sent form. `optional`: what is said when all is left empty."""

    name: str
    title: str
    short: str
    questions: tuple[Question, ...]
    staff: str = ""
    lead: str = ""
    many: Many | None = None
    flat: bool = False
    optional: str = ""
    when: dict[str, list[str]] = field(default_factory=dict)
    paper_only: bool = False

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions put to residents."""
        return tuple(one for one in self.questions if not one.paper_only)

    def question(self, name: str) -> Question:
        """A question by its name. Raises NoSuchForm."""
        for one in self.questions:
            if one.name == name:
                return one
        raise NoSuchForm(f"{self.name}: {name}")


@dataclass(frozen=True)
class Definition:
    """One version of a form. `numbers` are the steps whose persons give their individual number.

    `signature`: signing (by the signing certificate) or login (who logged in by card sends it without). `senders`: who may send.
    `cosigners`: who may sign beside the applicant, and for what.
    """

    form: str
    version: str
    title: str
    staff: str
    basis: str
    steps: tuple[Step, ...]
    numbers: tuple[str, ...] = ()
    attachments: dict[str, str] = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    signature: str = SIGNING
    senders: dict[str, str] = field(default_factory=lambda: {SELF: "ご本人"})
    cosigners: Cosigning | None = None

    @property
    def signed(self) -> bool:
        """Whether it can be sent by the signing certificate alone."""
        return self.signature == SIGNING

    @property
    def flat(self) -> tuple[str, ...]:
        """The steps whose answers stand at the top of the sent form."""
        return tuple(one.name for one in self.steps if one.flat)

    @property
    def asked(self) -> tuple[Step, ...]:
        """The steps put to residents."""
        return tuple(one for one in self.steps if not one.paper_only)

    def step(self, name: str) -> Step:
        """A step by its name. Raises NoSuchForm."""
        for one in self.steps:
            if one.name == name:
                return one
        raise NoSuchForm(f"{self.form} {self.version}: {name}")


@cache
def versions(form: str) -> dict[str, Definition]:
    """Every version of a procedure's form, oldest first; empty for an unknown procedure. Raises BadDefinition."""
    folder = _FOLDER / form
    if form not in procedures():
        return {}
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".yaml"))
    return {name.removesuffix(".yaml"): read(form, name, (folder / name).read_text(encoding="utf-8")) for name in names}


@cache
def procedures() -> frozenset[str]:
    """The procedures that have a form."""
    return frozenset(one.name for one in _FOLDER.iterdir() if one.is_dir())


def in_force(form: str, day: date) -> Definition:
    """The version in force on a day. Raises NoSuchForm."""
    begun = [one for version, one in versions(form).items() if date.fromisoformat(version) <= day]
    if not begun:
        raise NoSuchForm(f"{form}: {day} に効力のある様式がありません。")
    return begun[-1]


def of_version(form: str, version: str) -> Definition:
    """The version of this name. Raises NoSuchForm."""
    try:
        return versions(form)[version]
    except KeyError:
        raise NoSuchForm(f"{form}: 版 {version} はありません。") from None


def read(form: str, name: str, text: str) -> Definition:
    """A definition from the text of its file. Raises BadDefinition, which names the file and the place."""
    version = name.removesuffix(".yaml")
    where = f"{form}/{name}"
    try:
        date.fromisoformat(version)
    except ValueError:
        raise BadDefinition(f"{where}: ファイルの名は、様式の始まる日（YYYY-MM-DD）です。") from None
    raw = yaml.safe_load(text)
    steps = tuple(_step(one, where) for one in _taken(raw, "steps", where))
    rest = {key: value for key, value in raw.items() if key != "steps"}
    papers = tuple(_paper(code, told, where) for code, told in rest.get("attachments", {}).items())
    made: Definition = _make(
        Definition,
        {
            **rest, "form": form, "version": version, "steps": steps, "numbers": tuple(rest.get("numbers", ())),
            "papers": papers, "attachments": {one.code: one.label for one in papers},
            "cosigners": _make(Cosigning, raw["cosigners"], f"{where} cosigners") if "cosigners" in raw else None,
        },
        where,
    )  # fmt: skip
    _hold_together(made, where)
    return made


def _taken(raw: dict[str, Any], name: str, where: str) -> list[dict[str, Any]]:
    if not isinstance(raw, dict) or not raw.get(name):
        raise BadDefinition(f"{where}: {name} がありません。")
    found: list[dict[str, Any]] = raw[name]
    return found


def _paper(code: str, told: str | dict[str, Any], where: str) -> Paper:
    values = told if isinstance(told, dict) else {"label": told}
    made: Paper = _make(Paper, {"code": code, **values}, f"{where} attachments.{code}")
    if made.need not in ("", MUST, ASKED):
        raise BadDefinition(f"{where} attachments.{code}: need は must か asked です。")
    return made


def _step(raw: dict[str, Any], where: str) -> Step:
    place = f"{where} {raw.get('name', '?')}"
    questions = tuple(_question(one, place) for one in _taken(raw, "questions", place))
    many = _make(Many, raw["many"], place) if "many" in raw else None
    made: Step = _make(Step, {**raw, "questions": questions, "many": many}, place)
    return made


def _question(raw: dict[str, Any], place: str) -> Question:
    where = f"{place}.{raw.get('name', '?')}"
    values = {key: value for key, value in raw.items() if key != "as"}
    made: Question = _make(Question, {**values, "radio": raw.get("as") == "radio"}, where)
    if made.kind not in KINDS:
        raise BadDefinition(f"{where}: kind「{made.kind}」はありません。")
    if not made.basis:
        raise BadDefinition(f"{where}: basis（聞いてよい根拠）がありません。")
    if (made.kind == "choice") != bool(made.choices):
        raise BadDefinition(f"{where}: choices は kind: choice のときに、そのときだけ書きます。")
    if made.kind in ("text", "kana") and not made.most:
        raise BadDefinition(f"{where}: most（最も長いときの文字数）がありません。")
    return made


def _make(kind: type[Any], values: dict[str, Any], where: str) -> Any:
    known = {one.name for one in fields(kind)}
    if strange := sorted(values.keys() - known):
        raise BadDefinition(f"{where}: 知らない項目です：{'、'.join(strange)}")
    try:
        return kind(**values)
    except TypeError as missing:
        raise BadDefinition(f"{where}: 足りない項目があります（{missing}）") from None


def _hold_together(made: Definition, where: str) -> None:
    """Names are told apart, conditions look back, the sender is named, and numbers are never sent unsigned."""
    seen: dict[str, list[str]] = {SENDER: list(made.senders)}
    for step in made.steps:
        if len({one.name for one in step.questions}) != len(step.questions):
            raise BadDefinition(f"{where} {step.name}: 同じ名の質問が2つあります。")
        for conditions in (step.when, *(one.when for one in step.questions)):
            _look_back(conditions, seen, f"{where} {step.name}")
        if step.many is None:
            seen |= {
                f"{step.name}.{one.name}": list(one.choices or {"yes": "", "no": ""})
                for one in step.questions if one.kind in ("choice", "yes_no")
            }  # fmt: skip
    given = {one.name: [GIVEN] for one in made.steps}
    for paper in made.papers:
        _look_back(paper.when, seen | given, f"{where} attachments.{paper.code}")
    if len({one.name for one in made.steps}) != len(made.steps):
        raise BadDefinition(f"{where}: 同じ名の手順が2つあります。")
    sender = {one.name for step in made.steps if step.name == "applicant" for one in step.questions}
    if lacking := sorted({"name", "name_kana", "birth_date", "address", "telephone"} - sender):
        raise BadDefinition(f"{where}: 手順 applicant に {'、'.join(lacking)} がありません。")
    if strange := sorted(set(made.numbers) - {one.name for one in made.steps}):
        raise BadDefinition(f"{where}: numbers の「{strange[0]}」という手順はありません。")
    _may_be_sent(made, where)


def _look_back(conditions: Mapping[str, list[str]], seen: dict[str, list[str]], where: str) -> None:
    for told, answers in conditions.items():
        if told not in seen:
            raise BadDefinition(f"{where}: when の「{told}」は、前の手順の質問ではありません。")
        if strange := [answer for answer in answers if answer not in seen[told]]:
            raise BadDefinition(f"{where}: 「{told}」に答え「{strange[0]}」はありません。")


def _may_be_sent(made: Definition, where: str) -> None:
    """Whether a signature is due, who may send, and who may sign beside them."""
    if made.signature not in (SIGNING, LOG_IN):
        raise BadDefinition(f"{where}: signature は signing か login です。")
    if made.numbers and not made.signed:
        raise BadDefinition(f"{where}: 個人番号を聞く様式は、署名がなければ送れません（signature: signing）。")
    if SELF not in made.senders or set(made.senders) - set(SENDERS):
        raise BadDefinition(f"{where}: senders は {'、'.join(SENDERS)} からで、self は必ず書きます。")
    if len(made.senders) > 1 and all(step.name != AGENT for step in made.steps):
        raise BadDefinition(f"{where}: 本人のほかも送れる様式には、手順 agent を書きます。")
    asked = {step.name: [one.name for one in step.questions] for step in made.steps if step.many is not None}
    if made.cosigners and (why := objection(made.cosigners, asked)):
        raise BadDefinition(f"{where} cosigners: {why}")
