"""Is this copy a notice that takes another story back?  The forms of Jiji's and Kyodo's desks, Japanese and English.

Such a notice comes after a story that is wrong, under an id of its own: `先に送信した「…」の記事は削除します`,
`20日午前6時50分配信の「…」は削除してください`, `Editors: Please kill the story headlined "..." moved at 6:50 a.m.`
A story about a newspaper that takes something back has such words too, but in quotation marks, or goes on behind them;
and a notice that takes back a paragraph or a picture leaves the story.
"""

import re
import unicodedata

_HEAD = 500
"""Characters of a text in which a notice says what it is."""

_TAKES_BACK = (
    r"(?:削除|取り?消し?|取り?下げ)(?:し|いたし|致し|させて(?:いただき|頂き)|を?お?願い(?:いた|致)?し?)?"
    r"(?:ます|てください|て下さい)(?:よう(?:お願い(?:いた|致)?します)?)?(?=\s*(?:[。.)\n]|\Z))"
)
_TOOK_BACK = _TAKES_BACK.replace("(?:ます|", "(?:ます|ました|")
_SENT = r"(?:先に|さきに|先ほど|さきほど)(?:お送り|送信|配信|出稿|送稿|発信)し(?:た|ました|ていた)"
_SENT_AT = r"(?:午前|午後)?\d{1,2}時(?:\d{1,2}分|半)?(?:ごろ|頃)?に?(?:配信|送信|出稿|送稿|発信)(?:の|した)"
_BY_SENDING = re.compile(rf"(?:{_SENT}|{_SENT_AT})[^\n]{{0,200}}?{_TAKES_BACK}")
_BY_STORY = re.compile(rf"(?:記事|原稿|速報)[^\n]{{0,200}}?{_TOOK_BACK}")
_PART = re.compile(r"段落|部分|文言|字句|記述|箇所|か所|行目|とある|とあった|見出しの|写真|画像|図版|記事中")

_WITHDRAWAL_JA = r"(?:(?:記事|配信|全文)?の?(?:削除|取り?消し?|取り?下げ)(?:のお(?:知らせ|願い|わび|詫び))?)"
_HEADED = re.compile(
    r"[\s【〔◎★☆■〓(\[<《〈]*(?:(?:編集者?|加盟社|報道)?(?:各位|へ)?[ :)\]】〕]*)?"
    rf"(?:お知らせ|お断り|おことわり|お詫び|おわび|訂正・削除|削除・訂正|{_WITHDRAWAL_JA})"
    r"(?:と(?:訂正|お詫び|おわび|お断り|削除))?[\s】〕)\]>》〉:。]*(?P<more>.?)"
)
_TITLE_WITHDRAWN = re.compile(rf"「[^\n]{{2,120}}?」(?:の(?:記事|原稿|速報))?(?:を|は|の)?{_WITHDRAWAL_JA}$")

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
_ADDRESSED = re.compile(
    rf"(?:(?i:(?:Attention )?Editors?\b[,:]? ?(?:Note:? ?)?(?:please )?{_VERB_EN})|KILL) (?:the|this|our|a)\b"
    rf"[^.\n]{{0,40}}?\b(?i:{_STORY_EN})\b"
)
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
    if _whole(_BY_SENDING, said) or _whole(_BY_SENDING, head):
        return True
    if _ADDRESSED.match(head) or _ADDRESSED.match(said):
        return _PART_EN.search(f"{head} {said[:80]}") is None
    if rest != head and rest:
        return _QUOTED.fullmatch(rest) is not None
    if _TITLE_WITHDRAWN.search(head):
        return True
    if (headed := _HEADED.match(head)) and not headed["more"]:
        return _whole(_BY_STORY, said)
    return _HEADED_EN.match(head) is not None and _kills(f"{head}\n{said}")


def _normal(part: str) -> str:
    return unicodedata.normalize("NFKC", part[:_HEAD]).strip()


def _whole(pattern: re.Pattern[str], said: str) -> bool:
    """The words stand outside of quotation marks, and mean the whole story."""
    found = pattern.search(said)
    if found is None:
        return False
    before = said[: found.start()]
    return before.count("「") == before.count("」") and _PART.search(found[0]) is None


def _kills(said: str) -> bool:
    found = _KILLS_EN.search(said)
    return found is not None and _PART_EN.search(found[0]) is None
