"""What a business system is answered about its request files."""

import base64

from sasae.contracts import inquiries as words
from sasae.foundation.contract_api import Caller, ContractRefused
from sasae.foundation.history import SYSTEM, record
from sasae.kernel import clock
from sasae.linkage.inquiry_files.actions import CannotTake, take_file
from sasae.linkage.inquiry_files.models import LineState
from sasae.linkage.inquiry_files.queries import all_files, counts_of
from sasae.linkage.inquiry_files.results import result_files


def submit(caller: Caller, message: words.FileRequest) -> words.FileAccepted:
    """Take a file in; its lines are asked by and by."""
    try:
        content = base64.b64decode(message.content, validate=True)
    except ValueError as unread:  # also signs that are not ASCII
        raise ContractRefused.one("L-134", "content", "ファイルの中身をbase64として読めません。") from unread
    consents = {each.atena_no: each.on for each in message.consents}
    caller.shown([])
    try:
        file = take_file(
            message.name, content, message.purpose, consents, asked_by=caller.name, on=clock.today(),
            by=SYSTEM(caller.name),
        )  # fmt: skip
    except CannotTake as refusal:
        raise ContractRefused(refusal.findings) from refusal
    return words.FileAccepted(file_no=file.file_no)


def result(caller: Caller, message: words.FileResultRequest) -> words.FileResult:
    """How far a file is, and its result files as they are by now; to the system that asked and to no other."""
    file = all_files().filter(file_no=message.file_no, asked_by=caller.name).first()
    if file is None:
        raise ContractRefused.one("L-135", "file_no", "この受付番号の一括照会はありません。")
    told = list(result_files(file))
    caller.shown([person for each in told for person in each.persons])
    for each in told:
        record(
            SYSTEM(caller.name), "inquiry_file.handed_over", file.file_no, each.persons, to=caller.name, name=each.name,
            count=len(each.persons),
        )  # fmt: skip
    refused = file.lines.filter(state=LineState.REFUSED).order_by("number").values_list("number", "findings")
    return words.FileResult(
        file_no=file.file_no,
        done=counts_of(file).done,
        lines=file.line_count,
        refused=[
            words.LineRefused(line=number, reasons=[f"{one['message']}（{one['id']}）" for one in findings])
            for number, findings in refused
        ],
        results=[
            words.ResultFile(name=each.name, items=each.items, content=base64.b64encode(each.content).decode())
            for each in told
        ],
    )
