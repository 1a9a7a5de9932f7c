"""The earlier answers of an application, put back into a draft: the reverse of `forms.payload.build`."""

from typing import Any

from sasae.contracts.forms.definitions import AGENT, Definition, Step
from sasae.portal.forms.answers import Data


def data_of(definition: Definition, form: dict[str, Any]) -> Data:
    """What a draft of the form in force takes over from a form as it was sent. What it does not ask is left out."""
    data: Data = {"sender": {"who": AGENT}} if form.get(AGENT) else {}
    for step in definition.asked:
        if step.many is not None:
            data[step.name] = [_answers(step, one) for one in form.get(step.name) or []]
        elif step.flat:
            data[step.name] = _answers(step, form)
        elif held := form.get(step.name):
            data[step.name] = _answers(step, held)
        elif step.optional:
            data[step.name] = {}
    return data


def _answers(step: Step, entry: dict[str, Any]) -> Data:
    found: Data = {}
    for one in step.asked:
        held = (entry.get(one.part) or {}) if one.part else entry
        value = held.get(one.name)
        if value is not None:
            found[one.name] = ("yes" if value else "no") if isinstance(value, bool) else value
    return found
