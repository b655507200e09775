"""Notices to editors: forms beside those that the text formats show; and what they cost."""

import pytest

from services.ingest.desk_words.kill import take_back_story
from services.ingest.desk_words.notice_words import is_notice
from services.ingest.desk_words.signals import read_signal
from services.ingest.draft import Draft
from tests.pace import within


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
        ("「橋、再開へ」の記事を取り消し", ""),
        ("【「橋、再開へ」の配信取り消し】", ""),
        ("「「春」に橋再開」の速報削除", ""),
        ("「橋、再開へ」取り消し", "先の記事は誤りでした。削除します。"),
        ("Harbour Ferry Line to End", "EDITORS: KILL THE STORY SLUGGED BC-BRIDGE."),
        ("Bridge to Reopen", "TOKYO, Nov. 20 (Sample)--EDITORS: KILL THE STORY SLUGGED BC-FERRY-LINE."),
        ("Bridge to Reopen", "Editors, kill the story headlined “Photos of a Bridge”."),
        ("Bridge to Reopen", "KILL THE STORY SLUGGED BC-BRIDGE."),
        ("BC-Bridge, MANDATORY KILL", "Editors: The story slugged BC-Bridge is withdrawn."),
        ("BC-Bridge", "Editors: The story slugged BC-Bridge is withdrawn."),
        ("【重要】記事取り消し", "20日午後3時配信の「橋、再開へ」は事実関係の誤りのため取り消しといたします。"),
        ("【重要】記事取り消し", "20日配信の「橋、再開へ」は誤りがあり、取り消しといたします。"),
        ("【重要】記事取り消し", "共通サイトで配信の「橋、再開へ」は取り消しといたします。"),
        ("橋の件", "さきほどお送りした「橋、再開へ」は使用しないでください。"),
        ("橋の件", "さきほどお送りした「橋、春まで閉鎖」は使用しないでください。"),
        ("橋の件", "先に配信した「写真家の記念館開く」は使用を見合わせてください。"),
        ("お知らせ", "先に送信した「橋、再開へ」の配信を見合わせます。"),
        ("お知らせ", "「橋、再開へ」の記事は掲載をお控えください。"),
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
        ("県、「指定」取り消し", "県は20日、指定を取り消した。"),
        ("米、「テロ支援国家」の取り消し", "米政府が発表した。"),
        ("教科書の「従軍」削除", "出版社が発表した。"),
        ("最高裁判例「再審」の取り消し", "最高裁が決めた。"),
        ("検索結果の「忘れられる権利」削除", "会社は記事を削除しました、と担当者。"),
        ("「優良企業」の取り消し", "県は20日、指定を取り消した。"),
        ("県、「橋」の記事を削除", "県が広報誌から削除した。"),
        ("橋の件", "さきほどお送りした「橋、再開へ」は午後5時まで使用しないでください。"),  # an embargo
        ("橋の件", "先に送信した「橋、再開へ」の写真は使用しないでください。"),
        ("水道水の使用を見合わせてください", "市は水道水を使用しないでくださいと呼びかけた。"),
        ("KILL THE BILL PROTEST REPORT OUT", "The report counts marchers."),
        ("Bridge to Reopen", "Editors: Please delete the 3rd paragraph of the story."),
        ("Bridge to Reopen", "Editors: Kill the story’s photo."),
        ("Bridge to Reopen", "The story of the bridge is withdrawn from schools."),
        ("Skill, Overkill", "The story is withdrawn."),
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
    with within(0.5):
        is_notice(text, text, text)


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
