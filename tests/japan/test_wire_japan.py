"""`wire japan`: which moment is taken, what is told, what is refused; texts, datelines and files; the card."""

import orjson
import pytest
from typer.testing import CliRunner

from services.cli.app import app
from services.cli.japan_card import print_japan
from tests.conftest import ROOT
from tests.japan.block import block


def japan(at: str, *others: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["japan", "--at", at, *others])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("at", "jst", "told"),
    [
        ("2021-03-05T15:30:00Z", "2021-03-06T00:30:00+09:00", ""),
        ("令和3年3月5日午後0時半", "2021-03-05T12:30:00+09:00", "no zone, read as Asia/Tokyo"),
        ("20210305", "2021-03-05T00:00:00+09:00", "read as 00:00 in Asia/Tokyo"),
        ("令和3年3月5日", "2021-03-05T00:00:00+09:00", "read as 00:00 in Asia/Tokyo"),
        ("1948-05-02", "1948-05-02T01:00:00+10:00", "read as 01:00 in Asia/Tokyo"),
        ("2021年3月5日（木）", "2021-03-05T00:00:00+09:00", "the weekday is another day's"),
        ("1951-09-08 23:30", "1951-09-08T23:30:00+10:00", "twice, the earlier is taken"),
    ],
)
def test_a_moment_or_the_first_minute_of_a_day(at: str, jst: str, told: str) -> None:
    code, lines, words = japan(at)
    assert (code, orjson.loads(lines)["published"]["jst"]) == (0, jst)
    assert told in " ".join(words.split())


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ("1948-05-02 00:30", "the clocks of Asia/Tokyo skipped it"),
        ("令和3年3月5日午後12時", "午後12時 may be 12:00 or 24:00"),
        ("2021-03-05 25:30", "no such hour"),
        ("2021-02-30", "no such day"),
        ("令和7年2月29日", "no such day"),
        ("9999-12-31T12:00Z", "out of range"),
        ("0001-01-01", "out of range"),
        ("0001-01-01T00:00Z", "out of range"),
        ("tomorrow", "no stamp that we can read"),
    ],
)
def test_what_is_no_moment_is_refused_for_its_own_reason(at: str, why: str) -> None:
    code, lines, words = japan(at)
    assert (code, lines) == (2, "")
    assert " ".join(words.split()) == f"wire: --at: {why}: '{at}'"


def test_a_text_by_the_zone_and_the_deadlines_of_a_feed() -> None:
    code, lines, _ = japan("2021-03-05T06:00Z", "--feed", "jiji", "--text", "Talks were held on Thursday.")
    found = orjson.loads(lines)
    assert (code, [day["value"] for day in found["days"]]) == (0, ["2021-03-04"])
    assert found["days"][0]["zone_source"] is None
    assert found["published"]["edition"]["date"] == "2021-03-06"


def test_a_dateline_alone() -> None:
    code, lines, _ = japan("2021-03-05T06:00Z", "--dateline", "Nago, Okinawa Pref., March 4")
    dateline = orjson.loads(lines)["dateline"]
    assert (code, dateline["prefecture"]["code"], dateline["date"]) == (0, "JP-47", "2021-03-04")


def test_a_file_of_wire_copy_has_a_block_a_story() -> None:
    sample = ROOT / "samples" / "jiji" / "rate-decision.txt"

    done = CliRunner().invoke(app, ["japan", str(sample), "--feed", "jiji"])
    assert done.exit_code == 0
    assert orjson.loads(done.stdout)["dateline"]["zone"] == "Asia/Tokyo"


def test_a_file_takes_no_moment_of_another() -> None:
    done = CliRunner().invoke(app, ["japan", "story.xml", "--at", "2021-03-05T06:00Z"])
    assert done.exit_code == 2


def test_the_card_shows_the_month_the_facts_and_what_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    text = "【府中時事】港湾局は5日、令和7年2月29日という日付は誤りだと発表した。田辺　春子知事が話した。\x1b[31m"
    print_japan("Harbor", block(text, "2021-02-23T06:00:00+00:00"))
    shown = capsys.readouterr().out
    for told in (
        "Harbor",
        "令和3年 2021年2月",
        "令和3年2月23日（火）",
        "天皇誕生日",
        "府中市（東京都）",
        "no such day",
        "田辺 春子",
    ):
        assert told in shown
    assert "\x1b[31m" not in shown
