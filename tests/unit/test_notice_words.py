"""Notices to editors: forms beside those that the text formats show; and what they cost."""

import time

import pytest

from services.ingest.desk_words.kill import take_back_story
from services.ingest.desk_words.notice_words import is_notice
from services.ingest.desk_words.signals import read_signal
from services.ingest.draft import Draft


def told(headline: str, text: str) -> bool:
    return is_notice(headline, text, read_signal(headline).rest)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("◆お断り", "午前６時５０分に配信した「橋、再開へ」の記事は取り下げます。"),
        ("加盟社各位", "さきに送信した原稿は取消します"),
        ("〔配信取り消しのお知らせ〕", "「橋、再開へ」の原稿は誤報でした。削除をお願いします。"),
        ("お詫びと削除", "「橋、再開へ」の記事を削除しました。"),
        ("（編集者へ）お知らせ", "速報「橋、再開へ」は誤りです。使わず、削除してください。"),
        ("Attention Editors: Please withdraw the item slugged BC-Bridge", ""),
        ("NOTICE TO DISREGARD -- Sample Turbines", "Readers should disregard the news release “Bridge to Reopen”."),
        ("EDITORS’ ADVISORY", "The report on the bridge has been retracted."),
        ("KILL", "Please kill the story headlined “Bridge to Reopen”."),
    ],
)
def test_notices(headline: str, text: str) -> None:
    assert told(headline, text)


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("お断り", "「橋、再開へ」の記事の見出しの「春」を削除します。"),
        ("お知らせ", "「橋、再開へ」の記事は後ほど続報を送ります。"),
        ("取り消し求め提訴", "記事の取り消しを求めています。"),
        ("【訂正】橋、再開へ", "記事を訂正します。"),
        ("KILL: Bridge to Reopen", "The story is withdrawn."),  # the story's own kill
        ("ADVISORY: Stories for the Weekend", "The story on the bridge will move at noon."),
        ("Kill Bill Returns", "A critic asked the paper to withdraw the story."),
        ("EDITORS' NOTE", "Please delete the photo of the story on the bridge."),
        ("", ""),
    ],
)
def test_no_notices(headline: str, text: str) -> None:
    assert not told(headline, text)


@pytest.mark.parametrize(
    "sign", ["先に送信した", "「", "Editors: kill the ", "story ", "午前6時に配信の", "お知らせ", " "]
)
def test_a_megabyte_costs_no_second(sign: str) -> None:
    text = sign * (1_000_000 // len(sign))
    begun = time.process_time()
    is_notice(text, text, text)
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize(
    ("draft", "numbered", "expected"),
    [
        (Draft(change="withdrawal", version=3), True, (None, 3)),
        (Draft(change="withdrawal", version=1), False, ("story", 0)),
        (Draft(status="canceled", version=1), False, ("story", 0)),
        (Draft(change="withdrawal", version=1, withdraws="notice"), False, ("notice", 1)),
        (Draft(change="correction", version=1), False, (None, 1)),
    ],
)
def test_a_kill_without_a_number_is_of_the_story(
    draft: Draft, numbered: bool, expected: tuple[str | None, int]
) -> None:
    take_back_story(draft, numbered=numbered)
    assert (draft.withdraws, draft.version) == expected
