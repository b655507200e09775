"""Do the words around a date speak of what was or of what will be?

The nearest verb decides: before the date in its clause, after it in its clause, then further off in the sentence.
"""

from typing import Literal

from services.ingest.enrich.japan.days.english.verbs import (
    AHEAD,
    AHEAD_TO,
    BREAKS,
    DETERMINERS,
    DONE_TO,
    LINKS,
    MAY_OPEN,
    MAYBE,
    NOT_VERBS,
    OPENING,
    PAST,
    SPEECH,
    THING_AFTER_TO,
    TO_DO,
)

Lean = Literal["past", "future", "unclear"]
"""unclear: the words allow both."""

_REACH = 200
"""Characters on either side; sentences of wires are shorter."""

_SHORT = frozenset(
    ["Mr", "Mrs", "Ms", "Dr", "St", "Gov", "Sen", "Rep", "Gen", "Lt", "Col", "Sgt", "Maj", "Rev", "Prof", "No", "vs",
     "Inc", "Corp", "Co", "Ltd", "Jr", "Sr", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec",
     "Calif", "Fla", "Ga", "Ill", "Mass", "Mich", "Minn", "Pa", "Tenn", "Va", "Wash", "Wis", "Conn", "Ariz"]
)  # fmt: skip
_SIGNS = "()[]\"“”‘’'—–-,;:.!?…"
_PRESENT = OPENING | MAY_OPEN
_NO_PRESENT = DETERMINERS | MAYBE | {"to", "will", "would", "shall", "not", "did", "didn't", "won't"}
_CUES = PAST | AHEAD | MAYBE | _PRESENT | {"to", "set", "due"}
_ENDINGS = frozenset(["ing", "'ll", "’ll"])
_MARKS = ',:;.?!—–)"”’'
_SKIPPED = frozenset(["the", "of", "late", "early", "end", "on", "from", "this", "next", "last", "a"])
_FORWARD = AHEAD | AHEAD_TO
_OF_BEING = frozenset(["is", "are", "was", "were", "has", "have"])


def lean_of(text: str, start: int, end: int) -> Lean | None:
    """Of the date from `start` to `end`; None where no verb tells."""
    chunk = text[max(0, start - _REACH) : start]
    before = chunk[chunk.rfind("\n\n") + 1 :].split()
    if before and (lean := _by_preposition(text, end, before)):
        return lean
    lean, clause = _in_clause_before(before)
    if lean:
        return lean
    after = _ahead(text, end)
    reach = _clause_after(after)
    if lean := _first_verb(after[:reach]):
        return lean
    return _last_verb(before, clause, _sentence(before)) or _first_verb(after[reach:], tail=True)


def _in_clause_before(words: list[str]) -> tuple[Lean | None, int]:
    """What the last verb in the date's clause tells, and how many words stand before the clause."""
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        if word in BREAKS or word[-1] in _MARKS:
            return None, place + 1
        if _may_tell(word) and (lean := _of_word(words, place)):
            return lean, place
    return None, 0


def _sentence(words: list[str]) -> int:
    """Where in the words before the date its sentence begins."""
    for place in range(len(words) - 1, -1, -1):
        if words[place][-1] in _MARKS and _is_end(words[place]):
            return place + 1
    return 0


def _ahead(text: str, end: int) -> list[str]:
    """The words of the sentence after the date."""
    chunk = text[end : end + _REACH]
    blank = chunk.find("\n\n")
    words = (chunk if blank < 0 else chunk[:blank]).split()
    for place, word in enumerate(words):
        if word[-1] in _MARKS and _is_end(word):
            return words[: place + 1]
    return words


def _is_end(word: str) -> bool:
    """Whether a sentence ends with it: U.S., a.m. and Mr. end none."""
    bare = word.rstrip("'\"”’)")
    if not bare or bare[-1] in ";?!":
        return True
    if bare[-1] != ".":
        return False
    stem = bare[:-1].lstrip("(\"“'‘")
    return not (stem in _SHORT or "." in stem or (len(stem) == 1 and stem.isupper()))


def _by_preposition(text: str, end: int, before: list[str]) -> Lean | None:
    """Since, until, by, ahead of, starting: the word right before the date, or the one before the article."""
    place = len(before) - 1
    while place and before[place] in _SKIPPED:
        if before[place] == "of" and before[place - 1] == "ahead":
            return "future"
        place -= 1
    word = before[place].lower().strip(_SIGNS)
    if word == "since":
        return "past"
    if word in {"starting", "beginning", "effective"}:
        return "future"
    if word in {"until", "till", "by"}:
        return _of_limit(_earlier(before, place, 8), _ahead(text, end))
    if word == "before":
        return "future" if _last_verb(before, place, _sentence(before)) == "future" else "unclear"
    return None


def _of_limit(before: list[str], after: list[str]) -> Lean:
    """By Friday, 100 had died; it had spread by Friday; they waited until Friday: what was."""
    if not AHEAD.isdisjoint(before):
        return "future"
    if not {"had", "waited", "not"}.isdisjoint(before) or not {"had", "was", "were"}.isdisjoint(after[:8]):
        return "unclear" if "be" in before else "past"
    if any(word.endswith("n't") for word in before):
        return "past"
    return "future"


def _clause_after(words: list[str]) -> int:
    """How many words are of the clause that the date stands in."""
    if words and words[0][0] in ",:—–":
        return 0
    for place, word in enumerate(words):
        if word in BREAKS:
            return place
        if word[-1] in ",:—–":
            return place + 1
    return len(words)


def _last_verb(words: list[str], end: int, first: int) -> Lean | None:
    """The last that tells of the words from `first` to before `end`."""
    for place in range(end - 1, first - 1, -1):
        if _may_tell(words[place]) and (lean := _of_word(words, place)):
            return lean
    return None


def _first_verb(words: list[str], *, tail: bool = False) -> Lean | None:
    """The first that tells; after a date the present does not, and in the tail of a sentence no verb of saying."""
    for place, word in enumerate(words):
        if word in _PRESENT or not _may_tell(word):
            continue
        if (lean := _of_word(words, place)) and not (tail and _bare(words, place) in SPEECH):
            return lean
    return None


def _may_tell(word: str) -> bool:
    """Most words don't: only these are looked at with what stands around them."""
    return word in _CUES or word[-2:] == "ed" or word[-3:] in _ENDINGS or not word[-1].isalpha()


def _bare(words: list[str], place: int) -> str:
    """Without the signs around it, in small letters; "" beyond the ends."""
    return words[place].strip(_SIGNS).replace("’", "'").lower() if 0 <= place < len(words) else ""


def _earlier(words: list[str], place: int, count: int) -> list[str]:
    """So many words before that one, of its own sentence."""
    first = max(0, place - count)
    return [_bare(words, other) for other in range(first + _sentence(words[first:place]), place)]


def _of_word(words: list[str], place: int) -> Lean | None:
    """Whether this word is a verb that tells, with what stands around it."""
    word = words[place]
    if not word.isalpha():
        word = word.strip(_SIGNS).replace("’", "'")
    if word in _CUES:
        return _of_cue(words, place, word)
    if word.endswith("ed"):
        return _of_past(words, place, word) if len(word) > 4 and word.islower() and word[-3] != "e" else None
    if word.endswith("ing") and (being := _bare(words, place - 1)) in _OF_BEING:
        return "future" if being in {"is", "are"} else "past"
    return "future" if word.endswith("'ll") else None


def _of_cue(words: list[str], place: int, word: str) -> Lean | None:
    if word in {"set", "due"}:
        return _of_set(words, place, word)
    if word == "to":
        return _of_infinitive(words, place)
    if word in AHEAD:
        return _of_ahead(words, place, word)
    if word in MAYBE:
        after = _bare(words, place + 1)
        return "past" if after == "have" or (word == "could" and after == "not") else "future"
    return _of_opening(words, place, word) if word in _PRESENT else _of_past(words, place, word)


def _of_opening(words: list[str], place: int, word: str) -> Lean | None:
    """The fair opens on; but to open and will open are as the verb before says, and the vote on is none."""
    if _bare(words, place - 1) in _NO_PRESENT or not _is_last(words, place):
        return None
    return "future" if word in OPENING else "unclear"


def _is_last(words: list[str], place: int) -> bool:
    """Nothing but on, at, the, between it and the date, or the hour."""
    return all(word in LINKS or word[0].isdigit() for word in words[place + 1 :])


def _of_set(words: list[str], place: int, word: str) -> Lean | None:
    """Set for Friday, due on Friday, set to meet; but he set a record, and due to rain."""
    after = _bare(words, place + 1)
    if after not in {"on", "for", "in", "to", ""}:
        return "past" if word == "set" else None
    if after == "to":
        return "future" if _of_infinitive(words, place + 1) == "future" else None
    told = word == "due" or after == "for" or _bare(words, place - 1) in _OF_BEING
    return "future" if told else None


def _of_ahead(words: list[str], place: int, word: str) -> Lean | None:
    if word in {"expected", "planned", "scheduled", "slated"}:
        before = _bare(words, place - 1)
        if before in {"as", "than"}:
            return None
        return "unclear" if before in {"had", "been", "originally", "initially", "previously"} else "future"
    return "unclear" if _bare(words, place + 1) == "have" else "future"


def _of_infinitive(words: list[str], place: int) -> Lean | None:
    """To visit: as the verb before it says.  Managed to escape was, agreed to meet will be."""
    verb = _bare(words, place + 1)
    if verb.endswith("ly"):
        verb = _bare(words, place + 2)
    if not verb or verb in THING_AFTER_TO or not words[place + 1][0].islower():
        return None
    if verb.endswith("ing") or (verb.endswith("s") and not verb.endswith("ss")):
        return None
    earlier = _earlier(words, place, 6)
    if earlier and earlier[-1] in {"was", "were"}:
        return "unclear"
    if (earlier and earlier[-1] in _OF_BEING) or not _FORWARD.isdisjoint(earlier):
        return "future"
    if lean := _last_verb(words, place, place - len(earlier)):
        return "unclear" if lean == "past" and DONE_TO.isdisjoint(earlier) else lean
    return "future" if verb in TO_DO else None


def _of_past(words: list[str], place: int, word: str) -> Lean | None:
    """The proposed law tells nothing, and will be held is not past."""
    before = _bare(words, place - 1)
    if word in NOT_VERBS or (before in DETERMINERS and word not in {"had", "was", "were", "did", "said"}):
        return None
    if before == "be":
        return _last_verb(words[:place], place - 1, max(0, place - 4)) or "future"
    if before == "have" and _bare(words, place - 2) == "would":
        return "unclear"
    if word in PAST or _is_last(words, place):
        return "past"
    return "unclear" if _is_under_another(words, place) else "past"


def _is_under_another(words: list[str], place: int) -> bool:
    """To discuss revised rules: the participle may be no verb of its own."""
    for other in range(max(0, place - 5), place):
        if words[other] in {"will", "would", "shall"} or (words[other] == "to" and _of_infinitive(words, other)):
            return True
    return False
