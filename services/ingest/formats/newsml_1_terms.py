"""NewsML 1.x says most things as a FormalName, with a Scheme or Vocabulary that it is of: reading those."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schemas.story import Subject
from services.ingest.reading.xml import XML_LANG, Element, text_of

_SUBJECTS = frozenset(["Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier"])
_METADATA = ("AdministrativeMetadata", "DescriptiveMetadata", "AdministrativeMetada", "DescriptiveMetada")
_KEYWORDS = frozenset(["keyword", "keywords"])
_CODES = frozenset(["NewsService", "NewsProduct", "Label", "Isin", "Ticker", "Ticker Symbol"])
"""Properties that are a supplier's codes: Belga's services and labels, ANP's and Business Wire's securities."""


def name_of(element: Element | None) -> str | None:
    """The FormalName; None if it is not there or empty."""
    return ((element.get("FormalName") or "").strip() or None) if element is not None else None


def role_of(component: Element) -> str:
    return (name_of(component.find("Role")) or "").lower()


def child_text(element: Element | None, path: str) -> str | None:
    return text_of(element.find(path)) if element is not None else None


def chain_of(component: Element | None) -> list[Element]:
    """The component and those that it is in, the nearest first."""
    found = []
    while component is not None and component.tag == "NewsComponent":
        found.append(component)
        component = component.getparent()
    return found


def metadata_of(component: Element, path: str) -> Iterator[Element]:
    """What stands at `path` in the metadata of the component itself; TASS calls its own DescriptiveMetada."""
    for child in component.iterchildren(*_METADATA):
        yield from child.iterfind(path)


def named(components: Iterable[Element], path: str) -> str | None:
    """The first FormalName at `path` in the metadata of these components."""
    return next((name for part in components for one in metadata_of(part, path) if (name := name_of(one))), None)


@dataclass(frozen=True, slots=True)
class Place:
    """A component, and what its own children say of it.  Looked up once: it may have thousands of them."""

    component: Element
    role: str | None
    language: str | None
    kind: str | None
    """Belga's ComponentClass: Text, Image, Video."""

    @property
    def part(self) -> str:
        """The role in lower case, empty if there is none."""
        return (self.role or "").lower()


def places_of(components: Iterable[Element]) -> Iterator[Place]:
    """In the order of the document, so that what a component doesn't say is known of the one around it."""
    languages: dict[Element | None, str | None] = {}
    for one in components:
        around = one.getparent()
        if around not in languages:
            languages[around] = next(filter(None, map(_own_language, chain_of(around))), None)
        languages[one] = _own_language(one) or languages[around]
        classes = (p.get("Value") for p in metadata_of(one, "Property") if p.get("FormalName") == "ComponentClass")
        yield Place(one, name_of(one.find("Role")), languages[one], next(classes, None))


def _own_language(component: Element) -> str | None:
    return named([component], "Language") or component.get(XML_LANG)


def property_of(holders: Iterable[Element], name: str) -> str | None:
    """The value of the first property of that name that has one, in the metadata of these components."""
    for holder in holders:
        for one in metadata_of(holder, ".//Property"):
            if one.get("FormalName") == name and (value := (one.get("Value") or "").strip()):
                return value
    return None


def subjects_of(item: Element, language: str | None) -> list[Subject]:
    """Every code once, in order: subject codes, AFP's `cat` beside them, whom it interests, places, products."""
    names = _names(item, language)
    return list(dict.fromkeys([*_subjects(item, names), *_others(item)]))


def _subjects(item: Element, names: dict[str, str]) -> Iterator[Subject]:
    for one in item.iter(*_SUBJECTS):
        if code := name_of(one):
            yield Subject(scheme=_scheme(one), code=code, name=names.get(code))
        if category := (one.get("cat") or "").strip():
            yield Subject(scheme="cat", code=category)
    for genre in [code for one in item.iter("Genre") if (code := name_of(one))][1:]:
        yield Subject(scheme="Genre", code=genre)


def _names(item: Element, language: str | None) -> dict[str, str]:
    """What the item's own TopicSet calls its codes, in the language of the story if it can be."""
    found: dict[str, str] = {}
    for topic in item.iter("Topic"):
        names = {
            one.get(XML_LANG): text_of(one) for one in topic.iterfind("Description") if one.get("Variant") == "Name"
        }
        name = names.get((language or "").lower()) or names.get("en") or next(iter(names.values()), None)
        for code in topic.iterfind("FormalName"):
            if name and (text := text_of(code)):
                found[text] = name
    return found


def _others(item: Element) -> Iterator[Subject]:
    for one in item.iter("OfInterestTo", "NewsProduct"):
        if code := name_of(one):
            yield Subject(scheme=_scheme(one) or str(one.tag), code=code)
    for place in item.iter("Location"):
        for one in place.iterfind("Property"):
            if value := (one.get("Value") or "").strip():
                yield Subject(scheme=f"Location.{one.get('FormalName') or ''}", code=value)
    for one in item.iter("Property"):
        name, value = one.get("FormalName"), (one.get("Value") or "").strip()
        if value and (name in _CODES or (name or "").startswith("BW")):
            yield Subject(scheme=name, code=value)


def _scheme(element: Element) -> str | None:
    return element.get("Scheme") or element.get("Vocabulary") or None


def keywords_of(holders: Iterable[Element]) -> list[str]:
    found = []
    for holder in holders:
        found += [text for one in holder.iterfind("NewsLines/KeywordLine") if (text := text_of(one))]
    for holder in holders:
        for one in metadata_of(holder, "Property"):
            value = (one.get("Value") or "").strip()
            if value and (one.get("FormalName") or "").lower() in _KEYWORDS:
                found.append(value)
    return list(dict.fromkeys(found))
