"""Packing: the same members give the same bytes."""

import io
import zipfile
from collections.abc import Iterable

from sasae.formats.application_zip.members import MANIFEST, MANIFEST_COLUMNS, Member, write_csv

_TIME = (1980, 1, 1, 0, 0, 0)  # ZIP's first moment: the receipt number says when


def pack(members: Iterable[Member]) -> bytes:
    """A ZIP of these members and the manifest over them. Raises ValueError for a name that stands twice."""
    ordered = sorted(members, key=lambda member: member.name)
    names = [member.name for member in ordered]
    if len(set(names)) != len(names):
        raise ValueError("A member stands twice in the application file.")
    manifest = write_csv(MANIFEST_COLUMNS, [[member.name, str(member.size), member.sha256] for member in ordered])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [*((member.stored_name, member.content) for member in ordered), (MANIFEST, manifest)]:
            entry = zipfile.ZipInfo(name, _TIME)
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".age") else zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content)
    return out.getvalue()
