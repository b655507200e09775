"""Which moment the words of an embargo name, or why they name none."""

import datetime as dt

import pytest

from services.ingest.desk_words.embargo import read_embargo

WRITTEN = dt.datetime(2026, 11, 24, 3, tzinfo=dt.UTC)
"""Tuesday, noon in Tokyo."""


def until(line: str, zone: str = "Asia/Tokyo", written: dt.datetime | None = WRITTEN) -> str | None:
    """The moment in UTC to the minute; a line that is none fails the test."""
    found = read_embargo([line], written, zone)
    assert found is not None
    assert (found.sure, found.lifted) == (True, False)
    return found.until.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M") if found.until else None


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("解禁25日午前2時", "2026-11-24 17:00"),
        ("解禁＝25日午前2時", "2026-11-24 17:00"),
        ("解禁は25日午前2時", "2026-11-24 17:00"),
        ("【解禁　２５日午前２時】", "2026-11-24 17:00"),
        ("25日（水）午前5時解禁", "2026-11-24 20:00"),
        ("文化賞の受賞者決まる【解禁25日午前2時】", "2026-11-24 17:00"),
        ("26日付朝刊用、解禁25日午後5時", "2026-11-25 08:00"),
        ("解禁25日25時30分", "2026-11-25 16:30"),
        ("解禁25日26時", "2026-11-25 17:00"),
        ("解禁25日30時", "2026-11-25 21:00"),
        ("解禁25日24時", "2026-11-25 15:00"),
        ("解禁日時：2026年11月25日（水）午前5時", "2026-11-24 20:00"),
        ("解禁日時：令和8年11月25日正午", "2026-11-25 03:00"),
        ("解禁日時　令和9年1月5日　17時", "2027-01-05 08:00"),
        ("解禁25日午前0時", "2026-11-24 15:00"),
        ("解禁25日午後0時半", "2026-11-25 03:30"),
        ("解禁25日零時", "2026-11-24 15:00"),
        ("解禁25日午前零時", "2026-11-24 15:00"),
        ("【解禁】25日午後零時", "2026-11-25 03:00"),
        ("解禁25日午後零時半", "2026-11-25 03:30"),
        ("解禁25日午後〇時半", "2026-11-25 03:30"),
        ("解禁２５日午後０時", "2026-11-25 03:00"),
        ("解禁25日零時半", "2026-11-24 15:30"),
        ("解禁25日午前零時半", "2026-11-24 15:30"),
        ("解禁25日零時30分", "2026-11-24 15:30"),
        ("解禁25日24時半", "2026-11-25 15:30"),
        ("解禁25日24時30分", "2026-11-25 15:30"),
        ("解禁25日深夜25時", "2026-11-25 16:00"),
        ("解禁25日29:59", "2026-11-25 20:59"),
        ("【解禁】25日午前2時GMT", "2026-11-25 02:00"),
        ("解禁25日午前9時（米東部時間）", "2026-11-25 14:00"),
        ("解禁本日午後5時", "2026-11-24 08:00"),
        ("【解禁】あす午前5時", "2026-11-24 20:00"),
        ("解禁：明日の正午", "2026-11-25 03:00"),
        ("解禁二十五日午前二時", "2026-11-24 17:00"),
        ("解禁二〇二六年十一月二十五日午後五時", "2026-11-25 08:00"),
        ("解禁25日午前2時（協定世界時）", "2026-11-25 02:00"),
        ("解禁日本時間25日午前2時", "2026-11-24 17:00"),
        ("解禁：米東部時間25日午前9時", "2026-11-25 14:00"),
        ("報道解禁：25日午前2時", "2026-11-24 17:00"),
        ("情報解禁　11月25日12:00", "2026-11-25 03:00"),
        ("情報解禁日：11月25日（水）12時", "2026-11-25 03:00"),
        ("エンバーゴ：25日午前2時", "2026-11-24 17:00"),
        ("Web解禁25日17時、紙面も", "2026-11-25 08:00"),
        ("解禁　11/25 5:00", "2026-11-24 20:00"),
        ("※この記事の解禁は25日午前2時です", "2026-11-24 17:00"),
        ("解禁25日午前2時　橋が開通、島の暮らしが変わると市長が会見で述べた", "2026-11-24 17:00"),
        ("【解禁】25日午前2時", "2026-11-24 17:00"),
        ("【解禁】25日午前2時　橋が開通、島の暮らしが変わると市長が会見で述べた", "2026-11-24 17:00"),
        ("論文解禁：25日午前1時（日本時間）", "2026-11-24 16:00"),
        ("◎解禁指定＝25日午前2時", "2026-11-24 17:00"),
        ("【取扱注意】解禁25日午前2時", "2026-11-24 17:00"),
        ("25日付夕刊用・解禁25日正午", "2026-11-25 03:00"),
        ("解禁：25日PM5時", "2026-11-25 08:00"),
        ("解禁：25日 pm 5:30", "2026-11-25 08:30"),
        ("解禁：25日午前5:30", "2026-11-24 20:30"),
        ("【東京時事】解禁25日午前2時", "2026-11-24 17:00"),
        ("解禁午後5時", "2026-11-24 08:00"),
        ("解禁水曜日午前5時", "2026-11-24 20:00"),
        ("解禁 R8.11.30 23:00", "2026-11-30 14:00"),
        ("解禁R8年11月30日 23:00", "2026-11-30 14:00"),
        ("ニュース解禁 2026年11月26日 15:00", "2026-11-26 06:00"),
        ("11月25日午後2時解禁でお願いします", "2026-11-25 05:00"),
        ("11月25日14時まで報道厳禁", "2026-11-25 05:00"),
        ("25日午後2時解禁となります", "2026-11-25 05:00"),
    ],
)
def test_japanese_moments(line: str, moment: str) -> None:
    assert until(line) == moment


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("EMBARGOED UNTIL 0001 GMT Nov 25", "2026-11-25 00:01"),
        ("EMBARGOED UNTIL 00:01 GMT, Wednesday, November 25, 2026", "2026-11-25 00:01"),
        ("EMBARGOED UNTIL 2400 GMT NOV 25", "2026-11-26 00:00"),
        ("EMBARGOED UNTIL 0900GMT NOV 25", "2026-11-25 09:00"),
        ("EMBARGO: 5 p.m. EST Tuesday", "2026-11-24 22:00"),
        ("Embargoed for release until 6:30 a.m. ET Nov. 25", "2026-11-25 11:30"),
        ("NOT FOR RELEASE BEFORE 0600 GMT NOV 25", "2026-11-25 06:00"),
        ("Not for publication or broadcast before 1800 hrs GMT, 25th November 2026", "2026-11-25 18:00"),
        ("HOLD FOR RELEASE 10 a.m. EST, Nov. 25", "2026-11-25 15:00"),
        ("HFR 10 a.m. EST, Nov. 25", "2026-11-25 15:00"),
        ("For release at 6:30 a.m. EST Nov. 25", "2026-11-25 11:30"),
        ("Under embargo until noon GMT Nov 25", "2026-11-25 12:00"),
        ("Embargoed to 0001 Wednesday November 25", "2026-11-24 15:01"),
        ("This report is strictly embargoed until 0001 GMT on Wednesday 25 November.", "2026-11-25 00:01"),
        ("Eds: STRICTLY EMBARGOED. Not for public release until 12noon GMT on Wednesday, Nov 25.", "2026-11-25 12:00"),
        ("Photos come later. EMBARGOED UNTIL 0001 GMT NOV 25.", "2026-11-25 00:01"),
        ("(see also CITY Ferry) Embargoed to 0001 Wednesday November 25", "2026-11-24 15:01"),
        ("EMBARGOED UNTIL 2026-11-25T06:00:00+09:00", "2026-11-24 21:00"),
        ("EMBARGOED UNTIL 2040-11-20 06:00 JST", "2040-11-19 21:00"),
        ("EMBARGO 12:01 a.m. EST Nov. 25", "2026-11-25 05:01"),
        ("EMBARGO: 1600 GMT / 1100 EST Nov 25", "2026-11-25 16:00"),
        ("(EMBARGOED UNTIL 6:30 a.m. ET (1130 GMT) NOV. 25)", "2026-11-25 11:30"),
        ("Bridge to open (embargoed until 0001 GMT Nov 25)", "2026-11-25 00:01"),
        ("EMBARGOED UNTIL 0001 GMT NOV 25 By Our Desk SAMPLETON, Nov 24 -- It opens at 5 p.m.", "2026-11-25 00:01"),
        ("EMBARGOED UNTIL 0900 London time, Nov 25", "2026-11-25 09:00"),
        ("EMBARGOED UNTIL 9 a.m. AEST Nov 25", "2026-11-24 23:00"),
        ("EMBARGOED UNTIL 09:00 UTC+1 Nov 25", "2026-11-25 08:00"),
        ("SAMPLETON, Nov 24 (Wire)--EMBARGOED UNTIL 0001 GMT NOV 25", "2026-11-25 00:01"),
        ("The material in it is embargoed until 8:30 a.m. (ET) Wednesday, November 25, 2026.", "2026-11-25 13:30"),
        ("STRICT EMBARGO: 00.01hrs GMT Wednesday 25 November 2026", "2026-11-25 00:01"),
        ("Eds: Embargoed for 1 p.m. EST Wednesday", "2026-11-25 18:00"),
        ("Embargo til 25. november kl. 06.00 CET", "2026-11-25 05:00"),
        ("//// EMBARGO JUSQU'AU MERCREDI 25 NOVEMBRE 06H00 GMT ////", "2026-11-25 06:00"),
        ("EMBARGOED UNTIL 25TH NOV 2PM GMT", "2026-11-25 14:00"),
        ("Sperrfrist 25.11.2026, 10:00 Uhr", "2026-11-25 01:00"),
        ("Sperrfrist: 25. November, 10 Uhr MEZ", "2026-11-25 09:00"),
        ("sous embargo jusqu'au 25 novembre à 10h", "2026-11-25 01:00"),
        ("Sous embargo jusqu'au mercredi 25 novembre 2026 à 10h30 CET", "2026-11-25 09:30"),
        ("EMBARGO 30-11-2026 23:00", "2026-11-30 14:00"),
        ("EMBARGO 30-Nov-2026 23:00", "2026-11-30 14:00"),
        ("EMBARGO 30NOV26 23:00", "2026-11-30 14:00"),
        ("EMBARGO 30NOV2026 23:00", "2026-11-30 14:00"),
        ("EMBARGO 20261130 23:00", "2026-11-30 14:00"),
        ("Sperrfrist: 30.11.26, 23:00 Uhr", "2026-11-30 14:00"),
        ("Embargo will be lifted at 10:00 GMT on Nov. 25", "2026-11-25 10:00"),
        ("Embargo lifts at 10:00 GMT on Nov. 25", "2026-11-25 10:00"),
        ("NOT TO BE PUBLISHED BEFORE 10:00 GMT NOV 25", "2026-11-25 10:00"),
        ("Must not be released or used before 10:00 GMT Nov 25", "2026-11-25 10:00"),
        ("EMBARGADO HASTA 25 NOV 10:00 GMT", "2026-11-25 10:00"),
        ("EMBARGO 5 p.m. EST Tuesday: 3 bridges open at once, the mayor says", "2026-11-24 22:00"),
    ],
)  # fmt: skip
def test_western_moments(line: str, moment: str) -> None:
    assert until(line) == moment


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("EMBARGO 30-11-26 23:00", "30: neither"),
        ("EMBARGO 04-05-2026 23:00", "which is the month"),
        ("EMBARGO 11.30 23:00", "11: neither"),
        ("EMBARGO 30-Nov-26 23:00", "26: neither"),
        ("EMBARGO 26NOV30 23:00", "which figures"),
        ("EMBARGO 2027 23:00", "more than one hour"),
        ("EMBARGO: the 30th, 23:00", "30th: neither"),
        ("EMBARGOED UNTIL the 30th, 23:00", "30th: neither"),
        ("EMBARGOED UNTIL 23:00 Monday week", "week: neither"),
        ("EMBARGO 23:00 Monday week", "week: neither"),
        ("EMBARGO 23:00 next Monday", "next: neither"),
        ("Sperrfrist: 05.12.26, 23:00 Uhr", "which is the month"),
        ("Sperrfrist: 30.11.27, 23:00 Uhr", "which figures"),
        ("解禁＝30、午後11時", "30: neither"),
        ("解禁 26.11.30 23:00", "which figures"),
        ("解禁11.30午後11時", "11: neither"),
        ("解禁１１・３０午前5時", "11: neither"),
        ("解禁30（月）23時", "30: neither"),
        ("解禁は来週月曜午後11時", "来週: neither"),
        ("解禁は来月1日午後11時", "来月: neither"),
        ("解禁２６年11月30日午後11時", "26年: neither"),
        ("解禁25日午前2時（写真3枚）", "3: neither"),
        ("解禁 月末23時", "末: neither"),
        ("大みそか23時解禁", "か: neither"),
        ("Sperrfrist: Montag in einer Woche, 23:00 Uhr", "in: neither"),
        ("Embargo lifts at 10:00 a.m. Eastern on Nov. 25", "Eastern"),
        ("EMBARGADO HASTA EL 25 DE NOVIEMBRE, 10:00", "25: neither"),
        ("EMBARGO 30/11: Bridge opens", "no hour"),
        ("26日付朝刊解禁", "no moment"),
        ("26日付朝刊用", "no moment"),
        ("夕刊用", "no moment"),
        ("解禁は25日付朝刊から", "no moment"),
        ("ネットは24日午後5時解禁、紙面は25日付朝刊から", "an edition"),
        ("25日付朝刊解禁（ネット、放送は24日17時以降）", "an edition"),
        ("Eds: Adv for use Sunday, Nov. 29, and thereafter", "no hour"),
        ("EMBARGO FINO ALLE 10.00 DEL 25 NOVEMBRE", "no hour"),
        ("解禁日時：日本時間26日午前1時（ロンドン時間：25日16時）", "ロンドン時間"),
        ("解禁後使用可", "no moment"),
        ("解禁まで使用不可", "no moment"),
        ("解禁25日", "no hour"),
        ("解禁日時：2026年11月25日（木）午前5時", "weekday"),
        ("解禁25日午後13時", "no such hour"),
        ("解禁25日午後12時", "午後12時 may be 12:00 or 24:00"),
        ("解禁25日午前12時半", "午前12時半 may be 0:30 or 12:30"),
        ("解禁25日PM12:00", "PM12:00 may be 12:00 or 24:00"),
        ("解禁25日30時半", "no such hour"),
        ("解禁25日30時1分", "no such hour"),
        ("EMBARGOED UNTIL 24:30 GMT Nov 25", "no such hour"),
        ("解禁25日31時", "no such hour"),
        ("解禁25日午前5時70分", "no such hour"),
        ("解禁32日午前2時", "which month"),
        ("解禁13月25日午前2時", "no such day"),
        ("解禁日時：2026年11月31日午前2時", "no such day"),
        ("解禁9日午前2時", "which month"),
        ("解禁現地時間25日午前2時", "現地時間"),
        ("解禁25日夜9時", "夜"),
        ("解禁25日夜の9時", "夜"),
        ("解禁25日午前2時〜3時", "more than one hour"),
        ("EMBARGOED UNTIL 9:00 GMT Tuesday night", "night"),
        ("EMBARGOED UNTIL 10.30 GMT Nov 25", "no hour"),
        ("EMBARGOED UNTIL Nov 25 2030 GMT", "no hour"),
        ("解禁○日午前2時", "which month"),
        ("解禁本日午前5時", "that hour is over"),
        ("解禁は本日", "本日"),
        ("あす解禁", "あす"),
        ("解禁翌日午前5時", "翌日"),
        ("解禁25日深夜1時", "深夜"),
        ("解禁26日午前9時（米東部時間25日午後7時）", "more than one day"),
        ("解禁午前5時", "that hour is over"),
        ("解禁時刻は別途連絡", "別途連絡"),
        ("解禁：会見終了後", "終了後"),
        ("解禁25日午前2時か26日午前2時", "more than one day"),
        ("EMBARGOED UNTIL 00:01 GMT, Thursday, November 25, 2026", "weekday"),
        ("Embargoed to 0001 Friday November 25", "weekday"),
        ("EMBARGOED UNTIL midnight Tuesday", "midnight"),
        ("EMBARGO 12 a.m. EST Nov. 25", "midnight"),
        ("EMBARGOED UNTIL 0001 IST NOV 25", "IST"),
        ("EMBARGOED UNTIL 0001 CST NOV 25", "CST"),
        ("EMBARGOED UNTIL 0600 BST NOV 25", "not in force"),
        ("EMBARGOED UNTIL 5 p.m. local time Nov 25", "local time"),
        ("EMBARGOED UNTIL 5 p.m. Chicago Nov 25", "Chicago"),
        ("EMBARGOED UNTIL 0001 AKST NOV 25", "AKST"),
        ("EMBARGOED UNTIL 6:30 ET Nov. 25", "morning or evening"),
        ("EMBARGOED UNTIL 25:30 GMT Nov. 25", "no such hour"),
        ("EMBARGO: 1600 GMT / 1200 EST Nov 25", "more than one hour"),
        ("EMBARGO: 0001 GMT 4/5/2026", "which is the month"),
        ("EMBARGOED UNTIL FURTHER NOTICE", "FURTHER NOTICE"),
        ("EMBARGOED UNTIL THE MAYOR SPEAKS", "no moment"),
        ("EMBARGOED UNTIL 2027", "no moment"),
        ("EMBARGOED UNTIL 0001 GMT NOV 25, 2025", "last year"),
        ("For release Nov. 25", "no hour"),
        ("STRICTLY EMBARGOED", "no moment"),
        ("UNDER EMBARGO", "no moment"),
        ("HOLD FOR RELEASE", "no moment"),
        ("Bridge-HFR", "no moment"),
        ("Bridge, Adv25", "no moment"),
        ("frei für Dienstagsausgaben", "no moment"),
        ("Sperrfrist: bis auf weiteres", "no moment"),
    ],
)
def test_words_that_name_no_moment_are_an_embargo_without_one(line: str, why: str) -> None:
    found = read_embargo([line], WRITTEN, "Asia/Tokyo")
    assert found is not None
    assert (found.until, found.sure, found.lifted) == (None, True, False)
    assert why in found.how
    assert found.text == line


@pytest.mark.parametrize(
    ("line", "written", "moment"),
    [
        ("解禁5日午前2時", "2026-11-24T03:00", "2026-12-04 17:00"),  # next month, eleven days ahead
        ("解禁8日午前2時", "2026-11-24T03:00", "2026-12-07 17:00"),  # fourteen
        ("解禁23日午前2時", "2026-11-24T03:00", "2026-11-22 17:00"),  # over
        ("解禁1日午前0時", "2026-12-31T03:00", "2026-12-31 15:00"),
        ("解禁30日午前0時", "2027-03-05T03:00", None),  # neither near ahead nor behind
        ("解禁30日午前0時", "2027-03-01T03:00", None),  # February has none
        ("解禁1月5日午前0時", "2026-12-28T03:00", "2027-01-04 15:00"),
        ("解禁6月1日午前5時", "2026-11-24T03:00", "2027-05-31 20:00"),
        ("解禁11月5日午前5時", "2026-11-24T03:00", None),
        ("解禁25日午前2時", "2026-11-24T16:00", "2026-11-24 17:00"),  # the 25th has begun in Tokyo
        ("解禁あす午前5時", "2026-11-24T15:30", None),  # half past midnight: the morning that comes, or the next?
        ("解禁あす午前5時", "2026-11-24T21:00", "2026-11-25 20:00"),  # six in the morning of the 25th
        ("解禁本日午前5時", "2026-11-24T15:30", "2026-11-24 20:00"),
        ("解禁あす午前5時", "2026-12-31T03:00", "2026-12-31 20:00"),
        ("解禁25時", "2026-11-24T03:00", "2026-11-24 16:00"),
        ("解禁25時", "2026-11-24T16:00", None),  # an hour past midnight: of which night?
        ("EMBARGO: 5 p.m. EST Tuesday", "2026-11-24T23:00", None),  # over an hour ago, or in a week
        ("EMBARGO: 5 p.m. EST Tuesday", "2026-11-25T03:00", None),  # in New York it still is Tuesday
        ("EMBARGO: 5 p.m. EST Tuesday", "2026-11-25T06:00", "2026-12-01 22:00"),
        ("EMBARGO: 0001 GMT Feb 29", "2028-02-20T00:00", "2028-02-29 00:01"),
        ("EMBARGO: 0001 GMT Feb 29", "2027-02-20T00:00", None),
    ],
)
def test_the_day_that_desks_leave_out(line: str, written: str, moment: str | None) -> None:
    assert until(line, written=dt.datetime.fromisoformat(f"{written}+00:00")) == moment


def test_zones_and_their_summers() -> None:
    summer = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
    assert until("EMBARGOED UNTIL 0600 BST JULY 2", written=summer) == "2026-07-02 05:00"
    assert until("EMBARGOED UNTIL 5 p.m. EST July 2", written=summer) is None
    assert until("EMBARGOED UNTIL 5 p.m. ET July 2", written=summer) == "2026-07-02 21:00"
    assert until("EMBARGOED UNTIL 0600 CEST JULY 2", written=summer) == "2026-07-02 04:00"
    assert until("EMBARGOED UNTIL 0600 JULY 2", zone="Europe/London", written=summer) == "2026-07-02 05:00"


def test_an_hour_that_the_clocks_show_twice_is_the_later_and_a_skipped_one_is_none() -> None:
    autumn, spring = (dt.datetime(2026, month, 20, tzinfo=dt.UTC) for month in (10, 3))
    assert until("EMBARGOED UNTIL 01:30 Oct 25", zone="Europe/London", written=autumn) == "2026-10-25 01:30"
    assert until("EMBARGOED UNTIL 01:30 March 29", zone="Europe/London", written=spring) is None


def test_without_a_time_of_the_copy_only_whole_days_are_read() -> None:
    assert until("解禁日時：2026年11月25日午前5時", written=None) == "2026-11-24 20:00"
    assert until("解禁25日午前5時", written=None) is None
    assert until("解禁あす午前5時", written=None) is None
    assert until("解禁25日午前5時", written=dt.datetime.max.replace(tzinfo=dt.UTC)) is None
