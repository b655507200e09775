"""NewsML 1.x says most things as a FormalName, with a Scheme or Vocabulary that it is of: reading those."""

from collections.abc import Iterator

from schemas.story import Dateline, Subject
from services.ingest.xml import Element, text_of

_SUBJECTS = frozenset(["Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier"])
_KEYWORDS = frozenset(["keyword", "keywords"])


def name_of(element: Element | None) -> str | None:
    """The FormalName; None if it is not there or empty."""
    return ((element.get("FormalName") or "").strip() or None) if element is not None else None


def child_text(element: Element | None, path: str) -> str | None:
    return text_of(element.find(path)) if element is not None else None


def property_of(item: Element, name: str) -> str | None:
    """The value of the first property of that name that has one."""
    for one in item.iter("Property"):
        if one.get("FormalName") == name and (value := (one.get("Value") or "").strip()):
            return value
    return None


def subjects_of(item: Element) -> list[Subject]:
    """Every code once, in order: subject codes, AFP's `cat` beside them, whom it is of interest to, topics."""
    return list(dict.fromkeys(_subjects(item)))


def _subjects(item: Element) -> Iterator[Subject]:
    for one in item.iter(*_SUBJECTS):
        if code := name_of(one):
            yield Subject(scheme=_scheme(one), code=code)
        if category := (one.get("cat") or "").strip():
            yield Subject(scheme="cat", code=category)
    yield from _others(item)


def _others(item: Element) -> Iterator[Subject]:
    for name in ("OfInterestTo", "NewsProduct"):
        for one in item.iter(name):
            if code := name_of(one):
                yield Subject(scheme=_scheme(one) or name, code=code)
    for place in item.iter("Location"):
        for one in place.iterfind("Property"):
            if value := (one.get("Value") or "").strip():
                yield Subject(scheme=f"Location.{one.get('FormalName') or ''}", code=value)


def _scheme(element: Element) -> str | None:
    return element.get("Scheme") or element.get("Vocabulary") or None


def keywords_of(item: Element) -> list[str]:
    lines = [text for one in item.iter("KeywordLine") if (text := text_of(one))]
    named = [
        value
        for one in item.iter("Property")
        if (one.get("FormalName") or "").lower() in _KEYWORDS and (value := (one.get("Value") or "").strip())
    ]
    return list(dict.fromkeys([*lines, *named]))


def located(item: Element) -> Dateline | None:
    """The place of origin where no line says it."""
    city = property_of(item, "City")
    return Dateline(text=city, place=city) if city else None
