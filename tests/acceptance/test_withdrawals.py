"""Withdrawals that come as items of their own, and those that number nothing."""

from itertools import count

from tests.acceptance.stage import Stage, copy, text

_SERIAL = count(1)
_NAMES = ["山野辺", "早乙女", "五十嵐", "小比類巻", "勅使河原", "長宗我部", "御手洗", "東海林", "服部", "日下部"]


def _name() -> str:
    return _NAMES[next(_SERIAL) % len(_NAMES)] + "太郎"


def _story_id(stage: Stage, headline: str) -> str:
    rows = stage.fetch("SELECT story_id FROM story WHERE headline LIKE '%' || $1 ORDER BY seen_at LIMIT 1", headline)
    return str(rows[0]["story_id"])


def test_the_false_obituary(stage: Stage) -> None:
    """Flash, story, a notice of its own, and the flash put right, as on a morning of 2018."""
    headline = f"俳人の{_name()}氏死去"
    stage.push(text(f"【速報】{headline}", "俳人が死去したことが２０日、分かった。"), feed="jiji-ja")
    stage.push(
        text(headline, "俳人が死去したことが２０日、分かった。９８歳だった。葬儀は近親者で行う。"), feed="jiji-ja"
    )
    story = _story_id(stage, headline)
    notice = f"先に送信した「{headline}」の記事は事実関係に誤りがあり削除します。"
    stage.push(text("お知らせ", notice), feed="jiji-ja")
    assert stage.told(story) == ["ready 0", "ready 1", "withdrawn 1"]
    kill = stage.events(story)[-1]["data"]
    assert "headline" in kill["notice"]["by"]
    assert headline in kill["notice"]["why"]
    assert kill["status"] == "canceled"
    assert stage.public(story, 1) == 410
    corrected = text(f"【訂正】{headline}", "俳人が死去したことが２０日、分かったとの速報は誤りでした。")
    stage.push(corrected, feed="jiji-ja")
    assert stage.told(story)[3:] == ["ready 2"]
    put_right = stage.events(story)[-1]["data"]
    assert (put_right["change"], put_right["change_note"] is not None) == ("correction", True)
    assert "body" in put_right["changed"]
    assert stage.states(story) == ["0 announced", "1 announced", "1k withdrawal", "2 announced"]


def test_a_notice_that_names_nothing_is_an_alert_and_an_event_of_its_own(stage: Stage) -> None:
    for name in ("港の工事始まる", "市役所が移転へ"):
        stage.push(text(f"{name}{next(_SERIAL)}", "市が２０日、発表した。"), feed="jiji-ja")
    marker = next(_SERIAL)
    body = f"先に送信した記事は事実関係に誤りがあり削除します。（{marker}）"
    [entry_id] = stage.push(text("お知らせ", body, place="大阪"), feed="jiji-ja")
    [row] = stage.fetch("SELECT story_id FROM story_version WHERE entry_id = $1", entry_id)
    notice = row["story_id"]
    assert [event.split()[0] for event in stage.told(notice)] == ["unmatched"]
    data = stage.events(notice)[0]["data"]
    assert data["notice"]["story_id"] is None
    assert data["notice"]["why"]
    [line] = stage.logged("story.unmatched", story_id=notice)
    assert line["level"] == "error"
    status, found = stage.desk("/desk/unmatched")
    assert status == 200
    assert notice in str(found)


def test_the_same_notice_again_changes_nothing(stage: Stage) -> None:
    headline = f"作家の{_name()}氏入院"
    stage.push(text(headline, "作家が２０日、入院した。"), feed="jiji-ja")
    notice = text("お知らせ", f"先に配信した「{headline}」の記事は誤りがあり取り消します。")
    stage.push(notice, notice, feed="jiji-ja")
    story = _story_id(stage, headline)
    assert [event.split()[0] for event in stage.told(story)] == ["ready", "withdrawn"]


def test_a_notice_and_its_story_in_one_backlog(stage: Stage) -> None:
    headline = f"画家の{_name()}氏受賞"
    story, notice = (
        text(headline, "画家が２０日、受賞した。"),
        text("お知らせ", f"先に送信した「{headline}」の記事は削除します。"),
    )
    after = text(f"【訂正】{headline}", "画家が２０日、受賞を辞退した。")
    stage.burst(story, notice, after, feed="jiji-ja")
    told = stage.told(_story_id(stage, headline))
    assert told[-1] == "ready 2"
    assert "withdrawn 1" in told


def test_a_kill_by_a_desk_word_takes_back_what_its_story_has_reached(stage: Stage) -> None:
    headline = f"{_name()}知事が辞意"
    stage.push(text(headline, "知事が２０日、辞意を示した。"), feed="jiji-ja")
    stage.push(text(f"【第２報】{headline}", "知事が２０日、辞意を示した。後任は未定。"), feed="jiji-ja")
    stage.push(text(f"【削除】{headline}", "知事が２０日、辞意を示したとの記事を削除します。"), feed="jiji-ja")
    story = _story_id(stage, headline)
    assert stage.told(story) == ["ready 1", "ready 3", "withdrawn 3"]
    stage.push(text(f"【第３報】{headline}", "知事が２０日、辞意を否定した。"), feed="jiji-ja")
    assert stage.told(story)[-1] == "ready 5"


def test_a_kill_by_a_desk_word_before_its_story(stage: Stage) -> None:
    headline = f"{_name()}市長が逮捕"
    stage.push(text(f"【削除】{headline}", "市長が２０日、逮捕されたとの記事を削除します。"), feed="jiji-ja")
    story = _story_id(stage, headline)
    stage.push(text(headline, "市長が２０日、逮捕された。"), feed="jiji-ja")
    assert [event.split()[0] for event in stage.told(story)] == ["withdrawn"]
    assert "1 blocked" in stage.fates(story)
    [line] = stage.logged("story.blocked", story_id=story)
    assert line["level"] == "warning"


def test_a_kill_goes_out_before_all_that_waits(stage: Stage) -> None:
    """With the relay away a backlog gathers; the kill, pushed last, is the first event when it is back."""
    headline = f"{_name()}会長が退任"
    stage.push(text(headline, "会長が２０日、退任した。"), feed="jiji-ja")
    story = _story_id(stage, headline)
    stage.line.kill("publish")
    bodies = [text(f"{headline}の反応{n}", f"関係者{n}が２０日、語った。") for n in range(30)]
    kill = text(f"【削除】{headline}", "会長が２０日、退任したとの記事を削除します。")
    before = len(stage.stream.xrange("articles:ready"))
    with stage.stream.pipeline() as pipe:
        for body in [*bodies, kill]:
            pipe.xadd("wire:jiji-ja", {"body": body})
        pipe.execute()
    while stage.line.pending("jiji-ja"):
        pass
    stage.line.start("publish")
    stage.settle()
    first = stage.stream.xrange("articles:ready")[before][1][b"event"].decode()
    assert story in first
    assert "withdrawn" in first


def test_a_withdrawal_tells_nothing_of_what_still_waits(stage: Stage) -> None:
    """The story went out, its next version is under embargo: the event has the text that subscribers have."""
    headline = f"{_name()}議長が会見"
    stage.push(text(headline, "議長が２０日、会見した。"), feed="jiji-ja")
    held = f"2099年11月30日付朝刊用、解禁2099年11月29日午後5時\n\n【第２報】{headline}"
    stage.push(text(held, "議長が２０日、会見し、秘密の合併を認めた。"), feed="jiji-ja")
    story = _story_id(stage, headline)
    assert stage.told(story) == ["ready 1"]
    stage.push(text("お知らせ", f"先に送信した「{headline}」の記事は誤りがあり取り消します。"), feed="jiji-ja")
    assert [event.split()[0] for event in stage.told(story)] == ["ready", "withdrawn"]
    assert "秘密" not in str(stage.events(story))
    assert "3 replaced" in stage.states(story)


def test_an_unmatched_notice_betrays_nothing_that_is_held(stage: Stage) -> None:
    secret = f"極秘の統合計画{next(_SERIAL)}"
    stage.push(
        text(f"2099年11月30日付朝刊用、解禁2099年11月29日午後5時\n\n{secret}", "二行が統合する。"), feed="jiji-ja"
    )
    bare = f"先に送信した記事は事実関係に誤りがあり削除します。（{next(_SERIAL)}）"
    [entry_id] = stage.push(text("お知らせ", bare, place="札幌"), feed="jiji-ja")
    [row] = stage.fetch("SELECT story_id FROM story_version WHERE entry_id = $1", entry_id)
    [event] = stage.events(row["story_id"])
    assert "極秘" not in str(event)


def test_a_kill_of_what_went_out_leaves_what_waits(stage: Stage) -> None:
    serial = 77_001
    stage.push(copy(serial, "1"), copy(serial, "2w"), copy(serial, "1k"))
    subject = f"urn:sample:{serial}"
    assert stage.told(subject) == ["ready 1", "withdrawn 1"]
    assert stage.states(subject) == ["1 announced", "1k withdrawal", "2 withheld"]
    assert stage.public(subject, 1) == 410


def test_a_kill_that_only_resembles_its_stories_is_an_alert(stage: Stage) -> None:
    """Two stories under one headline, a kill under it with another lead: no guess is made, and no silence kept."""
    headline = f"{_name()}相場、大幅続伸"
    stage.push(
        text(headline, "相場は２０日午前、大きく上げた。"), text(headline, "相場は２１日午後も上げた。"), feed="jiji-ja"
    )
    [entry_id] = stage.push(
        text(f"【削除】{headline}", "２２日の相場の記事を削除します。", place="大阪"), feed="jiji-ja"
    )
    [row] = stage.fetch("SELECT story_id, fate FROM story_version WHERE entry_id = $1", entry_id)
    assert row["fate"] == "unmatched"
    [line] = stage.logged("story.unmatched", story_id=row["story_id"])
    assert line["level"] == "error"
    rows = stage.fetch("SELECT withdrawn_version FROM story WHERE headline = $1", headline)
    assert [row["withdrawn_version"] for row in rows] == [None, None]
