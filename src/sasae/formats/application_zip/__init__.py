"""The application file (申請ZIP): packing in the portal, unpacking with findings in intake.

The layout is a stand-in of ours (formats.md §5.2); only that a ZIP carries application, attachments and signature is public.

    application.json        申請内容, canonical bytes; what is signed
    application.pdf         printable form
    attach/NN_<kind>_<name> 添付
    sign/signature.p7s      署名データ (detached CMS over application.json)
    sign/signcert.cer       署名用電子証明書 (DER)
    sign/verify.csv         電子署名検証結果データ
    sign/cosign_01.p7s      署名データ of a co-applicant over the same application.json, where there are any: 01 to 04
    sign/cosign_01.cer      署名用電子証明書 of that person (DER)
    sign/cosign_01.csv      who of the form it is, and 電子署名検証結果データ
    manifest.csv            name, size and SHA-256 of every other member, as they are in the clear

A member may stand sealed as `<name>.age`; the manifest speaks of what it is when opened. The receipt number is the
file's name and travels beside it, not in it: the sender knows it only when everything is sealed and signed.
"""

from sasae.formats.application_zip.archive import Limits
from sasae.formats.application_zip.cosignatures import Cosignature
from sasae.formats.application_zip.members import VERIFY_COLUMNS, Member, Verification
from sasae.formats.application_zip.packing import pack
from sasae.formats.application_zip.rules import RULES
from sasae.formats.application_zip.unpacking import ApplicationPackage, Attachment, unpack

__all__ = [
    "RULES",
    "VERIFY_COLUMNS",
    "ApplicationPackage",
    "Attachment",
    "Cosignature",
    "Limits",
    "Member",
    "Verification",
    "pack",
    "unpack",
]
