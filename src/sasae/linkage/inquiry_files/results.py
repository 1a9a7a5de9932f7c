"""The result files of a request: one a 特定個人情報名, every readable line in it, whatever became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from sasae.formats.inquiry_file import Answer, Detail, Result, write_results
from sasae.linkage.inquiries import masters
from sasae.linkage.inquiries.models import Inquiry, State
from sasae.linkage.inquiries.queries import answer_of
from sasae.linkage.inquiry_files.models import InquiryFile, InquiryLine, LineState
from sasae.linkage.inquiry_files.queries import lines_of

_STATUS = {
    State.ACCEPTED: (Detail.TAKEN, Result.NONE),
    State.REQUESTED: (Detail.ASKED, Result.NONE),
    State.NOT_AUTOMATIC: (Detail.WAITING, Result.NONE),
    State.ANSWERED: (Detail.ENDED, Result.NORMAL),
    State.NOBODY: (Detail.ENDED, Result.NOBODY),
    State.REFUSED: (Detail.ENDED, Result.REFUSED),
    State.ERROR: (Detail.FAILED, Result.ERROR),
}


@dataclass(frozen=True)
class ResultFile:
    """One file to hand over, and whom it speaks of."""

    information: str
    name: str
    items: list[str]
    content: bytes
    persons: list[str]


def informations_of(file: InquiryFile) -> list[str]:
    """The kinds of information a file asks for."""
    rows = file.lines.filter(told__isnull=False).values_list("told__information", flat=True)
    return sorted(set(rows))


def result_files(file: InquiryFile) -> Iterator[ResultFile]:
    """One after the other; what is not answered yet says so in its line."""
    for information in informations_of(file):
        yield result_file(file, information)


def result_file(file: InquiryFile, information: str) -> ResultFile:
    """The file of one kind of information."""
    rows = [line for line in lines_of(file).filter(told__information=information) if line.told]
    answers = [_answer(line) for line in rows]
    items = _items(information, answers)
    name = file.name.replace("P640R110", "P640R120").replace(".DAT", f"_{information}.DAT")
    persons = list(dict.fromkeys(line.atena_no for line in rows))
    return ResultFile(information, name, items, write_results(answers, items), persons)


def _items(information: str, answers: Sequence[Answer]) -> list[str]:
    """The permitted items in their order, then whatever else was told: nothing is dropped."""
    known = masters.in_force()
    permitted = [
        item for use in (known.permitted if known else []) if use.information == information for item in use.items
    ]
    told = sorted({item for answer in answers for record in answer.records for item in record})
    return list(dict.fromkeys([*permitted, *told]))


def _answer(line: InquiryLine) -> Answer:
    told, inquiry = line.told, line.inquiry
    plain = {
        "atena_no": line.atena_no, "asked_at": told["asked_at"], "information": told["information"],
        "provider": told["provider"], "unified_no": told["unified_no"],
    }  # fmt: skip
    if inquiry is None:
        waiting = line.state == LineState.WAITING
        message = " ".join(finding["message"] for finding in line.findings)
        return Answer(
            **plain, detail=Detail.TAKEN if waiting else Detail.NOT_ASKED, result=Result.NONE, message=message
        )
    if inquiry.person.unified is not None:
        plain["unified_no"] = inquiry.person.unified.unified_no
    detail, result = _STATUS[State(inquiry.state)]
    return Answer(
        **plain, detail=detail, result=result, message=inquiry.message, processing_no=inquiry.processing_no,
        provided_at=_moment(inquiry), records=_records(inquiry),
    )  # fmt: skip


def _moment(inquiry: Inquiry) -> str:
    return f"{timezone.localtime(inquiry.provided_at):%Y%m%d%H%M%S}" if inquiry.provided_at else ""


def _records(inquiry: Inquiry) -> list[dict[str, Any]]:
    answer = answer_of(inquiry) or {}
    return list(answer.get("records", []))
