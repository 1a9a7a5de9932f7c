"""The packet of a request at the counter: every system asked through its evidence contract, others masked, set as one paper."""

from datetime import datetime, timedelta
from typing import Any

from sasae.contracts import evidence
from sasae.contracts.evidence import Evidence, Line, Want
from sasae.contracts.person_index import Purpose
from sasae.foundation.evidence.rules import office_of, rules
from sasae.foundation.history import Actor
from sasae.foundation.partners import ask
from sasae.foundation.printing import render
from sasae.foundation.printing.pages import count_pages
from sasae.kernel.clock import TOKYO
from sasae.kernel.wareki import to_wareki
from sasae.subsidy.disclosures import terms
from sasae.subsidy.disclosures.actions import CannotDecide, carrying_out
from sasae.subsidy.disclosures.models import PaperRequest

AFFAIR, BASIS = "本人への開示", "disclosure_to_the_person"
TITLE = "保有個人情報の開示文書"
MOST = 2000  # lines in a packet
_DONE = {"looked": "見ました", "worked": "記録を扱いました"}


def gathered(one: PaperRequest, want: Want, *, by: Actor, at: datetime) -> Evidence:
    """What all systems hold, or who looked. Raises wire's Unreachable and Refused, and CannotDecide when one is away."""
    since = at.astimezone(TOKYO).date() - timedelta(days=366 * terms.YEARS)
    why = Purpose(affair=AFFAIR, basis=BASIS, operator=by.id, case=one.number)
    question = evidence.Question(purpose=why, atena_no=one.person.atena_no, want=want, since=since, limit=MOST)
    told = ask(evidence.OF_CITY, question)
    if told.away:
        away = "・".join(sorted(map(office_of, told.away)))
        raise CannotDecide.one("DS-130", "", f"答えのないシステムがあります（{away}）。そろってから作成してください。")
    return told


def make(one: PaperRequest, *, by: Actor, at: datetime) -> None:
    """Ask everybody, set, keep. Raises CannotDecide, and wire's Unreachable and Refused."""
    file, looks = gathered(one, Want.FILE, by=by, at=at), gathered(one, Want.LOOKS, by=by, at=at)
    on = at.astimezone(TOKYO).date()
    content = render("subsidy/disclosure_packet", page_of(one, file, looks, made=to_wareki(on)), title=TITLE, day=on, exact=False)
    masks: dict[str, int] = {}
    for each in file.masked:
        masks[each.rule] = masks.get(each.rule, 0) + each.count
    carrying_out.keep_packet(
        one.number, content, masks, hidden=file.hidden or looks.hidden, pages=count_pages(content), by=by
    )


def page_of(one: PaperRequest, file: Evidence, looks: Evidence, *, made: str) -> dict[str, Any]:
    """What the paper says."""
    return {
        "title": TITLE, "number": one.number, "requested": to_wareki(one.requested_on), "made": made, "what": one.what,
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
        "lines": [in_words(line) for line in looks.lines], "more": looks.more,
        "rules": [[rule.title, rule.ground, rule.words] for rule in rules().values()],
    }  # fmt: skip


def in_words(line: Line) -> str:
    """A line of the journal as a sentence."""
    at = line.at.astimezone(TOKYO)
    who = f"{line.office}（自動の処理）" if line.automatic else line.office
    done = _DONE.get(line.act.value) or f"{line.to_whom}に渡しました"
    return f"{to_wareki(at.date())} {at:%H:%M}　{who}が、{line.why}、{done}"


def receivers(one: PaperRequest, *, by: Actor, at: datetime) -> int:
    """To whom the journals of all systems say the person's data was passed on. Returns how many were new."""
    lines = gathered(one, Want.LOOKS, by=by, at=at).lines
    return carrying_out.name_receivers(one.number, [line.to_whom for line in lines if line.to_whom])
