"""Moving the story people into a town, and writing down what the offices know of them. Nothing here is drawn."""

from datetime import date

from sasae.simulators.town import elsewhere
from sasae.simulators.town.building import Builder, Home
from sasae.simulators.town.cast import CAST, COUPLES, HOMES, PARENTS, Member, StoryHome
from sasae.simulators.town.incomes import LIVED_ELSEWHERE, NOT_FILED
from sasae.simulators.town.records import (
    DECEASED,
    FOREIGN,
    INCOME_YEARS,
    BankAccount,
    Elsewhere,
    Enrolment,
    Income,
    Insurance,
    Person,
    Protection,
    SingleParentFamily,
    Town,
)

PROTECTED = (date(2026, 5, 18), date(2027, 5, 17))
_NEVER_FILED = {"mari": (2024, 2025)}
_ADULT_YEAR = 2006  # born up to this year they are of age in the years there are incomes of


def settle(builder: Builder) -> None:
    """Persons, homes and kin of the story, before anybody else."""
    people: dict[str, Person] = {}
    for story in HOMES:
        home = Home(f"{len(builder.homes) + 1:010d}", [], fixed=True)
        for member in story.members:
            people[member.key] = person = _person(story, member, home.no)
            home.members.append(person)
            builder.town.persons.append(person)
        builder.homes.append(home)
    for husband, wife, since, until in COUPLES:
        builder.marry(people[husband], people[wife], since, until)
    for key, others in PARENTS.items():
        builder.bear(people[key], [people[other] for other in others])
    for story in HOMES:
        if story.single and story.relation != "20":
            for child in _children(story):
                builder.bear(people[child.key], [people[story.single]])


def _children(story: StoryHome) -> list[Member]:
    """The children `single` brings up: the head's own, or the head's grandchildren."""
    relation = "子" if story.members[0].key == story.single and story.relation != "20" else "子の子"
    return [member for member in story.members if member.relation == relation]


def _person(story: StoryHome, member: Member, household_no: str) -> Person:
    before = member.birth < story.since
    here = member.birth if not story.came_from or not before else story.since
    person = Person(
        member.atena_no, member.individual_number, member.resident_code, member.name, member.kana, member.birth,
        member.sex, postal_code=story.postal_code, address=story.address, ward_code=story.ward_code,
        household_no=household_no, relation=member.relation, head_atena_no=story.members[0].atena_no,
        resident_since=here, moved_in_from=story.came_from if before else "", nationality=member.nationality,
        common_name=member.common_name[0], common_name_kana=member.common_name[1], died_on=member.died_on,
        telephone=f"0900-000-{member.place:04d}" if member.account else "",
    )  # fmt: skip
    if member.died_on:
        person.resident_class = DECEASED
    elif member.nationality:
        person.resident_class = FOREIGN
    if story.key == "protected":
        person.protected_until = PROTECTED[1]
    return person


def write_down(town: Town) -> None:
    """Incomes, insurance, accounts, schemes, families, protection; and what みどり野市 knows."""
    for story in HOMES:
        for place, member in enumerate(story.members):
            if member.died_on is None:
                _insurance(town, story, member, place)
                _account(town, member)
            if member.birth.year <= _ADULT_YEAR:
                _incomes(town, story, member)
        _family(town, story)
    for key in ("yumi", "yui"):
        town.protections.append(
            Protection(CAST[key].atena_no, CAST["tsuyoshi"].atena_no, "配偶者からの暴力", *PROTECTED)
        )
    for key in ("chiharu", "koharu"):
        town.enrolments.append(Enrolment(CAST[key].atena_no, "1", date(2025, 2, 1), None, "生活扶助・医療扶助"))
    town.enrolments.append(Enrolment(CAST["mio"].atena_no, "2", date(2018, 4, 1), None, "身体1級"))
    for key in ("hina", "ren", "sota", "sakura", "minh"):
        since = CAST[key].birth
        town.enrolments.append(Enrolment(CAST[key].atena_no, "3", since, date(since.year + 19, 3, 31), "小児医療証"))
    _newcomer(town)


def _insurance(town: Town, story: StoryHome, member: Member, place: int) -> None:
    if not story.insurer:
        return
    symbol = "川国" if story.insurer == "14999" else f"{7000 + CAST[story.members[0].key].place}"
    number = f"{600_000 + story.members[0].place * 111}"
    since = max(member.birth, story.since, date(2019, 4, 1))
    town.insurances.append(
        Insurance(member.atena_no, story.insurer_number, symbol, number, f"{place:02d}", since)
    )  # fmt: skip


def _account(town: Town, member: Member) -> None:
    if member.account:
        bank, branch, number = member.account.split("-")
        holder = " ".join(member.kana.split())
        town.accounts.append(BankAccount(member.atena_no, bank, branch, "1", number, holder))


def _incomes(town: Town, story: StoryHome, member: Member) -> None:
    """The same figures every year; children are the dependants of who brings them up."""
    for year in INCOME_YEARS:
        if member.died_on and member.died_on <= date(year + 1, 1, 1):
            continue
        income = Income(member.atena_no, year)
        if story.key == "newcomer":
            income.unknown, income.lived_in = LIVED_ELSEWHERE, story.came_from
        elif year in _NEVER_FILED.get(member.key, ()):
            income.unknown = NOT_FILED
        else:
            income.salary = member.income or 0
            for name, figure in member.other.items():
                setattr(income, name, figure)
            if member.key == story.single:
                _dependants(income, _children(story))
        town.incomes.append(income)


def _dependants(income: Income, children: list[Member]) -> None:
    born = [child for child in children if child.birth.year <= income.year]
    income.dependants = len(born)
    income.specific_dependants = sum(1 for child in born if 16 <= income.year - child.birth.year <= 22)
    income.single_parent = income.salary <= 5_000_000


def _family(town: Town, story: StoryHome) -> None:
    if not story.single or story.reason_on is None:
        return
    applicant = CAST[story.single].atena_no
    for child in _children(story):
        town.families.append(
            SingleParentFamily(
                applicant, story.relation, child.atena_no, story.reason, story.reason_on, story.child_support_yen
            )
        )
    if story.allowance:
        since = max(story.reason_on, story.since).replace(day=1)
        town.enrolments.append(Enrolment(applicant, "A", since, None, story.allowance))


def _newcomer(town: Town) -> None:
    """What みどり野市 knows of 伊藤 恵: one child, salary income 1,540,000 in 2024."""
    megumi = CAST["megumi"]
    for year, salary in ((2023, 1_490_000), (2024, 1_540_000), (2025, 1_610_000)):
        town.elsewhere.append(
            Elsewhere(
                elsewhere.MUNICIPALITY, elsewhere.story_number(1), megumi.individual_number, megumi.name, megumi.kana,
                megumi.birth, megumi.sex, year, salary, 0, 0, 1, 0,
            )
        )  # fmt: skip
