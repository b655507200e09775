"""Do the words around a date speak of what was or of what will be?

The nearest verb decides: before the date in its clause, after it in its clause, then further off in the sentence.
"""

import string
from typing import Literal

from services.ingest.enrich.japan.days.english.clauses import (
    MARKS,
    REACH,
    SIGNS,
    bare,
    clause_after,
    earlier_words,
    is_end,
    sentence_ahead,
    words_ahead,
)
from services.ingest.enrich.japan.days.english.present import PRESENT, is_last, of_day_itself, of_present
from services.ingest.enrich.japan.days.english.verbs import (
    AHEAD,
    AHEAD_TO,
    ATTENDED,
    BREAKS,
    CALLED,
    DETERMINERS,
    DONE_TO,
    MAYBE,
    MOVED,
    NOT_VERBS,
    PAST,
    SPEECH,
    THING_AFTER_TO,
    TO_DO,
)

Lean = Literal["past", "future", "unclear"]
"""unclear: the words allow both."""

_CUES = PAST | AHEAD | MAYBE | PRESENT | {"to", "set", "due"}
_ENDINGS = frozenset(["ing", "'ll", "’ll"])
_TELLING = _CUES | BREAKS
_SILENT = frozenset(string.ascii_letters) - frozenset("dgl")
"""Last letters of most words: none of -ed, -ing and 'll, so that only a word of _TELLING can tell something."""
_SKIPPED = frozenset(["the", "of", "late", "early", "end", "on", "from", "this", "next", "last", "a"])
_FORWARD = AHEAD | AHEAD_TO
_OF_BEING = frozenset(["is", "are", "was", "were", "has", "have"])
_PREPOSITIONS = frozenset(
    [
        "since",
        "starting",
        "beginning",
        "effective",
        "until",
        "till",
        "by",
        "before",
        "following",
        "to",
        "through",
        "for",
    ]
)
_ALWAYS: dict[str, Lean] = {"since": "past", "starting": "future", "beginning": "future", "effective": "future"}
_POSSESSIVE = frozenset(["'s", "’s"])


def lean_of(text: str, start: int, end: int) -> Lean | None:
    """Of the date from `start` to `end`; None where no verb tells."""
    chunk = text[max(0, start - REACH) : start]
    before = chunk[chunk.rfind("\n\n") + 1 :].split()
    if before and (lean := _by_preposition(text, end, before)):
        return lean
    lean, clause = _in_clause_before(before)
    if lean:
        return "unclear" if lean == "future" and _is_of_noun(text, end, before) else lean
    after = words_ahead(text, end)
    if clause == len(before) and (lean := of_day_itself(after)):
        return lean
    reach = clause_after(after)
    if reach and (lean := _first_verb(after[:reach])):
        return lean
    return _in_sentence_before(before, clause) or _first_verb(sentence_ahead(after, reach), tail=True)


def _in_clause_before(words: list[str]) -> tuple[Lean | None, int]:
    """What the last verb in the date's clause tells, and how many words stand before the clause."""
    for place in range(len(words) - 1, -1, -1):
        word = words[place]
        if word[-1] in _SILENT and word not in _TELLING:
            continue
        if word in BREAKS or word[-1] in MARKS:
            return None, place + 1
        if _may_tell(word) and (lean := _of_word(words, place)):
            return lean, place
    return None, 0


def _in_sentence_before(words: list[str], end: int) -> Lean | None:
    """What the last verb before that word tells, in its sentence."""
    for place in range(end - 1, -1, -1):
        word = words[place]
        if word[-1] in _SILENT and word not in _TELLING:
            continue
        if word[-1] in MARKS and is_end(word):
            return None
        if _may_tell(word) and (lean := _of_word(words, place)):
            return lean
    return None


def _is_of_noun(text: str, end: int, before: list[str]) -> bool:
    """Will discuss Wednesday's launch, will review the accident on Tuesday that killed five: no verb is of the date."""
    if text[end : end + 2] in _POSSESSIVE:
        place = len(before) - 1
        if place > 0 and before[place] in {"at", "in", "on"}:
            place -= 1
        return bare(before, place) not in ATTENDED
    if text[end : end + 5] not in {" that", " whic", " who "}:
        return False
    after = words_ahead(text, end)
    return bare(after, 1) in PAST or bare(after, 1).endswith("ed")


def _by_preposition(text: str, end: int, before: list[str]) -> Lean | None:
    """Since, until, by, ahead of, starting: the word right before the date, or the one before the article."""
    place = len(before) - 1
    while place and before[place] in _SKIPPED:
        if before[place] == "of" and before[place - 1] in {"ahead", "Ahead"}:
            return "future"
        place -= 1
    word = before[place].lower()
    if not word.isalpha():
        word = word.strip(SIGNS)
    if word not in _PREPOSITIONS or word in _ALWAYS:
        return _ALWAYS.get(word)
    if word in {"to", "through", "for"}:
        return _of_plan(word, earlier_words(before, place, 6), possessive=text[end : end + 2] in _POSSESSIVE)
    if word == "following":
        return _of_following(text, end)
    if word == "before":
        return "future" if _in_sentence_before(before, place + 1) == "future" else "unclear"
    return _of_limit(earlier_words(before, place, 8), sentence_ahead(words_ahead(text, end)))


def _of_following(text: str, end: int) -> Lean | None:
    """Following Thursday's announcement; but following Sunday's vote, they will meet, may be ahead."""
    if text[end : end + 2] not in _POSSESSIVE:
        return None
    return "unclear" if _first_verb(sentence_ahead(words_ahead(text, end))) == "future" else "past"


def _of_plan(word: str, earlier: list[str], *, possessive: bool) -> Lean | None:
    """Extended to March 21, a meeting called for Saturday; what had been put off may be over."""
    if possessive or (CALLED if word == "for" else MOVED).isdisjoint(earlier):
        return None
    return "unclear" if "had" in earlier else "future"


def _of_limit(before: list[str], after: list[str]) -> Lean:
    """By Friday, 100 had died; it had spread by Friday; they waited until Friday: what was."""
    if not AHEAD.isdisjoint(before):
        return "future"
    if not {"had", "waited", "not"}.isdisjoint(before) or not {"had", "was", "were"}.isdisjoint(after[:8]):
        return "unclear" if "be" in before else "past"
    if any(word.endswith("n't") for word in before):
        return "past"
    return "future"


def _last_verb(words: list[str], end: int, first: int) -> Lean | None:
    """The last that tells of the words from `first` to before `end`."""
    for place in range(end - 1, first - 1, -1):
        if _may_tell(words[place]) and (lean := _of_word(words, place)):
            return lean
    return None


def _first_verb(words: list[str], *, tail: bool = False) -> Lean | None:
    """The first that tells; after a date the present does not, and in the tail of a sentence no verb of saying."""
    for place, word in enumerate(words):
        if (word[-1] in _SILENT and word not in _TELLING) or word in PRESENT or not _may_tell(word):
            continue
        if (lean := _of_word(words, place)) and not (tail and bare(words, place) in SPEECH):
            return lean
    return None


def _may_tell(word: str) -> bool:
    """Most words don't: only these are looked at with what stands around them."""
    return word in _CUES or word[-2:] == "ed" or word[-3:] in _ENDINGS or not word[-1].isalpha()


def _of_word(words: list[str], place: int) -> Lean | None:
    """Whether this word is a verb that tells, with what stands around it."""
    word = words[place]
    if not word.isalpha():
        word = word.strip(SIGNS).replace("’", "'")
    if word in _CUES:
        return _of_cue(words, place, word)
    if word.endswith("ed"):
        return _of_past(words, place, word) if len(word) > 4 and word.islower() and word[-3] != "e" else None
    if word.endswith("ing") and (being := bare(words, place - 1)) in _OF_BEING:
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
        after = bare(words, place + 1)
        return "past" if after == "have" or (word == "could" and after == "not") else "future"
    return of_present(words, place, word) if word in PRESENT else _of_past(words, place, word)


def _of_set(words: list[str], place: int, word: str) -> Lean | None:
    """Set for Friday, due on Friday, set to meet; but he set a record, and due to rain."""
    after = bare(words, place + 1)
    if after not in {"on", "for", "in", "to", ""}:
        return "past" if word == "set" else None
    if after == "to":
        return "future" if _of_infinitive(words, place + 1) == "future" else None
    told = word == "due" or after == "for" or bare(words, place - 1) in _OF_BEING
    return "future" if told else None


def _of_ahead(words: list[str], place: int, word: str) -> Lean | None:
    if word in {"expected", "planned", "scheduled", "slated"}:
        before = bare(words, place - 1)
        if before in {"as", "than"}:
            return None
        return "unclear" if before in {"had", "been", "originally", "initially", "previously"} else "future"
    return "unclear" if bare(words, place + 1) == "have" else "future"


def _of_infinitive(words: list[str], place: int) -> Lean | None:
    """To visit: as the verb before it says.  Managed to escape was, agreed to meet will be."""
    verb = bare(words, place + 1)
    if verb.endswith("ly"):
        verb = bare(words, place + 2)
    if not verb or verb in THING_AFTER_TO or not words[place + 1][0].islower():
        return None
    if verb.endswith("ing") or (verb.endswith("s") and not verb.endswith("ss")):
        return None
    earlier = earlier_words(words, place, 6)
    if earlier and earlier[-1] in {"was", "were"}:
        return "unclear"
    if (earlier and earlier[-1] in _OF_BEING) or not _FORWARD.isdisjoint(earlier):
        return "future"
    if lean := _last_verb(words, place, place - len(earlier)):
        return "unclear" if lean == "past" and DONE_TO.isdisjoint(earlier) else lean
    return "future" if verb in TO_DO else None


def _of_past(words: list[str], place: int, word: str) -> Lean | None:
    """The proposed law tells nothing, and will be held is not past."""
    before = bare(words, place - 1)
    if word in NOT_VERBS or (before in DETERMINERS and word not in {"had", "was", "were", "did", "said"}):
        return None
    if before == "be":
        return _last_verb(words[:place], place - 1, max(0, place - 4)) or "future"
    if before == "have" and (lean := _of_perfect(words, place - 2)):
        return lean
    if word in PAST or is_last(words, place):
        return "past"
    return "unclear" if _is_under_another(words, place) else "past"


def _of_perfect(words: list[str], place: int) -> Lean | None:
    """Would have met; is believed to have met, which was, and is expected to have met by then."""
    word = bare(words, place)
    if word == "would":
        return "unclear"
    if word != "to":
        return None
    return "past" if _FORWARD.isdisjoint(earlier_words(words, place, 4)) else "unclear"


def _is_under_another(words: list[str], place: int) -> bool:
    """To discuss revised rules: the participle may be no verb of its own."""
    for other in range(max(0, place - 5), place):
        if words[other] in {"will", "would", "shall"} or (words[other] == "to" and _of_infinitive(words, other)):
            return True
    return False
