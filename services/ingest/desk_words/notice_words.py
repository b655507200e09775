"""Is this copy a notice that takes another story back?  The forms of Jiji's and Kyodo's desks, Japanese and English.

Such a notice comes after a story that is wrong, under an id of its own: `先に送信した「…」の記事は削除します`,
`20日午前6時50分配信の「…」は削除してください`, `Editors: Please kill the story headlined "..." moved at 6:50 a.m.`
One that asks not to use what was sent (`使用しないでください`, `使用を見合わせてください`) is a notice too,
unless it says until when: that is an embargo.
A story about a newspaper that takes something back has such words too, but in quotation marks, or goes on behind them;
and a notice that takes back a paragraph or a picture leaves the story.
"""

import re
import unicodedata

_HEAD = 500
"""Characters of a text in which a notice says what it is."""

_DOES = r"(?:し|いたし|致し|させて(?:いただき|頂き))"
_PLEASE = r"て?(?:ください|下さい)(?:ますよう|よう)?(?:お願い(?:いた|致)?します)?"
_USE = r"(?:使用|掲載|利用|放送)"
_STOPS_USE = (
    rf"{_USE}(?:し|なさら)ないでください|{_USE}(?:し|なさら)ないで下さい|{_USE}しないよう(?:に)?お願い(?:いた|致)?します"
    rf"|(?:{_USE}|配信)[をは]?お?(?:見合わせ|控え|やめ|取りやめ)(?:(?:させて(?:いただき|頂き))?ます|願います|{_PLEASE})"
)


def _taken_back(done: str) -> str:
    return (
        rf"(?:(?:削除|取り?消し?|取り?下げ)(?:と?{_DOES}|を?お?願い(?:いた|致)?し?)?(?:ます{done}|{_PLEASE})"
        rf"|{_STOPS_USE})(?=\s*(?:[。.)\n]|\Z))"
    )


_TAKES_BACK, _TOOK_BACK = _taken_back(""), _taken_back("|ました")
_SENT = r"(?:先に|さきに|先ほど|さきほど)(?:お送り|送信|配信|出稿|送稿|発信)し(?:た|ました|ていた)"
_SENT_AT = (
    r"(?:(?:午前|午後)?\d{1,2}時(?:\d{1,2}分|半)?(?:ごろ|頃)?|\d{1,2}日|本日|昨日|今朝|昨夜)[にの]?"
    r"(?:配信|送信|出稿|送稿|発信)(?:の|し(?:た|ました))"
)
_BY_SENDING = re.compile(rf"(?:{_SENT}|{_SENT_AT})[^\n]{{0,200}}?{_TAKES_BACK}")
_BY_STORY = re.compile(rf"(?:記事|原稿|速報|配信|送信)[^\n]{{0,200}}?{_TOOK_BACK}")
_PART = re.compile(r"段落|部分|文言|字句|記述|箇所|か所|行目|とある|とあった|見出しの|写真|画像|図版|記事中")
_UNTIL = re.compile(r"まで(?!の)")
_TITLE = r"「(?:[^「」\n]|「[^「」\n]{0,80}」){2,120}」"
_TITLES = re.compile(_TITLE)

_WITHDRAWAL_JA = r"(?:(?:記事|配信|全文)?の?(?:削除|取り?消し?|取り?下げ)(?:のお(?:知らせ|願い|わび|詫び))?)"
_SIGNS = r"[\s【〔◎★☆■〓(\[<《〈]*"
_HEADED = re.compile(
    rf"{_SIGNS}(?:(?:重要|至急|緊急|大至急)[ :)\]】〕]*{_SIGNS})?"
    r"(?:(?:編集者?|加盟社|報道)?(?:各位|へ)?[ :)\]】〕]*)?"
    rf"(?:お知らせ|お断り|おことわり|お詫び|おわび|訂正・削除|削除・訂正|{_WITHDRAWAL_JA})"
    r"(?:と(?:訂正|お詫び|おわび|お断り|削除))?[\s】〕)\]>》〉:。]*(?P<more>.?)"
)
_TITLE_WITHDRAWN = re.compile(
    rf"{_SIGNS}{_TITLE}(?P<story>の(?:記事|原稿|速報|配信|全文))?[をはの]?{_WITHDRAWAL_JA}[】〕]?$"
)
"""Without the word for a story it is a headline like any other: a prefecture takes back a permit, too."""

_HEADED_EN = re.compile(
    r"[\s(\[*/]*(?:(?i:(?:Attention |To (?:All )?)?Editors?['’]?s?['’]?(?: (?:Note|Advisory))?|Note to Editors)"
    r"|(?:NEWS )?ADVISORY|(?:MANDATORY |BULLETIN |STORY )?KILL|(?i:Notice to Disregard|Disregard Release))"
    r"\s*(?:[:)\]*/—–-]|$)"
)
_VERB_EN = r"(?:kill|withdraw|delete|retract|disregard)"
_STORY_EN = r"(?:story|item|article|report|flash|urgent|alert|bulletin|dispatch|(?:(?:news|press) )?release)"
_KILLS_EN = re.compile(
    rf"\b{_VERB_EN}s?\b[^.\n]{{0,40}}?\b{_STORY_EN}\b"
    rf"|\b{_STORY_EN}\b[^\n]{{0,300}}?\b(?:is|was|has been) (?:being )?(?:withdrawn|killed|retracted)\b"
    r"|[\"”] (?:is|has been) (?:withdrawn|killed|retracted)\b",
    re.IGNORECASE,
)
_TO_EDITORS = r"(?:Attention )?Editors?\b[,:]? ?(?:Note:? ?)?"
_ADDRESSED = re.compile(
    rf"(?i:{_TO_EDITORS}(?:please )?{_VERB_EN} (?:the|this|our|a)\b[^.\n]{{0,40}}?\b{_STORY_EN}\b)"
    rf"|KILL (?:the|this|our|a)\b[^.\n]{{0,40}}?\b(?i:{_STORY_EN})\b|KILL (?:THE|THIS|OUR) (?i:{_STORY_EN})\b"
)
_TOLD_EDITORS = re.compile(
    rf"{_TO_EDITORS}(?:the|this|our) {_STORY_EN}\b[^\n]{{0,300}}?"
    r"\b(?:is|was|has been) (?:being )?(?:withdrawn|killed|retracted)\b",
    re.IGNORECASE,
)
_ENDS_IN_KILL = re.compile(r"[,:;–—-]\s*(?:(?:MANDATORY|BULLETIN|URGENT|STORY) )?(?:KILL|WITHDRAWAL)[\s)*\]]*$")
_DATELINE = re.compile(r"[^\n]{1,100}?(?:--|—|–)\s*(?=(?:Attention )?Editors?\b)", re.IGNORECASE)
_NAMED_EN = re.compile(r"\b(?:slug|headlined|titled|entitled)|[\"“.\n]", re.IGNORECASE)
_PART_EN = re.compile(
    r"\b(?:para(?:graph)?s?|grafs?|lines?|sentences?|photos?|pictures?|captions?|quotes?)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"[\"“「『][^\n]{2,200}[\"”」』]")


def is_notice(headline: str, text: str, rest: str) -> bool:
    """`text` is the copy below headline and dateline; `rest` the headline without its desk words.

    A desk word before a whole headline (`KILL: Bridge to Reopen`) is the story's own kill and no notice; before a
    headline in quotation marks it names another item.
    """
    head, said, rest = (_normal(part) for part in (headline, text, rest))
    if dated := _DATELINE.match(said):
        said = said[dated.end() :]
    if _whole(_BY_SENDING, said) or _whole(_BY_SENDING, head):
        return True
    if addressed := _ADDRESSED.match(head) or _ADDRESSED.match(said):
        return not _of_part(addressed)
    if rest != head and rest:
        return _QUOTED.fullmatch(rest) is not None
    return _is_headed(head, said) or _is_headed_in_english(head, said)


def _is_headed(head: str, said: str) -> bool:
    """The headline says that something is taken back; which it is a story's or the text's to say."""
    if titled := _TITLE_WITHDRAWN.match(head):
        return titled["story"] is not None or _whole(_BY_STORY, said)
    headed = _HEADED.match(head)
    return headed is not None and not headed["more"] and _whole(_BY_STORY, said)


def _is_headed_in_english(head: str, said: str) -> bool:
    if told := _TOLD_EDITORS.match(said):
        return not _of_part(told)
    if _ENDS_IN_KILL.search(head[-60:]):
        return _kills(said)
    return _HEADED_EN.match(head) is not None and _kills(f"{head}\n{said}")


def _normal(part: str) -> str:
    return unicodedata.normalize("NFKC", part[:_HEAD]).strip()


def _whole(pattern: re.Pattern[str], said: str) -> bool:
    """The words stand outside of quotation marks, and mean the whole story and for good."""
    found = pattern.search(said)
    if found is None:
        return False
    before = said[: found.start()]
    outside = _TITLES.sub("「」", found[0])
    return before.count("「") == before.count("」") and not (_PART.search(outside) or _UNTIL.search(outside))


def _of_part(addressed: re.Match[str]) -> bool:
    """A paragraph or a picture is to go, by the words up to the story's name: `Ferry Line` is none."""
    said = addressed.string[addressed.start() : addressed.end() + 40]
    named = _NAMED_EN.search(said, 1)
    return _PART_EN.search(said[: named.start()] if named else said) is not None


def _kills(said: str) -> bool:
    found = _KILLS_EN.search(said)
    return found is not None and _PART_EN.search(found[0]) is None
