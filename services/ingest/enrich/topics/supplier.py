"""What does the supplier say that a story is about?  Its codes, where they are IPTC's or feeds.toml explains them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from schemas.story import Subject
from services.ingest.enrich.topics.vocabulary import PREFIX, Concept, vocabulary

# The names under which suppliers announce IPTC's vocabularies.  Media Topics and old subject codes share eight digits
# and never contradict each other: only the seventeen top ones are in both, with one meaning.
_SCHEMES = {
    "medtop", "mediatopic", "http://cv.iptc.org/newscodes/mediatopic", "subj", "subjectcode", "iptcsubjectcodes",
    "http://cv.iptc.org/newscodes/subjectcode", "iptc", "category_iptc", "sttsubj", "ansa:iptcdomains",
    "http://tt.se/spec/subref/1.0", "",
}  # fmt: skip
_CODE = re.compile(r"(?:(?P<scheme>.*?)[:/])?(?P<digits>\d{7,8})")

_DESKS = {"anpa1312.category", "a1312cat", "iptc7901.category"}
# The selectors of ANPA 1312 that name a subject; the others name a place (domestic, international) or a kind of copy.
_SELECTORS = {"e": "01000000", "f": "04000000", "p": "11000000", "s": "15000000"}

# IPTC's three letters for the top concepts, as NewsML 1 and IIM carry them.
_LETTERS = {
    "ACE": "01000000", "CLJ": "02000000", "DIS": "03000000", "EBF": "04000000", "FIN": "04000000", "EDU": "05000000",
    "ENV": "06000000", "EVN": "06000000", "HTH": "07000000", "HUM": "08000000", "LAB": "09000000", "LIF": "10000000",
    "POL": "11000000", "REL": "12000000", "SCI": "13000000", "SOI": "14000000", "SPO": "15000000", "UNR": "16000000",
    "WAR": "16000000", "WEA": "17000000",
}  # fmt: skip
_LETTER_SCHEMES = {"cat", "category_iptc", "iptc"}


def concepts_of(subjects: Sequence[Subject], explained: Mapping[str, str]) -> Iterator[tuple[Concept, Subject]]:
    """Each concept once, in the supplier's order.  `explained` maps `scheme:code` of the feed to a concept's id."""
    seen: set[str] = set()
    for subject in subjects:
        concept = _concept(subject, explained)
        if concept is not None and concept.id not in seen:
            seen.add(concept.id)
            yield concept, subject


def _concept(subject: Subject, explained: Mapping[str, str]) -> Concept | None:
    code, scheme = (subject.code or "").strip(), (subject.scheme or "").strip()
    if explained:
        for key in (f"{scheme}:{code}", f"{scheme}:{subject.name}"):
            if key in explained:
                return vocabulary().get(explained[key])
    known = scheme.casefold()
    if known in _DESKS and code.casefold() in _SELECTORS:
        return vocabulary().get(PREFIX + _SELECTORS[code.casefold()])
    if known in _LETTER_SCHEMES and code in _LETTERS:
        return vocabulary().get(PREFIX + _LETTERS[code])
    return _by_number(code, known) if code[-7:].isdecimal() else None


def _by_number(code: str, scheme: str) -> Concept | None:
    found = _CODE.fullmatch(code)
    if not found or (found["scheme"] or scheme).casefold().rstrip("/") not in _SCHEMES:
        return None
    digits = found["digits"].zfill(8)  # some drop the zero in front, as numbers do
    return vocabulary().get(PREFIX + digits) or vocabulary().of_subject_code(digits)
