"""The second languages of certificates: the texts of each are one value, which of them are offered is another.

A language nobody has written yet has a field as well, so that the section in charge can write it.
"""

import re
from datetime import date

from sasae.subsidy.certificates.office import LANGUAGES, OFFERED
from sasae.subsidy.wordings.catalogue import FIELDS, OFFERED_KEY, language_field
from sasae.subsidy.wordings.fields import Field
from sasae.subsidy.wordings.models import Rewording, State
from sasae.subsidy.wordings.parts import LANGUAGE_CODE

_UNDER = "languages."
_LIVE = (State.PROPOSED, State.APPROVED)


def field_of(key: str) -> Field | None:
    """A field by its key; of a language with or without texts."""
    if not key.startswith(_UNDER):
        return FIELDS.get(key)
    code = key.removeprefix(_UNDER)
    return language_field(code, _names().get(code, "")) if re.fullmatch(LANGUAGE_CODE, code) else None


def every_field() -> list[Field]:
    """All that can be changed: those of the catalogue, and each language there are texts or proposals of."""
    names = _names()
    written = Rewording.objects.filter(key__startswith=_UNDER).order_by("pk").values_list("key", flat=True)
    codes = [
        *(code for row in LANGUAGES.table.rows for code in row.value),
        *(key.removeprefix(_UNDER) for key in written),
    ]
    return [*FIELDS.values(), *(language_field(code, names.get(code, "")) for code in dict.fromkeys(codes))]


def _names() -> dict[str, str]:
    """What the office calls the languages it offers, has offered or is asked to offer, by code; the latest name counts."""
    changes = Rewording.objects.filter(key=OFFERED_KEY, state__in=_LIVE).order_by("pk").values_list("value", flat=True)
    rows = [*(row.value["rows"] for row in OFFERED.table.rows), *changes]
    return {one["code"]: one["name"] for listed in rows for one in listed}


def without_texts(rows: list[dict[str, str]], on: date) -> list[str]:
    """Of a list of languages, the names of those without texts on a day."""
    texts = LANGUAGES.on(on)
    return [f"{one['name']}（{one['code']}）" for one in rows if one["code"] not in texts]
