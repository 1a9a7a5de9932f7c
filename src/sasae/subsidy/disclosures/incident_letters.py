"""Letters to persons affected by an incident: through the one way out for addresses, and by the print runs like every letter."""

from collections.abc import Sequence
from datetime import datetime

from sasae.foundation.history import Actor
from sasae.foundation.incidents.actions.papers import Notice
from sasae.foundation.printing import CannotPrint, keep_many, paper_of, render_many
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.certificates.actions import OFFICE
from sasae.subsidy.disclosures.models import Letter, LetterKind
from sasae.subsidy.notifications.mailing import registered_for, where_to
from sasae.subsidy.people.models import Person


def make(notice: Notice, persons: Sequence[str], *, protected: bool, by: Actor, at: datetime) -> dict[str, str]:
    """The letters of those whose address is known, by 宛名番号. Of protected persons none, unless it is asked for them."""
    on = at.astimezone(TOKYO).date()
    people = list(Person.objects.filter(atena_no__in=persons).exclude(address="").order_by("pk"))
    registered = registered_for(people, on)
    people = [one for one in people if (one.pk in registered.hidden) == protected]
    if not people:
        return {}
    office = OFFICE.on(on)
    title = office["letters"][LetterKind.INCIDENT]["title"]
    common = {
        "office": office, "number": f"{office['document_prefix']}事第{notice.number}号", "date": to_wareki(on),
        "kind": notice.kind, "known_on": to_wareki(notice.known_on), "items": notice.items,
        "damage": notice.damage or "いまのところ、確認されていません。", "measures": list(notice.measures),
    }  # fmt: skip
    reason = f"事故の通知 {notice.number}"
    data = [
        {**common, "name": one.name, **where_to(one, by=by, on=on, reason=reason, registered=registered)}
        for one in people
    ]
    papers, letters = [], []
    for one, pdf in zip(people, render_many("subsidy/incident_notice", data, title=title, day=on, pages_each=1), strict=True):
        if isinstance(pdf, CannotPrint):
            continue  # stays among those who wait for a letter
        paper = paper_of(LetterKind.INCIDENT, notice.number, pdf, by_id=by.id, persons=[one.atena_no])
        papers.append(paper)
        letters.append(
            Letter(kind=LetterKind.INCIDENT, subject=notice.number, person=one, document_id=str(paper.pk), made_by=by.id, made_at=at)
        )
    keep_many(papers)
    Letter.objects.bulk_create(letters)
    return {letter.person.atena_no: letter.document_id for letter in letters}
