"""Does a sentence tell what has happened on its day, or what will?"""

import re
from typing import Literal

Tense = Literal["past", "future"]

_REACH = 160
"""Characters after the date; a sentence that goes on beyond tells nothing."""
_BOUND = re.compile(r"[。\n「」『』（）()]")
_OPEN = frozenset("「『（(")

_STEM = "しれっいえけせてねべめげぎじびみりちき来出見得着経"
_NOT_PAST = "[いちだりくびらがめ]"
_NEXT = re.compile(
    rf"(?P<past>(?<=[{_STEM}])た(?!{_NOT_PAST})|(?<=[しれっい])た(?=め|が、)|ん(?<!なん)だ(?=[。、」]|と|こ|[一-龠])"
    r"|(?<=[泳継防稼急仰])いだ|だった)"
    r"|(?P<open>[てで]いる|[てで]いない|である|予定(?:されて|だった|通り|どおり))"
    r"|(?P<future>予定|方針|見通し|見込み|計画(?=だ|で|。|、|し)|意向|運び|を前に|を控え|に備え|に向け|へ(?=[。\n]|$)"
    r"|(?<![いあよ])(?<!おけ)(?<![関対]す)(?<!めぐ)(?<!にわた)(?<!巡)る(?=[。、」\n]|こと|と(?!も)|か[。、ど]|$|[一-龠「])"
    r"|(?<=[一-龠])(?<![含除早多近全高長安短強弱深白黒少遅良悪低厚暗一二三四五六七八九])[うくすつぶむぐ]"
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
_AFTER_PARTICLE = re.compile(r"(?:に|から|まで|以降)(?!、)")
_AFTER_COMMA = re.compile(r"(?:に|から|まで|までに|以降)?、")


def tense_after(plain: str, end: int) -> Tense | None:
    """Of the predicate that the date which ends at `end` belongs to; None where none tells.

    N日、 belongs to the last predicate of its sentence, N日に, から and まで to the next one; with の or nothing after
    the date both have to agree.  What others say in quotation marks is passed over, and where the date itself stands
    in them the quotation is the sentence.
    """
    clause, whole = _clause(plain, end)
    if _AFTER_COMMA.match(clause):
        return _last(clause) if whole else None
    following = _next(clause)
    if _AFTER_PARTICLE.match(clause):
        return following
    return following if whole and following == _last(clause) else None


def _clause(plain: str, start: int) -> tuple[str, bool]:
    """The rest of the sentence without what stands in brackets, and whether it ended within reach."""
    pieces: list[str] = []
    depth, begin, limit = 0, start, min(len(plain), start + _REACH)
    for mark in _BOUND.finditer(plain, start, limit):
        sign, at = mark.group(), mark.start()
        if sign in "。\n":
            if depth == 0:
                return "".join([*pieces, plain[begin:at]]), True
        elif sign in _OPEN:
            if depth == 0:
                pieces.append(plain[begin:at])
            depth += 1
        elif depth == 0:
            return "".join([*pieces, plain[begin:at]]), True
        else:
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
    found = _LAST.search(_HEARSAY.sub("", clause[-40:].rstrip()))
    if found is None or found["open"]:
        return None
    return "past" if found["past"] else "future"
