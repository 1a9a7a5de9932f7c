"""The texts of the rules of this scheme, read once."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from sasae.law.decision import Rule
from sasae.law.wording import Wordings, latest, load_wordings

WORDINGS: Wordings = load_wordings(__package__ or "", "rules.yaml")
CLAIM_WORDINGS: Wordings = load_wordings(__package__ or "", "claim_rules.yaml")
RULES: dict[str, Rule] = latest(WORDINGS)
CLAIM_RULES: dict[str, Rule] = latest(CLAIM_WORDINGS)


_SEVERAL = {name: dated for name, dated in {**CLAIM_WORDINGS, **WORDINGS}.items() if len(dated.rows) > 1}
_LATEST = {**CLAIM_RULES, **RULES}


@lru_cache(maxsize=4096)
def reworded(on: date) -> Mapping[str, Rule]:
    """The rules whose words on a day are not the latest, by id."""
    then = {name: dated.on(on) for name, dated in _SEVERAL.items()}
    return {name: rule for name, rule in then.items() if rule != _LATEST[name]}
