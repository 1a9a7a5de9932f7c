"""{% reading %} … {% endreading %}: what stands between, in the reading this browser has chosen.

{% reading "title" %}: what stands between is all there is of that element, which holds text alone.
"""

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe

from sasae.portal.languages.choice import Reading, chosen
from sasae.portal.languages.pages import in_reading

register = template.Library()
NOTE = {
    Reading.EASY: '<p class="soft translated-note">点線（てんせん）の 文（ぶん）は、まだ やさしい日本語（にほんご）に なっていません。</p>',
    Reading.ENGLISH: '<p class="soft translated-note">Texts with a dotted line are in Japanese only.</p>',
}


class ReadingNode(template.Node):
    """Renders what stands between, then puts it into the reading; says so where something stayed Japanese."""

    def __init__(self, nodelist: NodeList, element: str) -> None:
        self.nodelist, self.element = nodelist, element

    def render(self, context: Context) -> SafeString:
        page = self.nodelist.render(context)
        reading = chosen(context.get("request"))
        if reading is Reading.JAPANESE:
            return page
        if self.element:
            opened, closed = f"<{self.element}>", f"</{self.element}>"
            whole, _ = in_reading(f"{opened}{page}{closed}", reading)
            return mark_safe(whole.removeprefix(opened).removesuffix(closed))  # noqa: S308
        written, missing = in_reading(page, reading)
        note = NOTE.get(reading, "") if missing and "</main>" in written else ""
        return mark_safe(written.replace("</main>", f"{note}</main>", 1) if note else written)  # noqa: S308


@register.tag
def reading(parser: Parser, token: Token) -> ReadingNode:
    """The block tag."""
    element = "".join(one.strip('"') for one in token.split_contents()[1:])
    nodelist = parser.parse(("endreading",))
    parser.delete_first_token()
    return ReadingNode(nodelist, element)
