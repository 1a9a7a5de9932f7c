"""Names that letters list: the papers an application needs and the reasons cover ends, in the words the office has given them.

What the law's tables say stands until it is changed on screen; what a name stands for is not changed here.
"""

from datetime import date

from sasae.kernel.dated import Dated, Row
from sasae.law import Loss
from sasae.law.single_parent.documents import DOCUMENTS
from sasae.subsidy.wordings.queries import OnScreen

PAPER_NAMES = OnScreen(
    "documents",
    Dated(
        DOCUMENTS.label,
        DOCUMENTS.unit,
        [
            Row(row.since, {kind: one.label for kind, one in (row.value or {}).items()}, row.source)
            for row in DOCUMENTS.rows
        ],
    ),
)
LOSS_NAMES = OnScreen(
    "losses",
    Dated("喪失の理由", "", [Row(date(2000, 1, 1), {one.value: str(one.label) for one in Loss}, "本製品の想定")]),
)
