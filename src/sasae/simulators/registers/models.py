"""The town in tables. One row type of `simulators.town.records` a model, with the same field names."""

from django.db import models
from django.db.models import Q


class Sex(models.TextChoices):
    """性別 (formats.md §9.1)."""

    UNKNOWN = "0", "不明"
    MALE = "1", "男"
    FEMALE = "2", "女"


class ResidentClass(models.TextChoices):
    """住民区分."""

    RESIDENT = "resident", "住民"
    FOREIGN = "foreign", "外国人住民"
    MOVED_OUT = "moved_out", "転出"
    DECEASED = "deceased", "死亡"


class Person(models.Model):
    """One person of the resident register, as of now. Former residents stay, with the day they left or died."""

    atena_no = models.CharField(max_length=15, primary_key=True, db_comment="宛名番号（15桁）")
    individual_number = models.CharField(max_length=12, unique=True, db_comment="個人番号")
    resident_code = models.CharField(max_length=11, unique=True, db_comment="住民票コード")
    name = models.CharField(max_length=100, db_comment="氏名（姓と名の間は全角空白。外国人はローマ字）")
    name_kana = models.CharField(max_length=100, db_comment="氏名の読み（カタカナ）")
    common_name = models.CharField(max_length=100, blank=True, db_comment="通称（外国人住民）")
    common_name_kana = models.CharField(max_length=100, blank=True, db_comment="通称の読み")
    nationality = models.CharField(max_length=40, blank=True, db_comment="国籍・地域（日本は空）")
    birth_date = models.DateField(db_comment="生年月日")
    sex = models.CharField(max_length=1, choices=Sex, db_comment="性別")
    resident_class = models.CharField(max_length=12, choices=ResidentClass, db_comment="住民区分")
    postal_code = models.CharField(max_length=7, db_comment="郵便番号")
    address = models.CharField(max_length=300, db_comment="住所（都道府県から。転出者・死亡者は市内の最後の住所）")
    ward_code = models.CharField(max_length=6, db_comment="区の全国地方公共団体コード")
    household_no = models.CharField(max_length=10, db_index=True, db_comment="世帯番号")
    relation = models.CharField(max_length=20, db_comment="続柄（住民票のとおり）")
    head_atena_no = models.CharField(max_length=15, db_comment="世帯主の宛名番号")
    telephone = models.CharField(max_length=15, blank=True, db_comment="電話番号（実在しない番号）")
    resident_since = models.DateField(null=True, db_comment="市民となった日（住定日）")
    moved_in_from = models.CharField(max_length=6, blank=True, db_comment="転入前の市区町村のコード")
    moved_out_on = models.DateField(null=True, db_comment="転出日")
    moved_out_to = models.CharField(max_length=6, blank=True, db_comment="転出先の市区町村のコード")
    died_on = models.DateField(null=True, db_comment="死亡日")
    protected_until = models.DateField(null=True, db_comment="支援措置の末日")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sex__in=Sex.values), name="simulators_registers_sex"),
            models.CheckConstraint(
                condition=Q(resident_class__in=ResidentClass.values), name="simulators_registers_class"
            ),
        ]

    def __str__(self) -> str:
        return self.atena_no


class Kin(models.Model):
    """A link of kinship: `kin` is the person's father, mother, spouse or former spouse (戸籍から)."""

    atena_no = models.CharField(max_length=15, db_index=True, db_comment="本人の宛名番号")
    kin = models.CharField(max_length=15, db_index=True, db_comment="親族の宛名番号")
    relation = models.CharField(max_length=10, db_comment="本人から見た関係（父・母・配偶者・元配偶者）")
    since = models.DateField(db_comment="始まり（出生・婚姻）")
    until = models.DateField(null=True, db_comment="終わり（離婚・死別）")


class Protection(models.Model):
    """支援措置: the person's whereabouts are kept from the barred person (domain.md §8.2)."""

    atena_no = models.CharField(max_length=15, db_index=True, db_comment="保護される者の宛名番号")
    barred = models.CharField(max_length=15, db_comment="閲覧を制限される相手方の宛名番号")
    reason = models.CharField(max_length=20, db_comment="事由（配偶者からの暴力 など）")
    since = models.DateField(db_comment="開始日")
    until = models.DateField(db_comment="末日（1年、延長できる）")


class Change(models.Model):
    """An entry of the register's change feed. The feed tells each person as they are when it is asked."""

    sequence = models.BigIntegerField(primary_key=True, db_comment="一連番号")
    event = models.CharField(max_length=20, db_comment="異動事由")
    occurred_on = models.DateField(db_comment="異動日")
    atena_no = models.CharField(max_length=15, db_index=True, db_comment="宛名番号")


class CardSerial(models.Model):
    """Which person a user certificate (利用者証明用電子証明書) belongs to; the card authority writes it on issue."""

    serial = models.CharField(max_length=40, primary_key=True, db_comment="発行の番号（16進、大文字）")
    atena_no = models.CharField(max_length=15, db_index=True, db_comment="宛名番号")


class Income(models.Model):
    """One person's income of one calendar year, as resident tax has it. Yen. Salary is after 給与所得控除.

    `unknown` set: there is no figure, and this is why; the figures are then 0 and mean nothing.
    """

    atena_no = models.CharField(max_length=15, db_comment="宛名番号")
    year = models.IntegerField(db_comment="所得の年（暦年）")
    unknown = models.CharField(max_length=20, blank=True, db_comment="不明の理由（空は判明）")
    lived_in = models.CharField(max_length=6, blank=True, db_comment="翌年1月1日の住所地（市外のとき）")
    salary = models.BigIntegerField(db_default=0, db_comment="給与所得（円）")
    public_pension = models.BigIntegerField(db_default=0, db_comment="公的年金等の雑所得（円）")
    other_general = models.BigIntegerField(db_default=0, db_comment="その他の総所得（円）")
    retirement = models.BigIntegerField(db_default=0, db_comment="退職所得（円）")
    forestry = models.BigIntegerField(db_default=0, db_comment="山林所得（円）")
    land_business = models.BigIntegerField(db_default=0, db_comment="土地等に係る事業所得等（円）")
    long_term_gain = models.BigIntegerField(db_default=0, db_comment="長期譲渡所得（円）")
    long_term_special_deduction = models.BigIntegerField(db_default=0, db_comment="長期譲渡の特別控除（円）")
    short_term_gain = models.BigIntegerField(db_default=0, db_comment="短期譲渡所得（円）")
    short_term_special_deduction = models.BigIntegerField(db_default=0, db_comment="短期譲渡の特別控除（円）")
    futures = models.BigIntegerField(db_default=0, db_comment="先物取引に係る雑所得等（円）")
    special_interest_dividends = models.BigIntegerField(db_default=0, db_comment="特例適用利子・配当等（円）")
    treaty_interest_dividends = models.BigIntegerField(db_default=0, db_comment="条約適用利子・配当等（円）")
    casualty_loss_deduction = models.BigIntegerField(db_default=0, db_comment="雑損控除（円）")
    medical_deduction = models.BigIntegerField(db_default=0, db_comment="医療費控除（円）")
    mutual_aid_deduction = models.BigIntegerField(db_default=0, db_comment="小規模企業共済等掛金控除（円）")
    spouse_special_deduction = models.BigIntegerField(db_default=0, db_comment="配偶者特別控除（円）")
    disabled_count = models.IntegerField(db_default=0, db_comment="障害者控除の人数")
    special_disabled_count = models.IntegerField(db_default=0, db_comment="特別障害者控除の人数")
    widow = models.BooleanField(db_default=False, db_comment="寡婦控除")
    single_parent = models.BooleanField(db_default=False, db_comment="ひとり親控除")
    working_student = models.BooleanField(db_default=False, db_comment="勤労学生控除")
    beef_cattle_exempt = models.BigIntegerField(db_default=0, db_comment="肉用牛の売却による免除所得（円）")
    dependants = models.IntegerField(db_default=0, db_comment="同一生計配偶者・扶養親族の人数")
    elderly_dependants = models.IntegerField(db_default=0, db_comment="うち老人扶養親族")
    elderly_spouse = models.BooleanField(db_default=False, db_comment="うち老人同一生計配偶者")
    specific_dependants = models.IntegerField(db_default=0, db_comment="うち特定・16歳から18歳の控除対象扶養親族")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["atena_no", "year"], name="simulators_registers_one_income")]


class Enrolment(models.Model):
    """A person in another scheme; `scheme` as in the contracts (1 生活保護, 2 重度, 3 小児, A 児童扶養手当)."""

    atena_no = models.CharField(max_length=15, db_index=True, db_comment="宛名番号")
    scheme = models.CharField(max_length=1, db_comment="制度")
    since = models.DateField(db_comment="開始日")
    until = models.DateField(null=True, db_comment="末日")
    detail = models.CharField(max_length=100, blank=True, db_comment="内容（証書番号など）")


class Insurance(models.Model):
    """A person's health insurance."""

    atena_no = models.CharField(max_length=15, db_index=True, db_comment="宛名番号")
    insurer_number = models.CharField(max_length=8, db_comment="保険者番号（国保6桁・社保8桁）")
    symbol = models.CharField(max_length=38, db_comment="記号")
    number = models.CharField(max_length=38, db_comment="番号")
    branch = models.CharField(max_length=2, db_comment="枝番")
    insured_since = models.DateField(db_comment="資格取得日")
    insured_until = models.DateField(null=True, db_comment="資格喪失の前日")


class BankAccount(models.Model):
    """A person's account at a real bank and branch; the number is made up."""

    atena_no = models.CharField(max_length=15, db_index=True, db_comment="宛名番号")
    bank = models.CharField(max_length=4, db_comment="銀行コード")
    branch = models.CharField(max_length=3, db_comment="支店コード")
    type = models.CharField(max_length=1, db_comment="預金種目（1普通・2当座・4貯蓄）")
    number = models.CharField(max_length=7, db_comment="口座番号")
    holder_kana = models.CharField(max_length=60, db_comment="口座名義（カタカナ）")


class SingleParentFamily(models.Model):
    """A family the scheme is made for, as the town knows it: nobody has applied yet. One row a child."""

    applicant = models.CharField(max_length=15, db_index=True, db_comment="父・母・養育者の宛名番号")
    relation = models.CharField(max_length=2, db_comment="続柄区分（10父・11母・20養育者）")
    child = models.CharField(max_length=15, db_index=True, db_comment="児童の宛名番号")
    reason = models.CharField(max_length=2, db_comment="ひとり親理由")
    reason_on = models.DateField(db_comment="事由の発生日")
    child_support_yen = models.IntegerField(db_default=0, db_comment="養育費（年額、円）")


class StaffChange(models.Model):
    """An entry of the personnel feed."""

    sequence = models.BigIntegerField(primary_key=True, db_comment="一連番号")
    staff_no = models.CharField(max_length=8, db_index=True, db_comment="職員番号")
    name = models.CharField(max_length=100, db_comment="氏名")
    office_code = models.CharField(max_length=8, db_comment="所属コード")
    office = models.CharField(max_length=60, db_comment="所属名")
    ward_code = models.CharField(max_length=6, blank=True, db_comment="区コード")
    event = models.CharField(max_length=4, db_comment="異動（採用・異動・退職・休職・復職）")
    effective_on = models.DateField(db_comment="発令日")


class Elsewhere(models.Model):
    """What another municipality knows of a person who lived there on 1 January; its linkage registers copies of it."""

    municipality = models.CharField(max_length=6, db_comment="市区町村のコード")
    atena_no_there = models.CharField(max_length=15, db_comment="その市区町村の宛名番号")
    individual_number = models.CharField(max_length=12, db_index=True, db_comment="個人番号")
    name = models.CharField(max_length=100, db_comment="氏名")
    name_kana = models.CharField(max_length=100, db_comment="氏名の読み")
    birth_date = models.DateField(db_comment="生年月日")
    sex = models.CharField(max_length=1, db_comment="性別")
    year = models.IntegerField(db_comment="所得の年（暦年）")
    salary = models.BigIntegerField(db_comment="給与所得（円）")
    public_pension = models.BigIntegerField(db_comment="公的年金等の雑所得（円）")
    other_general = models.BigIntegerField(db_comment="その他の総所得（円）")
    dependants = models.IntegerField(db_comment="扶養親族等の人数")
    specific_dependants = models.IntegerField(db_comment="うち特定・16歳から18歳の控除対象扶養親族")


class LoadedTown(models.Model):
    """Which town the tables hold."""

    size = models.IntegerField(db_comment="人数")
    seed = models.BigIntegerField(db_comment="乱数の種")
    digest = models.CharField(max_length=64, db_comment="内容のSHA-256")
    loaded_at = models.DateTimeField(db_comment="読み込んだ日時")


class AnsweredCall(models.Model):
    """An answer that changed something: asked again with the same key, it is given again."""

    caller = models.CharField(max_length=40, db_comment="照会元のシステム")
    operation = models.CharField(max_length=80, db_comment="操作")
    key = models.CharField(max_length=200, db_comment="二重防止の鍵")
    request_sha256 = models.CharField(max_length=64, db_comment="要求のSHA-256")
    response = models.JSONField(db_comment="応答")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "operation", "key"], name="simulators_registers_answer_once")
        ]
