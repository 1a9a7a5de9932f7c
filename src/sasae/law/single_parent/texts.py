"""The texts of the rules of this scheme, read once."""

from datetime import date

from sasae.law.decision import Rule
from sasae.law.wording import Wordings, latest, load_wordings

WORDINGS: Wordings = load_wordings(__package__ or "", "rules.yaml")
CLAIM_WORDINGS: Wordings = load_wordings(__package__ or "", "claim_rules.yaml")
RULES: dict[str, Rule] = latest(WORDINGS)
CLAIM_RULES: dict[str, Rule] = latest(CLAIM_WORDINGS)


def worded(rule: Rule, on: date) -> Rule:
    """The rule in the words of a day."""
    return rule if rule.id in _NEVER_REWORDED else (WORDINGS.get(rule.id) or CLAIM_WORDINGS[rule.id]).on(on)


_NEVER_REWORDED = {name for name, dated in {**CLAIM_WORDINGS, **WORDINGS}.items() if len(dated.rows) == 1}
