"""`wire japan --at`: which moment is taken, what is told, what is refused."""

import orjson
import pytest
from typer.testing import CliRunner

from services.cli.app import app


def japan(at: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["japan", "--at", at])
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
