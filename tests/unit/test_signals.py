"""Desk words where desks put them, and nowhere else."""

import time

import pytest

from schemas.story import Change
from services.ingest.signals import read_note, read_signal


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
        ("（追加）橋が再開", "update", 2, "橋が再開"),
        ("【続報】橋が再開", "update", 2, "橋が再開"),
        ("【第２報】橋が再開", "update", 3, "橋が再開"),
        ("速報　橋が再開", None, 1, "橋が再開"),
        ("【記事取り消し】橋が再開", "withdrawal", 2, "橋が再開"),
        ("【削除のお知らせ】橋が再開", "withdrawal", 2, "橋が再開"),
        ("【取り消し】橋が再開", "withdrawal", 2, "橋が再開"),
        ("削除　橋が再開", "withdrawal", 2, "橋が再開"),
        ("URGENT FLASH: Quake", None, 1, "Quake"),
        ("2ND ROUNDUP", "update", 5, ""),
        ("ROUNDUP 2: Mill closes", "update", 5, "Mill closes"),
        ("Correction: Mill closes", "correction", 2, "Mill closes"),
        ("Update 2: Mill closes", "update", 5, "Mill closes"),
        ("［訂正］橋が再開", "correction", 2, "橋が再開"),
        ("【おわびと訂正】橋が再開", "correction", 2, "橋が再開"),
        ("再送-橋が再開", "update", 2, "橋が再開"),
        ("(KILLED) Mill closes", "withdrawal", 2, "Mill closes"),
        ("WRAPUP 3-Mill closes", "update", 7, "Mill closes"),
        ("1stLd-Writethru", "update", 3, ""),
        ("LEAD 2", "update", 5, ""),
        ("LEAD", "update", 3, ""),
        ("(Corrected) Mill closes", "correction", 2, "Mill closes"),
        ("(Berichtigung) Mühle schließt", "correction", 2, "Mühle schließt"),
        ("(Lead) Mühle schließt", "update", 3, "Mühle schließt"),
        ("ANNULE ET REMPLACE: Le moulin ferme", "correction", 2, "Le moulin ferme"),
        ("ANNULATION: Le moulin ferme", "withdrawal", 2, "Le moulin ferme"),
        ("ZURÜCKGEZOGEN: Mühle schließt", "withdrawal", 2, "Mühle schließt"),
        ("RECTIFICATIE: Molen sluit", "correction", 2, "Molen sluit"),
        ("KILL 1ST LEAD", "withdrawal", 4, ""),
        ("KILL Mill closes after fire", "withdrawal", 2, "Mill closes after fire"),
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
        "KILL BILL star returns", "KILL-OR-BE-KILLED MUSICAL", "KILLED: 12 MINERS",
        "WITHDRAWAL: US troops leave",
        "1st lead singer dies", "2nd update to the law", "Alert: storm", "New: a phone", "FLASH-FLOOD KILLS 12",
        "KILLER WHALES return", "NEW YORK mayor resigns",
        "LEAD poisoning rises in the valley",
        "URGENT KILL BILL RERUN", "WITHDRAWN BY LAW", "(Nearly) there", "(Killing) time",
        "死刑判決を取り消し", "取り消し求め提訴",
        "削除・修正を要求", "取り消し・差し止めで和解", "速報値は上振れ", "第2報道部が発足",
        "訂正印が廃止へ", "追加経済対策を決定", "速報性が課題", "削除要請に応ぜず",
    ],
)  # fmt: skip
def test_a_headline_that_begins_like_a_signal_is_none(line: str) -> None:
    signal = read_signal(line)
    assert (signal.change, signal.rest) == (None, line)


def test_versions_rise_in_the_order_in_which_takes_are_sent() -> None:
    takes = [
        "Mill closes",
        "CORRECTED-Mill closes",
        "UPDATE 1-Mill closes",
        "CORRECTED-UPDATE 1-Mill closes",
        "UPDATE 2-Mill",
    ]
    assert [read_signal(take).version_of_take for take in takes] == [1, 2, 3, 4, 5]


def test_a_kill_without_a_number_is_above_every_lead() -> None:
    assert read_signal("KILL").version_of_take > read_signal("99TH LEAD").version_of_take
    assert read_signal("KILL 2ND LEAD").version_of_take == 6


def test_signals_of_several_lines_are_of_one_story() -> None:
    both = read_signal("REFILE") | read_signal("1ST LEAD") | read_signal("Mill closes")
    assert (both.change, both.version, both.rest) == ("correction", 4, "Mill closes")


@pytest.mark.parametrize(
    ("note", "change"),
    [
        ("Eds: CORRECTS name in 3rd paragraph", "correction"), ("(Eds: Corrects name.)", "correction"),
        ("EDITORS: KILL the story on the mill", "withdrawal"), ("Eds: Please withdraw this story", "withdrawal"),
        ("MANDATORY KILL: wrong fares", "withdrawal"), ("EDITOR'S NOTE _ Adds quote", "update"),
        ("Eds: ADDS quote", "update"),
        ("Eds: Kills 3rd paragraph", None), ("Eds: KILL 3rd graf", None), ("Eds: With fares.", None),
        ("Eds: Killer whales are no fish", None), ("", None),
    ],
)  # fmt: skip
def test_notes_to_editors(note: str, change: Change | None) -> None:
    assert read_note(note).change == change


def test_flash_and_advance() -> None:
    assert read_signal("【速報】津波警報").flash
    assert read_signal("◎予定稿　式典").advance


def test_a_megabyte_of_signals_costs_no_second() -> None:
    begun = time.process_time()
    read_signal("1ST LEAD " * 110_000)
    read_signal("【" * 1_000_000)
    read_signal("KILL" + " " * 1_000_000)
    assert time.process_time() - begun < 1
