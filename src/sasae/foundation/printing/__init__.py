"""Papers: rendered from a template and data, kept as the bytes that were printed.

pdf = render("subsidy/certificate", data, title="福祉医療証", day=today)
document = keep("certificate", number, pdf, by_id=actor.id, persons=[atena_no])
"""

from typing import TYPE_CHECKING, Any

from sasae.foundation.printing.rendering import CannotPrint, forget, missing_glyphs, render, render_many, unprintable

if TYPE_CHECKING:
    from sasae.foundation.printing.actions import keep, keep_many, paper_of

__all__ = ["CannotPrint", "forget", "keep", "keep_many", "missing_glyphs", "paper_of", "render", "render_many", "unprintable"]


def __getattr__(name: str) -> Any:
    """Models may not be imported before the apps are ready, and this package is itself one of the apps."""
    if name in ("keep", "keep_many", "paper_of"):
        from sasae.foundation.printing import actions

        return getattr(actions, name)
    raise AttributeError(name)
