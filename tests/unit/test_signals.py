"""Desk words where desks put them, and nowhere else."""

import pytest

from schemas.story import Change, Withdraws
from services.ingest.desk_words.signals import Signal, desk_word, read_heads, read_note, read_signal
from services.runtime.feeds import Markers
from tests.pace import within


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
        ("KILL", "withdrawal", 0, ""),
        ("BULLETIN KILL: Mill closes", "withdrawal", 0, "Mill closes"),
        ("MANDATORY KILL", "withdrawal", 0, ""),
        ("【訂正】橋が再開", "correction", 2, "橋が再開"),
        ("◎差し替え：橋が再開", "correction", 2, "橋が再開"),
        ("（追加）橋が再開", "update", 2, "橋が再開"),
        ("【続報】橋が再開", "update", 2, "橋が再開"),
        ("【第２報】橋が再開", "update", 3, "橋が再開"),
        ("速報　橋が再開", None, 0, "橋が再開"),
        ("【記事取り消し】橋が再開", "withdrawal", 0, "橋が再開"),
        ("【削除のお知らせ】橋が再開", "withdrawal", 0, "橋が再開"),
        ("【取り消し】橋が再開", "withdrawal", 0, "橋が再開"),
        ("削除　橋が再開", "withdrawal", 0, "橋が再開"),
        ("URGENT FLASH: Quake", None, 0, "Quake"),
        ("2ND ROUNDUP", "update", 5, ""),
        ("ROUNDUP 2: Mill closes", "update", 5, "Mill closes"),
        ("Correction: Mill closes", "correction", 2, "Mill closes"),
        ("Update 2: Mill closes", "update", 5, "Mill closes"),
        ("［訂正］橋が再開", "correction", 2, "橋が再開"),
        ("【おわびと訂正】橋が再開", "correction", 2, "橋が再開"),
        ("再送-橋が再開", "update", 2, "橋が再開"),
        ("(KILLED) Mill closes", "withdrawal", 0, "Mill closes"),
        ("WRAPUP 3-Mill closes", "update", 7, "Mill closes"),
        ("1stLd-Writethru", "update", 3, ""),
        ("LEAD 2", "update", 5, ""),
        ("LEAD", "update", 3, ""),
        ("(Corrected) Mill closes", "correction", 2, "Mill closes"),
        ("(Berichtigung) Mühle schließt", "correction", 2, "Mühle schließt"),
        ("(Lead) Mühle schließt", "update", 3, "Mühle schließt"),
        ("ANNULE ET REMPLACE: Le moulin ferme", "correction", 2, "Le moulin ferme"),
        ("ANNULATION: Le moulin ferme", "withdrawal", 0, "Le moulin ferme"),
        ("ZURÜCKGEZOGEN: Mühle schließt", "withdrawal", 0, "Mühle schließt"),
        ("RECTIFICATIE: Molen sluit", "correction", 2, "Molen sluit"),
        ("KILL 1ST LEAD", "withdrawal", 4, ""),
        ("【速報】【訂正】橋が再開", "correction", 2, "橋が再開"),
        ("FLASH 1ST LEAD", "update", 3, ""),
        ("URGENT", None, 0, ""),
        ("KILL Mill closes after fire", "withdrawal", 0, "Mill closes after fire"),
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
        "FLASH: Mill closes",
        "Mill closes",
        "CORRECTED-Mill closes",
        "UPDATE 1-Mill closes",
        "CORRECTED-UPDATE 1-Mill closes",
        "UPDATE 2-Mill",
    ]
    assert [read_signal(take).version for take in takes] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("line", "takes_back", "version"),
    [
        ("KILL", "story", 0), ("【削除】橋", "story", 0), ("KILL 2ND LEAD", "version", 6),
        ("【第3報】【取り消し】橋", "version", 6),
        ("CORRECTED-Mill", None, 2), ("Mill closes", None, 1),
    ],
)  # fmt: skip
def test_a_kill_has_the_number_of_the_lead_that_it_names_or_none(
    line: str, takes_back: Withdraws | None, version: int
) -> None:
    signal = read_signal(line)
    assert (signal.takes_back, signal.version) == (takes_back, version)


OWN = Markers(
    withdrawal=["配信停止", "PULL"], correction=["直し", "■"], update=["UPD"], advance=["前打ち"], flash=["至急報"]
)


@pytest.mark.parametrize(
    ("line", "signal"),
    [
        ("【配信停止】橋が再開", Signal(withdraws=True, rest="橋が再開")),
        ("配信停止　橋が再開", Signal(withdraws=True, rest="橋が再開")),
        ("PULL: Mill closes", Signal(withdraws=True, rest="Mill closes")),
        ("(PULL) Mill closes", Signal(withdraws=True, rest="Mill closes")),
        ("PULL", Signal(withdraws=True)),
        ("■橋が再開", Signal(corrects=True, rest="橋が再開")),
        ("【直し】【速報】橋が再開", Signal(corrects=True, flash=True, rest="橋が再開")),
        ("【速報】【直し】橋が再開", Signal(corrects=True, flash=True, rest="橋が再開")),
        ("UPD 2ND LEAD", Signal(updates=True, lead=2)),
        ("前打ち・式典", Signal(advance=True, rest="式典")),
        ("至急報　津波", Signal(flash=True, rest="津波")),
        ("配信停止を要求", Signal(rest="配信停止を要求")),
        ("PULLED FROM THE SEA", Signal(rest="PULLED FROM THE SEA")),
        ("PULL QUOTE WINS PRIZE", Signal(rest="PULL QUOTE WINS PRIZE")),
        ("橋が■再開", Signal(rest="橋が■再開")),
    ],
)
def test_a_feeds_own_words(line: str, signal: Signal) -> None:
    assert read_signal(line, OWN) == signal
    if signal.change == "withdrawal":
        assert read_signal(line) == Signal(rest=line)


def test_a_feeds_own_words_in_notes() -> None:
    assert read_note("Eds: PULL: wrong fares", OWN).change == "withdrawal"
    assert read_note("Eds: PULL: wrong fares").change is None
    assert [one.change for one in read_heads("橋が再開", "写真あり\n直し：通行料", OWN)] == [None, None, "correction"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("【訂正】橋が再開", "訂正"), ("UPDATE 2-CORRECTED-Mill", "CORRECTED"), ("【第2報】直し・橋が再開", "直し"),
        ("(Corrected) Mill", "Corrected"), ("UPDATE 2-Mill", None), ("Mill", None), ("配信停止", "配信停止"),
    ],
)  # fmt: skip
def test_the_word_itself(line: str, word: str | None) -> None:
    assert desk_word(line, OWN) == word


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
    with within(1):
        read_signal("1ST LEAD " * 110_000)
        read_signal("【" * 1_000_000)
        read_signal("KILL" + " " * 1_000_000)
        for sign in ("■", "PULL ", "配信停止", "【", "-", " "):
            read_signal(sign * (1_000_000 // len(sign)), OWN)
            desk_word("■" + sign * (1_000_000 // len(sign)), OWN)
