"""Desk words where desks put them, and nowhere else."""

import time

import pytest

from schemas.story import Change
from services.ingest.signals import read_signal


@pytest.mark.parametrize(
    ("line", "change", "version", "rest"),
    [
        ("Harbour Bridge Reopens", None, 1, "Harbour Bridge Reopens"),
        ("1ST LEAD", "update", 3, ""),
        ("2ND LEAD", "update", 5, ""),
        ("REFILE", "correction", 2, ""),
        ("2ND LEAD 3RD NET", "update", 11, ""),
        ("1st Ld-Writethru", "update", 3, ""),
        ("UPDATE 2-Mill closes after fire", "update", 5, "Mill closes after fire"),
        ("REFILE-UPDATE 2-Mill closes after fire", "correction", 6, "Mill closes after fire"),
        ("CORRECTED-Mill closes after fire", "correction", 2, "Mill closes after fire"),
        ("CORRECTION: Mill closes", "correction", 2, "Mill closes"),
        ("KILL", "withdrawal", 2, ""),
        ("BULLETIN KILL: Mill closes", "withdrawal", 2, "Mill closes"),
        ("MANDATORY KILL", "withdrawal", 2, ""),
        ("【訂正】橋が再開", "correction", 2, "橋が再開"),
        ("◎差し替え：橋が再開", "correction", 2, "橋が再開"),
        ("（追加）橋が再開", "update", 1, "橋が再開"),
        ("【記事取り消し】橋が再開", None, 1, "【記事取り消し】橋が再開"),
        ("【取り消し】橋が再開", "withdrawal", 2, "橋が再開"),
        ("削除　橋が再開", "withdrawal", 2, "橋が再開"),
        ("URGENT FLASH: Quake", None, 1, "Quake"),
    ],
)
def test_signals(line: str, change: Change | None, version: int, rest: str) -> None:
    signal = read_signal(line)
    assert (signal.change, signal.version, signal.rest) == (change, version, rest)


@pytest.mark.parametrize(
    "line",
    [
        "New York Mayor Resigns", "Kill Bill Returns", "NEWS agency opens", "Updated timetable", "LEADERS meet",
        "ALERTING system", "CORRECTIONS officers strike", "Withdrawn troops return",
        "KILLED IN QUAKE", "NEW YORK MAYOR RESIGNS", "ADVANCE PARTY LANDS", "UPDATED TIMETABLE",
        "訂正印が廃止へ", "追加経済対策を決定", "速報性が課題", "削除要請に応ぜず",
    ],
)  # fmt: skip
def test_a_headline_that_begins_like_a_signal_is_none(line: str) -> None:
    signal = read_signal(line)
    assert (signal.change, signal.rest) == (None, line)


def test_flash_and_advance() -> None:
    assert read_signal("【速報】津波警報").flash
    assert read_signal("◎予定稿　式典").advance


def test_a_megabyte_of_signals_costs_no_second() -> None:
    begun = time.process_time()
    read_signal("1ST LEAD " * 110_000)
    read_signal("【" * 1_000_000)
    read_signal("KILL" + " " * 1_000_000)
    assert time.process_time() - begun < 1
