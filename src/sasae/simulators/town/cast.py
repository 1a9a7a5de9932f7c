"""The story people: always in every town, with the same numbers. Their key is how stories and tests call them.

| home | who | what becomes of it in June 2026 (income of 2024) |
|---|---|---|
| `granted` | `misaki`, divorced 2026-05-20, children `hina`, `ren` | granted; the applicant of the demonstration |
| `former_husband` | `kenta`, the children's father | lives in 幸区; pays child support |
| `over_income` | `naoko`, divorced, child `sota` | salary income 5,200,000: refused, over the limit |
| `protected` | `yumi`, court order against the husband, child `yui` | granted; whereabouts kept from `tsuyoshi` |
| `barred` | `tsuyoshi`, the husband | lives in 多摩区, must never learn the address |
| `newcomer` | `megumi`, divorced, child `yamato`, from みどり野市 on 2026-03-28 | income known only there: ask the network |
| `father` | `koji`, widower, child `sakura` | granted; the bank says 解約済 to his account (9999993) |
| `caregiver` | `kiyo`, grandmother of the orphan `yuto` | granted as caregiver |
| `foreign_mother` | `lan`, unmarried, child `minh` born on 29 February, 通称 高木 蘭 | granted |
| `unknown_income` | `mari`, divorced, child `aoi`, never filed for 2024 and 2025 | income unknown: letter, no certificate |
| `twins` | `saori` (𠮷), unmarried, twins `hikaru` and `tsubasa` born on 1 April | granted; bank: 名義相違 (9999992) |
| `grandfather_over` | `reiko` (髙﨑), divorced, child `jun` (29 February), with her father `shigeru` | refused: an obligor is over |
| `assistance` | `chiharu` (辻 with a variation selector), child `koharu`, 生活保護 since 2025-02 | refused: other scheme |
| `disabled_child` | `tomoko` (渡邉), children `mio` (重度) and `rin` (born on 2 April 2008) | granted but for `mio` |
| `partner` | `akemi` (葛 with a selector), child `dan`, partner `osamu` unregistered | refused: the child has a stepfather |
"""

from dataclasses import dataclass, field
from datetime import date

from sasae.kernel.numbers import health
from sasae.simulators.town.numbers import story_numbers
from sasae.simulators.town.records import FEMALE as F
from sasae.simulators.town.records import MALE as M


@dataclass(frozen=True)
class Member:
    """One story person. `income` is the salary income of every year; `other` figures by name go with it."""

    key: str
    place: int
    name: str
    kana: str
    birth: date
    sex: str
    relation: str
    income: int | None = None
    other: dict[str, int] = field(default_factory=dict)
    account: str = ""  # bank-branch-number, an ordinary account (普通)
    died_on: date | None = None
    nationality: str = ""
    common_name: tuple[str, str] = ("", "")

    @property
    def atena_no(self) -> str:
        """宛名番号."""
        return story_numbers(self.place)[0]

    @property
    def individual_number(self) -> str:
        """個人番号."""
        return story_numbers(self.place)[1]

    @property
    def resident_code(self) -> str:
        """住民票コード."""
        return story_numbers(self.place)[2]


@dataclass(frozen=True)
class StoryHome:
    """A story household. `single` brings up its children for `reason` since `reason_on`."""

    key: str
    ward_code: str
    postal_code: str
    address: str
    since: date
    came_from: str
    insurer: str  # body without check digit; empty: none
    members: tuple[Member, ...]
    single: str = ""
    relation: str = ""
    reason: str = ""
    reason_on: date | None = None
    child_support_yen: int = 0
    allowance: str = ""

    @property
    def insurer_number(self) -> str:
        """保険者番号 with its check digit; empty without insurance."""
        return self.insurer + health.check_digit(self.insurer) if self.insurer else ""


D = date
EMPLOYEES, CITY = "0114999", "14999"  # 協会けんぽ神奈川 and the city's 国保, both made up

HOMES = (
    StoryHome(
        "granted", "141313", "2100001", "神奈川県川崎市川崎区本町９１番２号　コーポさくら２０１号室", D(2012, 6, 1), "141003", EMPLOYEES,
        (
            Member("misaki", 1, "佐藤　美咲", "サトウ　ミサキ", D(1988, 5, 14), F, "世帯主", 1_760_000, account="0138-310-1234567"),
            Member("hina", 2, "佐藤　陽菜", "サトウ　ヒナ", D(2014, 8, 3), F, "子"),
            Member("ren", 3, "佐藤　蓮", "サトウ　レン", D(2018, 2, 20), M, "子"),
        ),
        "misaki", "11", "02", D(2026, 5, 20), 240_000, "全部支給　証書第10001号",
    ),
    StoryHome(
        "former_husband", "141321", "2120011", "神奈川県川崎市幸区幸町７７番５号", D(2026, 5, 10), "", EMPLOYEES,
        (Member("kenta", 4, "高橋　健太", "タカハシ　ケンタ", D(1986, 3, 8), M, "世帯主", 3_400_000, account="0005-001-2345678"),),
    ),
    StoryHome(
        "over_income", "141330", "2110063", "神奈川県川崎市中原区小杉町８８番１号　グリーンハイツ５０３号室", D(2016, 4, 1), "131121", EMPLOYEES,
        (
            Member("naoko", 5, "鈴木　直子", "スズキ　ナオコ", D(1982, 11, 2), F, "世帯主", 5_200_000, account="0009-001-3456789"),
            Member("sota", 6, "鈴木　颯太", "スズキ　ソウタ", D(2012, 7, 19), M, "子"),
        ),
        "naoko", "11", "02", D(2021, 3, 15), 360_000,
    ),
    StoryHome(
        "protected", "141364", "2160033", "神奈川県川崎市宮前区宮崎６６番１２号　メゾン多摩川３０２号室", D(2017, 5, 20), "141003", CITY,
        (
            Member("yumi", 7, "田中　由美", "タナカ　ユミ", D(1990, 1, 25), F, "世帯主", 1_250_000, account="9900-008-4567890"),
            Member("yui", 8, "田中　結衣", "タナカ　ユイ", D(2019, 12, 5), F, "子"),
        ),
        "yumi", "11", "06", D(2026, 5, 11),
    ),
    StoryHome(
        "barred", "141356", "2140014", "神奈川県川崎市多摩区登戸９９番９号", D(2014, 2, 1), "132098", EMPLOYEES,
        (Member("tsuyoshi", 9, "田中　剛", "タナカ　ツヨシ", D(1986, 6, 30), M, "世帯主", 2_900_000),),
    ),
    StoryHome(
        "newcomer", "141348", "2130001", "神奈川県川崎市高津区溝口５５番３号", D(2026, 3, 28), "149993", EMPLOYEES,
        (
            Member("megumi", 10, "伊藤　恵", "イトウ　メグミ", D(1987, 9, 9), F, "世帯主", account="0001-001-5678901"),
            Member("yamato", 11, "伊藤　大和", "イトウ　ヤマト", D(2013, 10, 10), M, "子"),
        ),
        "megumi", "11", "02", D(2025, 12, 10), 0, "一部支給　証書第10002号",
    ),
    StoryHome(
        "father", "141372", "2150021", "神奈川県川崎市麻生区上麻生４４番４号", D(2008, 10, 1), "131113", EMPLOYEES,
        (
            Member("koji", 12, "山本　浩二", "ヤマモト　コウジ", D(1979, 3, 3), M, "世帯主", 2_300_000, account="0138-310-9999993"),
            Member("sakura", 13, "山本　さくら", "ヤマモト　サクラ", D(2011, 11, 11), F, "子"),
            Member("chika", 14, "山本　千佳", "ヤマモト　チカ", D(1980, 12, 1), F, "妻", died_on=D(2024, 2, 11)),
        ),
        "koji", "10", "01", D(2024, 2, 11),
    ),
    StoryHome(
        "caregiver", "141313", "2100834", "神奈川県川崎市川崎区大島８２番７号", D(1975, 4, 1), "", CITY,
        (
            Member("kiyo", 15, "中村　キヨ", "ナカムラ　キヨ", D(1955, 2, 17), F, "世帯主", 0, {"public_pension": 780_000}, "1283-001-6789012"),
            Member("yuto", 16, "中村　悠斗", "ナカムラ　ユウト", D(2012, 5, 5), M, "子の子"),
            Member("makoto", 17, "中村　誠", "ナカムラ　マコト", D(1982, 8, 15), M, "子", died_on=D(2025, 6, 1)),
            Member("aya", 18, "中村　綾", "ナカムラ　アヤ", D(1984, 1, 20), F, "子の妻", died_on=D(2025, 6, 1)),
        ),
        "kiyo", "20", "09", D(2025, 6, 1),
    ),
    StoryHome(
        "foreign_mother", "141313", "2100833", "神奈川県川崎市川崎区桜本７３番１１号　第二宮川荘１０２号室", D(2018, 9, 15), "131113", CITY,
        (
            Member("lan", 19, "NGUYEN THI LAN", "グエン ティ ラン", D(1993, 7, 7), F, "世帯主", 1_120_000,
                   account="9900-018-7890123", nationality="ベトナム", common_name=("高木　蘭", "タカギ　ラン")),
            Member("minh", 20, "NGUYEN MINH ANH", "グエン ミン アイン", D(2020, 2, 29), M, "子", nationality="ベトナム"),
        ),
        "lan", "11", "08", D(2020, 2, 29), 0, "全部支給　証書第10003号",
    ),
    StoryHome(
        "unknown_income", "141321", "2120055", "神奈川県川崎市幸区南加瀬６１番８号", D(2019, 8, 1), "141003", CITY,
        (
            Member("mari", 21, "加藤　真理", "カトウ　マリ", D(1985, 12, 24), F, "世帯主", account="0137-001-8901234"),
            Member("aoi", 22, "加藤　葵", "カトウ　アオイ", D(2015, 6, 15), F, "子"),
        ),
        "mari", "11", "02", D(2023, 5, 5),
    ),
    StoryHome(
        "twins", "141348", "2130011", "神奈川県川崎市高津区久本７２番６号", D(2013, 3, 1), "131121", EMPLOYEES,
        (
            Member("saori", 23, "𠮷田　沙織", "ヨシダ　サオリ", D(1991, 8, 18), F, "世帯主", 1_480_000, account="0010-631-9999992"),
            Member("hikaru", 24, "𠮷田　光", "ヨシダ　ヒカル", D(2015, 4, 1), M, "子"),
            Member("tsubasa", 25, "𠮷田　翼", "ヨシダ　ツバサ", D(2015, 4, 1), M, "子"),
        ),
        "saori", "11", "08", D(2015, 4, 1), 0, "一部支給　証書第10004号",
    ),
    StoryHome(
        "grandfather_over", "141372", "2150011", "神奈川県川崎市麻生区百合丘８５番１０号", D(1990, 4, 1), "131121", CITY,
        (
            Member("shigeru", 26, "髙﨑　茂", "タカサキ　シゲル", D(1956, 1, 1), M, "世帯主", 0, {"other_general": 6_800_000}),
            Member("reiko", 27, "髙﨑　礼子", "タカサキ　レイコ", D(1989, 10, 30), F, "子", 980_000, account="0005-001-9012345"),
            Member("jun", 28, "髙﨑　閏", "タカサキ　ジュン", D(2012, 2, 29), M, "子の子"),
        ),
        "reiko", "11", "02", D(2022, 10, 20),
    ),
    StoryHome(
        "assistance", "141356", "2140038", "神奈川県川崎市多摩区生田９３番２０号　市営住宅２号棟４０４号室", D(2011, 7, 1), "141500", "",
        (
            Member("chiharu", 29, "辻\U000e0100　千春", "ツジ　チハル", D(1984, 4, 4), F, "世帯主", 0, account="1283-001-0123456"),
            Member("koharu", 30, "辻\U000e0100　心春", "ツジ　コハル", D(2016, 1, 1), F, "子"),
        ),
        "chiharu", "11", "02", D(2020, 11, 11),
    ),
    StoryHome(
        "disabled_child", "141364", "2160004", "神奈川県川崎市宮前区鷺沼５８番１５号", D(2009, 9, 9), "131113", EMPLOYEES,
        (
            Member("tomoko", 31, "渡邉　智子", "ワタナベ　トモコ", D(1983, 2, 2), F, "世帯主", 1_930_000, account="0009-001-1122334"),
            Member("mio", 32, "渡邉　澪", "ワタナベ　ミオ", D(2014, 9, 9), F, "子"),
            Member("rin", 33, "渡邉　凜", "ワタナベ　リン", D(2008, 4, 2), F, "子"),
        ),
        "tomoko", "11", "02", D(2019, 1, 31), 480_000,
    ),
    StoryHome(
        "partner", "141330", "2110041", "神奈川県川崎市中原区下小田中７１番３号", D(2020, 2, 2), "141003", EMPLOYEES,
        (
            Member("akemi", 34, "葛\U000e0100西　明美", "カサイ　アケミ", D(1992, 5, 5), F, "世帯主", 1_300_000, account="0138-310-2233445"),
            Member("dan", 35, "葛\U000e0100西　暖", "カサイ　ダン", D(2017, 8, 8), M, "子"),
            Member("osamu", 36, "大野　修", "オオノ　オサム", D(1988, 9, 1), M, "夫（未届）", 3_100_000),
        ),
        "akemi", "11", "02", D(2021, 6, 6),
    ),
)  # fmt: skip

CAST: dict[str, Member] = {member.key: member for home in HOMES for member in home.members}
COUPLES = (  # husband, wife, married, ended; nobody else of the cast is or was married in town
    ("kenta", "misaki", D(2013, 3, 3), D(2026, 5, 20)),
    ("tsuyoshi", "yumi", D(2017, 5, 5), None),
    ("koji", "chika", D(2008, 6, 6), D(2024, 2, 11)),
    ("makoto", "aya", D(2010, 10, 10), D(2025, 6, 1)),
)
PARENTS = {  # beside the one who brings the child up
    "hina": ("kenta",), "ren": ("kenta",), "yui": ("tsuyoshi",), "sakura": ("chika",), "yuto": ("makoto", "aya"),
    "makoto": ("kiyo",), "reiko": ("shigeru",),
}  # fmt: skip
