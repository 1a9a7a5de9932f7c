"""From the draft's data to application.json: canonical bytes, built in the one request in which the numbers are known."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from sasae.contracts.forms.definitions import Definition, Step
from sasae.contracts.forms.messages import NUMBER, message_of
from sasae.contracts.forms.papers import PAPERS, PaperSent
from sasae.contracts.operation import Message
from sasae.portal.forms.answers import Data, givers, questions_for, steps_for


def build(
    definition: Definition, data: Data, numbers: list[str], *, applied_on: date, papers: Iterable[PaperSent] = ()
) -> Message:
    """The application as its form has it. Raises pydantic's ValidationError when the draft is not complete."""
    content: dict[str, Any] = {"applied_on": applied_on}
    if definition.papers:
        content[PAPERS] = list(papers)
    for step in steps_for(definition, data):
        held = data.get(step.name)
        if step.many is not None:
            content[step.name] = [_entry(step, one, data) for one in held or []]
        elif held:
            entry = _entry(step, held, data)
            content |= entry if step.flat else {step.name: entry}
    for (step_name, place, _), number in zip(givers(definition, data), numbers, strict=True):
        giver = content[step_name] if place is None else content[step_name][place]
        giver[NUMBER] = number
    return message_of(definition).model_validate(content)


def _entry(step: Step, answers: Data, data: Data) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for one in questions_for(step, data):
        if one.name not in answers or answers[one.name] is None:
            continue
        value = answers[one.name] == "yes" if one.kind == "yes_no" else answers[one.name]
        (entry.setdefault(one.part, {}) if one.part else entry)[one.name] = value
    return entry


def canonical(application: Message) -> bytes:
    """The bytes that are signed: UTF-8 JSON, keys sorted, one line."""
    return json.dumps(
        application.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()
