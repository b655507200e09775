"""Does a sentence tell what has happened on its day, or what will?"""

import re
from typing import Literal

Tense = Literal["past", "future"]

_REACH = 160
"""Characters after the date; a sentence that goes on beyond tells nothing."""
_ENDING = 24
"""Signs at the end of a sentence that a predicate can fill, with the words of hearsay behind it."""
_BOUND = re.compile(r"[。\n「」『』（）()]")
_OPEN = frozenset("「『（(")

_STEM = "しれっいえけせてねべめげぎじびみりちき来出見得着経"
_NOT_PAST = "[いちだりくびらがめ]"
# What a word has before it is told behind it: a pattern that begins with the word is passed by sooner.
_NEXT = re.compile(
    rf"(?P<past>た(?<=[{_STEM}]た)(?!{_NOT_PAST})|た(?<=[しれっい]た)(?=め|が、)"
    r"|んだ(?<!なんだ)(?=[。、」]|と|こ|[一-龠])|いだ(?<=[泳継防稼急仰]いだ)|だった)"
    r"|(?P<open>[てで]いる|[てで]いない|である|予定(?:されて|だった|通り|どおり))"
    r"|(?P<future>予定|方針|見通し|見込み|計画(?=だ|で|。|、|し)|意向|運び|を前に|を控え|に備え|に向け|へ(?=[。\n]|$)"
    r"|る(?<![いあよ]る)(?<!おける)(?<![関対]する)(?<!めぐる)(?<!にわたる)(?<!巡る)"
    r"(?=[。、」\n]|こと|と(?!も)|か[。、ど]|$|[一-龠「])"
    r"|[うくすつぶむぐ](?<=[一-龠].)(?<![含除早多近全高長安短強弱深白黒少遅良悪低厚暗一二三四五六七八九].)"
    r"(?=[。、」\n]|こと|と(?!も)|か[。、ど]|$|[一-龠「]))"
)
_HEARSAY = re.compile(
    r"(?:とみられ(?:る|ている)|と見られ(?:る|ている)|とみている|という|模様だ?|もよう|可能性(?:がある|も))$"
)
_LAST = re.compile(
    r"(?:(?P<past>(?:た|んだ|いだ|だった)(?:こと|ところ|ばかり|ため)?(?:だ|です)?)"
    r"|(?P<open>[てで]いる|ある|いる|ない)"
    r"|(?P<future>(?:予定|方針|見通し|見込み|計画|考え|構え|意向|運び|へ|だろう|でしょう|[るうくすつむぶぐ])"
    r"(?:だ|です|となっている|としている)?))$"
)
_LAST_SIGNS = frozenset("とろりめだすたるい定針し込画み考え構向びへうくつむぶぐ様も")
"""What ends in another sign is neither hearsay nor tells a tense."""
_MAY_COME = re.compile(
    "付|から|まで|の|(?:投開票|投票|告示|公示|期限|締め切り|必着|施行|発売|実施|発効|開始)(?:[のとへでをがは、]|$)|"
    "にも?[^、。]{0,12}?(?:決ま|決定|指定|延長|設定|延期|内定)"
)
"""What was decided about a day may come yet: 21日まで延長した, 4月1日付の人事を発表した."""
_HAS_BEEN = re.compile(
    "(?:から|まで)(?:始ま|続い|開かれ|行われ|開催され|降)|から(?!の)[^、。]*?[てで]い|"
    "の[^、。]{0,15}?(?:会見|会議|会合|会談|委員会|委|集会|講演|演説|答弁|審議|討論|試合|戦|番組|取引|市場|公判|大会|"
    "式典|総会|協議|選挙|地震|火災|火事|事故|爆発|噴火|衝突|襲撃|攻撃)[で後]"
)
"""28日の会見で述べた: what was done at an event is over."""
_AFTER_DATE = re.compile(r"(?P<comma>(?:に|から|までに?|以降)?、)|に|から|まで|以降")


def tense_after(plain: str, end: int) -> Tense | None:
    """Of the predicate that the date which ends at `end` belongs to; None where none tells.

    N日、 belongs to the last predicate of its sentence, N日に, から and まで to the next one; with の or nothing after
    the date both have to agree.  What others say in quotation marks is passed over, and where the date itself stands
    in them the quotation is the sentence.  No past is told of a day that was decided on, which may come yet.
    """
    clause, whole = _clause(plain, end)
    tense = _told(clause, whole=whole)
    if tense == "past" and _MAY_COME.match(clause) and not _HAS_BEEN.match(clause):
        return None
    return tense


def _told(clause: str, *, whole: bool) -> Tense | None:
    after = _AFTER_DATE.match(clause)
    if after and not after["comma"]:
        return _next(clause)
    last = _last(clause) if whole else None
    return last if after or (last and last == _next(clause)) else None


def _clause(plain: str, start: int) -> tuple[str, bool]:
    """The rest of the sentence without what stands in brackets, and whether it ended within reach."""
    limit = min(len(plain), start + _REACH)
    first = _BOUND.search(plain, start, limit)
    if first is None:
        return plain[start:limit], limit == len(plain)
    if first.group() in _OPEN:
        return _without_brackets(plain, start, limit)
    return plain[start : first.start()], True


def _without_brackets(plain: str, start: int, limit: int) -> tuple[str, bool]:
    pieces: list[str] = []
    depth, begin = 0, start
    for mark in _BOUND.finditer(plain, start, limit):
        sign, at = mark.group(), mark.start()
        if sign in _OPEN:
            if depth == 0:
                pieces.append(plain[begin:at])
            depth += 1
        elif depth == 0:
            return "".join([*pieces, plain[begin:at]]), True
        elif sign not in "。\n":
            depth -= 1
            begin = mark.end()
    return "".join([*pieces, plain[begin:limit]] if depth == 0 else pieces), limit == len(plain)


def _next(clause: str) -> Tense | None:
    found = _NEXT.search(clause)
    if found is None:
        return None
    if found["open"]:
        return "past" if clause.startswith("から") and not found["open"].startswith("予定") else None
    return "past" if found["past"] else "future"


def _last(clause: str) -> Tense | None:
    end = clause[-40:].rstrip()[-_ENDING:]
    if end.endswith("た"):
        return "past"
    if end[-1:] not in _LAST_SIGNS:
        return None
    found = _LAST.search(_HEARSAY.sub("", end))
    if found is None or found["open"]:
        return None
    return "past" if found["past"] else "future"
