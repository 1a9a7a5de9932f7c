"""linkage → tax system, public assistance, child allowance, the two sister subsidies: whom each keeps by which number."""

from sasae.contracts.operation import Operation
from sasae.contracts.resident_register import Changes, ChangesRequest

CALLERS = frozenset({"linkage"})


def _people_of(office: str) -> Operation[ChangesRequest, Changes]:
    """The same words as the resident register's feed: 0 gives everybody (full feed), a number what is new since."""
    return Operation("existing_systems", f"people_of_{office}", ChangesRequest, Changes, CALLERS, office)


TAX = _people_of("tax")
PUBLIC_ASSISTANCE = _people_of("public_assistance")
CHILD_ALLOWANCE = _people_of("child_allowance")
CHILDRENS_SUBSIDY = _people_of("childrens_subsidy")
DISABILITY_SUBSIDY = _people_of("disability_subsidy")
FEEDS = (TAX, PUBLIC_ASSISTANCE, CHILD_ALLOWANCE, CHILDRENS_SUBSIDY, DISABILITY_SUBSIDY)
