"""The verbs of the area, by what they change."""

from sasae.subsidy.receipts.actions.corrections import answer, ask, make_list, take_answers, withdraw
from sasae.subsidy.receipts.actions.deciding import hold, undo
from sasae.subsidy.receipts.actions.files import finish, read_lines, upload
from sasae.subsidy.receipts.actions.held import decide_held, decide_many
from sasae.subsidy.receipts.actions.lines import decide_blocks, judge_again
from sasae.subsidy.receipts.actions.months import ask_closing, close, enter_bill, pay, send_back
from sasae.subsidy.receipts.actions.together import cancel_together
from sasae.subsidy.receipts.refusals import CannotDecide

__all__ = [
    "CannotDecide",
    "answer",
    "ask",
    "ask_closing",
    "cancel_together",
    "close",
    "decide_blocks",
    "decide_held",
    "decide_many",
    "enter_bill",
    "finish",
    "hold",
    "judge_again",
    "make_list",
    "pay",
    "read_lines",
    "send_back",
    "take_answers",
    "undo",
    "upload",
    "withdraw",
]
