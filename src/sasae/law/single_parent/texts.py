"""The texts of the rules of this scheme, read once."""

from sasae.law.decision import Rule, load_rules

RULES: dict[str, Rule] = load_rules(__package__ or "", "rules.yaml")
CLAIM_RULES: dict[str, Rule] = load_rules(__package__ or "", "claim_rules.yaml")
