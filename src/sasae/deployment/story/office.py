"""Steps 2, 3 and 6: the office sees the application, examines it, asks another city, and another person approves."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sasae.deployment.story.people import Staff, says, wait_for
from sasae.deployment.story.visitor import NotAsExpected

GRANTED, UNKNOWN = "交付", "所得不明"


@dataclass(frozen=True)
class Desk:
    """The people of the story at their screens; each logs in when first needed and stays."""

    at: Callable[[str, str], Staff]
    out: Path

    @property
    def reception(self) -> Staff:
        """Intake's staff."""
        return self.at("intake", "reception1")

    @property
    def counter(self) -> Staff:
        """Who examines."""
        return self.at("subsidy", "counter1")

    @property
    def examiner(self) -> Staff:
        """Who approves."""
        return self.at("subsidy", "examiner1")


def received(desk: Desk, number: str) -> str:
    """Step 2: the application is in intake, verified and handed on. Returns what the page says of its state."""

    def look() -> str | None:
        page = desk.reception.open(f"/applications/{number}/") if _listed(desk, number) else None
        return page.text if page and "審査中" in page.text else None

    return wait_for(f"申請 {number} が申請管理で確認済み", look)


def _listed(desk: Desk, number: str) -> bool:
    return number in desk.reception.open("/applications/").text


def arrived(desk: Desk, number: str) -> None:
    """The application is in subsidy."""
    wait_for(f"申請 {number} が医療費助成に届いた状態", lambda: number in desk.counter.open("/applications/").text)


def examine(desk: Desk, number: str) -> tuple[str, str]:
    """Examine: facts are gathered through linkage and the law decides. Returns the outcome and the page's address."""
    desk.counter.open(f"/applications/{number}/")
    page = desk.counter.press("審査する")
    outcome = next((line for line in page.text.splitlines() if "判定：" in line), "")
    return outcome.partition("判定：")[2].split("　")[0].strip(), page.url


def approve(desk: Desk, examination: str) -> None:
    """The examiner asks, another person approves."""
    desk.counter.open(examination)
    says(desk.counter.press("承認を依頼する"), "承認待ち")
    desk.examiner.open(examination.replace(desk.counter.base, ""))
    says(desk.examiner.press("承認する"), "決定しました")


def inquire(desk: Desk, number: str, examination: str, words: str) -> str:
    """Step 6: ask the other city for the income, wait for the answer, examine again. Returns the new examination."""
    desk.counter.open(examination)
    desk.counter.press(words)

    def answered() -> bool:
        text = desk.counter.open(examination).text
        if "回答が得られていません" in text or "照会できませんでした" in text:
            raise NotAsExpected(f"情報照会が断られました。\n{text[:2000]}")
        return "回答が届いています" in text

    wait_for("情報照会の回答あり", answered)
    _, again = examine(desk, number)
    return again


def certificates(desk: Desk, atena_nos: list[str], who: Staff | None = None) -> list[Path]:
    """The certificates as they were printed, kept as files; opened at the counter unless somebody else does."""
    kept, staff = [], who or desk.counter
    for atena_no in atena_nos:
        page = staff.open(f"/people/{atena_no}/")
        number = next(label for label, url in page.links.items() if "/certificates/2" in url)
        staff.open(page.link(number))
        place = desk.out / f"certificate-{number}.pdf"
        staff.download(staff.page.link("印刷した医療証を見る"), place)
        kept.append(place)
    return kept


def refusal(desk: Desk, number: str, examination: str) -> Path:
    """The letter of refusal as it was printed, kept as a file."""
    desk.counter.open(examination)
    place = desk.out / f"refusal-{number}.pdf"
    desk.counter.download(desk.counter.page.link("不交付決定通知書を見る"), place)
    return place


def recipient_number(desk: Desk, atena_no: str) -> str:
    """A person's 受給者番号, as their page shows it."""
    lines = desk.counter.open(f"/people/{atena_no}/").text.splitlines()
    joined = "\n".join(lines)
    after = joined.split("受給者番号", 1)[1].split()
    return next(word for word in after if word.isdecimal() and len(word) == 7)
