"""Making a disclosure packet: every system asked for its file and its lines, set as one paper."""

from datetime import datetime
from typing import Any

from sasae.contracts.evidence import Evidence, Want
from sasae.foundation.evidence.rules import office_of, rules
from sasae.foundation.history import Actor
from sasae.foundation.printing import render
from sasae.intake.questions import terms
from sasae.intake.questions.actions import CannotMove, disclosing, in_words
from sasae.intake.questions.answering import gathered, with_own
from sasae.intake.questions.models import DisclosureRequest
from sasae.intake.questions.own import own_sections
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki

TITLE = "保有個人情報の開示文書"
MOST = 2000  # lines in a packet


def prepare(one: DisclosureRequest, *, by: Actor, at: datetime) -> DisclosureRequest:
    """Ask everybody, set, keep. Raises CannotMove when a system is away, and wire's Unreachable and Refused."""
    on = at.astimezone(TOKYO).date()
    since = terms.packet_since(on)
    file = gathered(one.atena_no, one.number, Want.FILE, since=since, operator=by.id)
    looks = gathered(one.atena_no, one.number, Want.LOOKS, since=since, operator=by.id, limit=MOST)
    if away := {*file.away, *looks.away}:
        raise CannotMove(f"答えのないシステムがあります（{'・'.join(sorted(map(office_of, away)))}）。そろってから作成してください。")
    looks = with_own(looks, one.atena_no, since=since, on=on, limit=MOST)
    file = file.model_copy(update={"sections": [*file.sections, *own_sections(one.atena_no, hidden=file.hidden)]})
    content = render("intake/packet", page_of(one, file, looks, on=to_wareki(on)), title=TITLE, day=on, exact=False)
    hidden = file.hidden or looks.hidden
    return disclosing.keep_packet(
        one.number, content, disclosing.counted(file.masked), hidden=hidden, by=by, at=at
    )


def page_of(one: DisclosureRequest, file: Evidence, looks: Evidence, *, on: str) -> dict[str, Any]:
    """What the paper says."""
    counts = disclosing.counted(file.masked)
    return {
        "title": TITLE, "number": one.number, "requested": to_wareki(one.requested_on), "made": on,
        "fee": f"{one.fee_yen:,}円",
        "sections": [
            {
                "title": section.title,
                "entries": [
                    {"title": each.title, "rows": [[row.label, row.value] for row in each.rows]}
                    for each in section.entries
                ],
            }
            for section in file.sections
        ],
        "lines": [in_words(line) for line in looks.lines],
        "more": looks.more,
        "rules": [[rule.title, rule.ground, rule.words] for rule in rules().values()],
        "masked": [[rules()[rule].title, f"{count}か所"] for rule, count in counts.items()],
    }  # fmt: skip
