"""The verbs of certificates: issue, take the place of another, void, call back, take in returned mail, refuse."""

from sasae.subsidy.certificates.actions.issuing import CannotIssue, Order, issue_certificates, issue_many, reissue
from sasae.subsidy.certificates.actions.publishing import publish_revocations
from sasae.subsidy.certificates.actions.recall_letters import begin_letters, write_letter, write_letters
from sasae.subsidy.certificates.actions.recalls import ask_back, collect, give_up, remind
from sasae.subsidy.certificates.actions.refusals import issue_refusal
from sasae.subsidy.certificates.actions.returned import finish_returned, take_returned
from sasae.subsidy.certificates.actions.voiding import expire, void_lost
from sasae.subsidy.certificates.office import OFFICE
from sasae.subsidy.certificates.papers import certificate_data, printed_address

__all__ = [
    "OFFICE", "CannotIssue", "Order", "ask_back", "begin_letters", "certificate_data", "collect", "expire", "finish_returned", "give_up",
    "issue_certificates", "issue_many", "issue_refusal", "printed_address", "publish_revocations", "reissue", "remind", "take_returned",
    "void_lost", "write_letter", "write_letters",
]  # fmt: skip
