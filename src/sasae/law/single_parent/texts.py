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


@lru_cache(maxsize=4096)
def reworded(on: date) -> Mapping[str, Rule]:
    """The rules whose words have changed at some time, by id, in the words of a day. All others have the words they have."""
    return {name: dated.on(on) for name, dated in _SEVERAL.items()}
