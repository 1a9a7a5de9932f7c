"""親子の確かめ: what parentage makes impossible. Nobody is their own ancestor; relations must be what parentage says."""

from collections.abc import Iterator

from sasae.kernel.findings import Finding, error
from sasae.law.case import Case, Kind, Relation


def kin_findings(case: Case) -> Iterator[Finding]:
    parents: dict[str, set[str]] = {}
    for pair in case.kin:
        parents.setdefault(pair.child, set()).add(pair.parent)
    circle = next((person for person in parents if person in ancestors(person, parents)), None)
    if circle is not None:
        yield error("LR-331", f"親子.{circle}", "親子の関係が一回りして、自分が自分の先祖になっています。")
        return
    yield from _generations(case)
    yield from _relations(case, parents)


def ancestors(person: str, parents: dict[str, set[str]]) -> set[str]:
    """All above a person; contains the person where parentage goes round in a circle."""
    found: set[str] = set()
    waiting = list(parents.get(person, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += parents.get(one, ())
    return found


def _generations(case: Case) -> Iterator[Finding]:
    births = {one.id: one.birth for one in case.beneficiaries}
    for parent, child in case.kin:
        if parent in births and child in births and births[child] <= births[parent]:
            yield error("LR-332", f"親子.{parent}・{child}", "親の生年月日が子より後です。")


def _relations(case: Case, parents: dict[str, set[str]]) -> Iterator[Finding]:
    me = case.applicant.id
    mine = parents.get(me, set())
    for obligor in case.obligors:
        theirs = parents.get(obligor.id, set())
        lineal = obligor.id in ancestors(me, parents) or me in ancestors(obligor.id, parents)
        sibling = bool(mine & theirs)
        known = (lineal, Relation.LINEAL), (sibling, Relation.SIBLING)
        if any(true and obligor.relation is not relation for true, relation in known):
            yield error("LR-333", f"扶養義務者.{obligor.id}.関係", "親子の関係から分かる続柄と違います。")
    spouse = case.spouse
    if spouse is not None and (spouse.id in ancestors(me, parents) or me in ancestors(spouse.id, parents)):
        yield error("LR-334", f"配偶者.{spouse.id}", "申請者の親または子が、配偶者になっています。")
    for child in case.children:
        if case.applicant.kind is Kind.CAREGIVER and me in parents.get(child.id, set()):
            yield error("LR-335", "申請者.種別", f"養育者は父母以外の人です。申請者は{child.id}の親になっています。")
