"""From a definition to the message that is signed and sent: the same strict reading at both ends."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, create_model

from sasae.contracts.forms.definitions import Definition, Question, Step
from sasae.contracts.forms.papers import PAPERS, PaperSent
from sasae.contracts.operation import Message

NUMBER = "individual_number"
MOST_YEN = 100_000_000
_PATTERNS = {
    "postal": r"^[0-9]{7}$",
    "telephone": r"^[0-9]{1,15}$",
    "insurer": r"^([0-9]{6}|[0-9]{8})$",
    "bank": r"^[0-9]{4}$",
    "branch": r"^[0-9]{3}$",
    "account_number": r"^[0-9]{7}$",
    "certificate_year": r"^20[0-9]{2}$",
    "month": r"^[0-9]{4}-(0[1-9]|1[0-2])$",
}
_HIDDEN = ("postal", "telephone")


def message_of(definition: Definition) -> type[Message]:
    """The message of one version. Unknown members are refused; what is not always asked may be missing."""
    members: dict[str, Any] = {
        "form": (Literal[definition.form], definition.form),
        "form_version": (Literal[definition.version], definition.version),
        "applied_on": (date, ...),
    }
    if definition.papers:
        members[PAPERS] = (Annotated[list[PaperSent] | None, Field(max_length=99)], None)
    for step in definition.steps:
        members |= _of_step(step, numbered=step.name in definition.numbers)
    return create_model(f"{definition.form}_{definition.version}", __base__=Message, **members)


def _of_step(step: Step, *, numbered: bool) -> dict[str, Any]:
    members = _members(step)
    if step.flat:
        return members
    if numbered:
        members[NUMBER] = (str, Field(pattern=r"^[0-9]{12}$", repr=False))
    kind: Any = create_model(step.name, __base__=Message, **members)
    if step.many is not None:
        needed = not (step.paper_only or step.when or step.optional)
        some: Any = Annotated[list[kind], Field(min_length=1 if needed else 0, max_length=step.many.most)]
        return {step.name: (some, ... if needed else [])}
    if step.optional or step.when or step.paper_only:
        return {step.name: (kind | None, None)}
    return {step.name: (kind, ...)}


def _members(step: Step) -> dict[str, Any]:
    parts: dict[str, dict[str, Any]] = {}
    for one in step.questions:
        parts.setdefault(one.part, {})[one.name] = _member(one, always=not (step.flat and step.when))
    own = parts.pop("", {})
    return own | {name: (create_model(name, __base__=Message, **inner), ...) for name, inner in parts.items()}


def _member(one: Question, *, always: bool) -> Any:
    hidden: dict[str, Any] = {"repr": False} if one.guarded or one.kind in _HIDDEN else {}
    kind: Any = str
    if one.kind == "date":
        kind = date
    elif one.kind == "yes_no":
        kind = bool
    elif one.kind == "yen":
        kind, hidden = int, {"ge": 0, "le": MOST_YEN}
    elif one.kind == "choice":
        kind = Literal[tuple(one.choices | one.also)]
    elif one.kind in _PATTERNS:
        hidden["pattern"] = _PATTERNS[one.kind]
    else:
        hidden |= {"min_length": 1 if one.required else 0, "max_length": one.most or 60}
    if one.paper_only:
        return (kind, False if one.kind == "yes_no" else ...)
    told: Any = Annotated[kind, Field(**hidden)]
    if one.when or not always or (not one.required and kind is not str):
        return (told | None, None)
    if not one.required and one.kind in _PATTERNS:
        return (told | Literal[""], "")
    return (told, Field(**hidden) if hidden else ...)
