"""Where do the clause and the sentence that a date stands in begin and end?"""

from services.ingest.enrich.japan.days.english.verbs import BREAKS

REACH = 200
"""Characters on either side; sentences of wires are shorter."""
MARKS = frozenset(',:;.?!—–-)"”’')
"""Last signs of words behind which another clause may begin."""
_SHORT = frozenset(
    ["Mr", "Mrs", "Ms", "Dr", "St", "Gov", "Sen", "Rep", "Gen", "Lt", "Col", "Sgt", "Maj", "Rev", "Prof", "No", "vs",
     "Inc", "Corp", "Co", "Ltd", "Jr", "Sr", "Jan", "Feb", "Mar", "Apr", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec",
     "Calif", "Fla", "Ga", "Ill", "Mass", "Mich", "Minn", "Pa", "Tenn", "Va", "Wash", "Wis", "Conn", "Ariz"]
)  # fmt: skip
SIGNS = "()[]\"“”‘’'—–-,;:.!?…"


def sentence(words: list[str]) -> int:
    """Where in the words before the date its sentence begins."""
    for place in range(len(words) - 1, -1, -1):
        if words[place][-1] in MARKS and is_end(words[place]):
            return place + 1
    return 0


def words_ahead(text: str, end: int) -> list[str]:
    """The words after the date, as far as they may be of its sentence."""
    chunk = text[end : end + REACH]
    blank = chunk.find("\n\n")
    return (chunk if blank < 0 else chunk[:blank]).split()


def clause_after(words: list[str]) -> int:
    """How many words after the date are of the clause that it stands in."""
    if words and words[0][0] in ",:—–":
        return 0
    for place, word in enumerate(words):
        if word in BREAKS:
            return place
        if word[-1] in MARKS and (word[-1] in ",:—–" or is_end(word)):
            return place + 1
    return len(words)


def sentence_ahead(words: list[str], first: int = 0) -> list[str]:
    """The words from that one to the end of the sentence; none if it ended before."""
    if first and words[first - 1][-1] in MARKS and is_end(words[first - 1]):
        return []
    for place in range(first, len(words)):
        if words[place][-1] in MARKS and is_end(words[place]):
            return words[first : place + 1]
    return words[first:]


def is_end(word: str) -> bool:
    """Whether a sentence ends with it: U.S., a.m. and Mr. end none."""
    plain = word.rstrip("'\"”’)")
    if not plain or plain[-1] in ";?!":
        return True
    if plain[-1] != ".":
        return False
    stem = plain[:-1].lstrip("(\"“'‘")
    return not (stem in _SHORT or "." in stem or (len(stem) == 1 and stem.isupper()))


def bare(words: list[str], place: int) -> str:
    """Without the signs around it, in small letters; "" beyond the ends."""
    word = words[place] if 0 <= place < len(words) else ""
    return word.lower() if word.isalpha() else word.strip(SIGNS).replace("’", "'").lower()


def earlier_words(words: list[str], place: int, count: int) -> list[str]:
    """So many words before that one, of its own sentence."""
    first = max(0, place - count)
    return [bare(words, other) for other in range(first + sentence(words[first:place]), place)]
