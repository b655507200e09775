"""Does an English verb in the present tell of a timetable: the fair opens Monday, the law takes effect Monday?"""

from typing import Literal

from services.ingest.enrich.japan.days.english.clauses import bare, earlier_words
from services.ingest.enrich.japan.days.english.verbs import AHEAD, DETERMINERS, LINKS, MAY_OPEN, MAYBE, OPENING
from services.ingest.enrich.japan.days.english.words import COUNTS

# What follows these verbs in a timetable, and makes one of them.
_PHRASES = {
    "takes": ("effect", "place", "office"), "take": ("effect", "place", "office"),
    "goes": ("to the polls", "on sale", "on trial", "into effect", "into force", "on display"),
    "go": ("to the polls", "on sale", "on trial", "into effect", "into force", "on display"),
    "comes": ("into effect", "into force"), "come": ("into effect", "into force"), "enters": ("into force", "force"),
    "gets": ("under way", "underway"), "kicks": ("off",), "runs": ("from", "through", "until"),
}  # fmt: skip
_FEASTS = frozenset(
    ["holiday", "anniversary", "birthday", "festival", "day", "deadline", "christmas", "easter", "year"]
)
_WITH_OBJECT = frozenset(
    ["opens", "begins", "starts", "resumes", "convenes", "meets", "marks", "hosts", "holds", "visits", "celebrates"]
)
"""With an object they tell of a timetable, or of what was in a headline."""
PRESENT = OPENING | MAY_OPEN | _PHRASES.keys() | _WITH_OBJECT | {"falls"}
_NO_PRESENT = DETERMINERS | MAYBE | {"to", "will", "would", "shall", "not", "did", "didn't", "won't"}
_BEHIND_DAY = frozenset(["is", "marks", "begins", "brings", "sees", "ends", "opens", "starts"])
_EVENTS = frozenset(
    ["vote", "election", "elections", "meeting", "summit", "game", "match", "final", "race", "talks", "hearing",
     "session", "debate", "referendum", "ballot", "poll", "polls", "launch", "ceremony", "deadline"]
)  # fmt: skip


def of_present(words: list[str], place: int, word: str) -> Literal["future", "unclear"] | None:
    """Of the verb at that place before a date; to open and will open are as the verb before says, the vote is none."""
    before = bare(words, place - 1)
    if before in _NO_PRESENT or (word == "runs" and _is_number(before)):
        return None
    if word in _PHRASES and _begins_phrase(words, place, word):
        return "future"
    if not is_last(words, place):
        return "unclear" if word in _WITH_OBJECT and words[place + 1] != "to" else None
    if word == "falls":
        return "future" if not _FEASTS.isdisjoint(earlier_words(words, place, 8)) else None
    if word not in MAY_OPEN:
        return "future" if word in OPENING else None
    return "future" if not AHEAD.isdisjoint(earlier_words(words, place, 6)) else "unclear"


def _begins_phrase(words: list[str], place: int, word: str) -> bool:
    """Takes effect, goes to the polls, runs from, right before the date."""
    rest = " ".join(words[place + 1 :])
    phrase = next((phrase for phrase in _PHRASES[word] if rest.startswith(phrase)), None)
    return phrase is not None and is_last(words, place + phrase.count(" ") + 1)


def _is_number(word: str) -> bool:
    """Of the runs that a batter scored."""
    return word.isdigit() or word in COUNTS or word == "home"


def of_day_itself(after: list[str]) -> Literal["future", "unclear"] | None:
    """Monday marks ten years, Sunday's vote is seen as a test; `after` are the words behind a date that begins all."""
    if not after:
        return None
    if after[0] in _BEHIND_DAY:
        return "future"
    if after[0] in {"'s", "’s"} and bare(after, 1) in _EVENTS and bare(after, 2) in {"is", "are"}:
        return None if bare(after, 3) in AHEAD else "unclear"
    return None


def is_last(words: list[str], place: int) -> bool:
    """Nothing but on, at, the, between it and the date, or the hour."""
    for other in range(place + 1, len(words)):
        if words[other] not in LINKS and not words[other][0].isdigit():
            return False
    return True
