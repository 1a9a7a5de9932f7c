"""What waits of the cabinets of media, on the home page."""

from sasae.foundation.custody.cabinets import homeless, not_back
from sasae.foundation.screens.navigation import Work
from sasae.kernel import clock

CABINET_WORK = [
    Work("しまう場所の決まっていない媒体", "custody:media", "media.manage", lambda _: homeless(), "cabinet=none", wrong=True, quiet=True),
    Work("取り出したまま戻っていない媒体", "custody:media", "media.manage", lambda _: not_back(clock.today()), "cabinet=out", wrong=True, quiet=True),
]  # fmt: skip
