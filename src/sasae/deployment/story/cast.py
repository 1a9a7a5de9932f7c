"""The story's applicants, from the town's story people: what each would write on the form."""

from sasae.deployment.story.application import Applicant, ChildOnForm
from sasae.kernel.wareki import to_wareki
from sasae.reference import banks
from sasae.simulators.town.cast import HOMES, Member, StoryHome
from sasae.simulators.town.circumstances import insurer

HOME_OF = {home.key: home for home in HOMES}


def applicant(key: str) -> Applicant:
    """The one who brings the children up in this story home."""
    home = HOME_OF[key]
    parent = next(member for member in home.members if member.key == home.single)
    return Applicant(
        atena_no=parent.atena_no,
        name=parent.name,
        kana=parent.kana,
        birth_date=to_wareki(parent.birth),
        sex=parent.sex,
        relation=home.relation,
        postal_code=home.postal_code,
        address=home.address,
        telephone="044-000-1234",
        individual_number=parent.individual_number,
        insurer_number=insurer(home.insurer),
        insured_since=to_wareki(max(home.since, parent.birth)),
        reason=home.reason,
        reason_on=to_wareki(home.reason_on) if home.reason_on else "",
        children=tuple(_child(child) for child in _children(home)),
        child_support_yen=home.child_support_yen,
        account=_account(parent),
    )


def _children(home: StoryHome) -> list[Member]:
    return [member for member in home.members if member.relation in ("子", "子の子") and member.birth.year > 2005]


def _child(child: Member) -> ChildOnForm:
    return ChildOnForm(child.name, child.kana, to_wareki(child.birth), child.sex, child.individual_number)


def _account(parent: Member) -> dict[str, str]:
    if not parent.account:
        return {}
    bank, branch, number = parent.account.split("-")
    if banks.branch(bank, branch) is None:
        raise LookupError(f"{parent.name}: the branch {bank}-{branch} is not in the table.")
    return {"bank": bank, "branch": branch, "type": "1", "number": number, "holder_kana": parent.kana}
