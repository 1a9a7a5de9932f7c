"""情報照会の依頼ファイル (P640R110) and its result file: the layout of one municipal integration platform (formats.md §6.4).

The request is a published layout of one vendor, a model and no standard. The result file's columns are not public: ours
is a documented stand-in. Neither holds an individual number.
"""

from sasae.formats.inquiry_file.layout import ITEMS, RECORD, file_name
from sasae.formats.inquiry_file.reader import Line, Request, Told, read
from sasae.formats.inquiry_file.results import HEAD, Answer, Detail, Result, write_results
from sasae.formats.inquiry_file.writer import write

__all__ = [
    "HEAD", "ITEMS", "RECORD", "Answer", "Detail", "Line", "Request", "Result", "Told", "file_name", "read", "write",
    "write_results",
]  # fmt: skip
