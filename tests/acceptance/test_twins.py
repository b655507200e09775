"""The same story twice: on another feed, under another id, by another agency."""

from itertools import count
from typing import Any

from tests.acceptance.stage import Stage, copy, text

_SERIAL = count(9000)

_STORY = (
    "The city council of Minatomachi voted on Friday to reopen the harbour bridge number {n}, shut for eleven months. "
    "Engineers replaced forty-two steel hangers and laid a new deck over the northern span. "
    "Mayor Haruko Tanabe said the first lorries would cross on the second of April, followed by buses a week later. "
    "Fishermen had asked for a later date because the herring season ends in mid-April. "
    "The work cost 1.8 billion yen, a fifth less than planned, the council said."
)


def _twins(stage: Stage, serial: int, *others: int) -> list[list[dict[str, Any]]]:
    """Of each event of the story, the twins among those stories: scenes use each other's words too."""
    wanted = {f"urn:sample:{one}" for one in others}
    same_as = [event["data"]["same_as"] for event in stage.events(f"urn:sample:{serial}")]
    return [[twin for twin in twins if twin["story_id"] in wanted] for twins in same_as]


def test_the_same_bytes_on_another_feed(stage: Stage) -> None:
    serial = next(_SERIAL)
    body = copy(serial, "1", body_text=_STORY.format(n=serial))
    stage.push(body, feed="jiji")
    stage.push(body, feed="kyodo")
    subject = f"urn:sample:{serial}"
    first, [twin] = _twins(stage, serial, serial)
    assert first == []
    assert (twin["provider"], twin["story_id"], twin["feed"], twin["similarity"]) == ("jiji", subject, "jiji", 1.0)
    assert stage.fates(subject, "kyodo") == ["1 announced"]


def test_another_agency_with_small_changes(stage: Stage) -> None:
    one, other = next(_SERIAL), next(_SERIAL)
    words = _STORY.format(n=one)
    stage.push(copy(one, "1", body_text=words), feed="jiji")
    edited = words.replace("for eleven months", "for eleven months and nine days").replace("lorries", "trucks")
    stage.push(copy(other, "1", headline="Bridge Opens Again", body_text=f"{edited} (Kyodo)"), feed="kyodo")
    [[twin]] = _twins(stage, other, one)
    assert 0.5 <= twin["similarity"] < 1


def test_a_resend_in_japanese_under_another_headline(stage: Stage) -> None:
    number = next(_SERIAL)
    body = (
        f"港町市は２０日、修理を終えた第{number}港橋の通行を再開すると発表した。吊り材４２本を取り換え、北側の床版を新しくした。"
        "田辺市長は「最初の貨物車は４月２日に渡る」と述べ、バスの運行は翌週から始まる。漁業者はニシン漁の終わる４月半ばまで待つよう求めていた。"
        "工費は１８億円で、計画を２割下回った。"
    )
    stage.push(text(f"第{number}港橋、春に再開", body), text(f"港町の橋が復旧{number}", body), feed="jiji-ja")
    rows = stage.fetch("SELECT story_id FROM story WHERE headline LIKE '%' || $1", f"復旧{number}")
    [event] = stage.events(rows[0]["story_id"])
    assert [twin["similarity"] >= 0.9 for twin in event["data"]["same_as"]] == [True]


def test_a_story_and_its_own_versions_are_no_twins(stage: Stage) -> None:
    serial = next(_SERIAL)
    words = _STORY.format(n=serial)
    stage.push(copy(serial, "1", body_text=words), copy(serial, "2", body_text=f"{words} It rained."))
    assert _twins(stage, serial, serial) == [[], []]


def test_what_is_held_is_not_betrayed_by_its_twin(stage: Stage) -> None:
    one, other = next(_SERIAL), next(_SERIAL)
    words = _STORY.format(n=one)
    stage.push(copy(one, "1", body_text=words, embargoed="2099-01-01T00:00:00Z"), feed="jiji")
    stage.push(copy(other, "1", body_text=words), feed="kyodo")
    assert _twins(stage, other, one) == [[]]


def test_a_twin_that_was_withdrawn_says_so(stage: Stage) -> None:
    one, other = next(_SERIAL), next(_SERIAL)
    words = _STORY.format(n=one)
    stage.push(copy(one, "1", body_text=words), copy(one, "2k"), feed="jiji")
    stage.push(copy(other, "1", body_text=words), feed="kyodo")
    [[twin]] = _twins(stage, other, one)
    assert twin["withdrawn"]


def test_both_feeds_at_the_same_moment(stage: Stage) -> None:
    """Neither has been saved when the other comes: one of the two names the other."""
    serials = [next(_SERIAL) for _ in range(10)]
    with stage.stream.pipeline(transaction=True) as pipe:
        for serial in serials:
            body = copy(serial, "1", body_text=_STORY.format(n=serial))
            pipe.xadd("wire:jiji", {"body": body})
            pipe.xadd("wire:kyodo", {"body": body})
        pipe.execute()
    stage.settle()
    for serial in serials:
        assert sorted(map(len, _twins(stage, serial, serial))) == [0, 1]
