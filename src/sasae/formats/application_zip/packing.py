"""Packing: the same members give the same bytes."""

import io
import zipfile
from collections.abc import Iterable

from sasae.formats.application_zip.members import MANIFEST, MANIFEST_COLUMNS, Member, is_member, write_csv

_TIME = (1980, 1, 1, 0, 0, 0)  # ZIP's first moment: the receipt number says when
_UNIX = 3  # written wherever it is packed, so that the bytes do not tell on which machine


def pack(members: Iterable[Member]) -> bytes:
    """A ZIP of these members and the manifest over them.

    Raises ValueError for a name that stands twice or that no application file holds.
    """
    ordered = sorted(members, key=lambda member: member.name)
    names = [member.name for member in ordered]
    if len(set(names)) != len(names):
        raise ValueError("A member stands twice in the application file.")
    if strange := [name for name in names if name == MANIFEST or not is_member(name)]:
        raise ValueError(f"An application file does not hold {strange}.")
    manifest = write_csv(MANIFEST_COLUMNS, [[member.name, str(member.size), member.sha256] for member in ordered])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in [*((member.stored_name, member.content) for member in ordered), (MANIFEST, manifest)]:
            entry = zipfile.ZipInfo(name, _TIME)
            # What is sealed does not shrink.
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".age") else zipfile.ZIP_DEFLATED
            entry.create_system = _UNIX
            entry.external_attr = 0o100600 << 16
            archive.writestr(entry, content)
    return out.getvalue()
