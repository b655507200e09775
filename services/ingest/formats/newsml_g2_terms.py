"""How NewsML-G2 names things: QCodes, URIs, literals, names in several languages.

A QCode is `prefix:code`; prefixes are resolved through catalogs that lie on the web and are never fetched, so codes
stay as written (NewsML-G2 Guidelines, "QCodes and concept URIs").
"""

import re
from collections import defaultdict
from typing import TypeAlias

from schemas.story import Subject
from services.ingest.reading.xml import XML_LANG, Element, text_of

NO_DATA = "No-Data-Available"
"""Reuters' word where it has none."""

Children: TypeAlias = defaultdict[str, list[Element]]

_PARTS = re.compile(r"[:/#]")
_COUNTRY_TYPES = ("country", "geoareacountry")
_CATEGORY_TYPES = frozenset(["category", "cat", "department", "desk"])
_CATEGORY_SCHEMES = frozenset(["sttdepartment", "apadesk", "dpacat", "FIEG_Categories"])


def children_of(element: Element | None) -> Children:
    """The child elements by name, in the order of the copy."""
    found: Children = defaultdict(list)
    if element is not None:
        for child in element:
            found[child.tag].append(child)
    return found


def code_of(element: Element) -> tuple[str | None, str | None]:
    """Prefix and code of a QCode; a URI or a literal has no prefix; (None, None) where a concept has a name alone."""
    if qcode := (element.get("qcode") or "").strip():
        prefix, colon, code = qcode.partition(":")
        return (prefix, code) if colon else (None, qcode)
    code = (element.get("uri") or "").strip() or (element.get("literal") or "").strip()
    return None, code or None


def last_part(value: str | None) -> str:
    """`hld:subHeadline`, `.../newscodes/pubstatusg2/usable` → the word at the end, in small letters."""
    return _PARTS.split(value.strip())[-1].lower() if value else ""


def word_of(element: Element) -> str:
    """What a status, class or signal says, whatever scheme it is of; "" where it says nothing."""
    return last_part(code_of(element)[1] or text_of(element.find("name")) or text_of(element))


def in_language(elements: list[Element], language: str | None) -> list[Element]:
    """Those in the language, else those of no language, else all."""
    if len(elements) < 2:
        return elements
    wanted = (language or "").split("-")[0].lower()
    own = [one for one in elements if wanted and (one.get(XML_LANG) or "").split("-")[0].lower() == wanted]
    return own or [one for one in elements if not one.get(XML_LANG)] or elements


def name_of(element: Element, language: str | None) -> str | None:
    """The display name before a mnemonic."""
    names = [name for name in element if name.tag == "name" and text_of(name)] if len(element) else None
    if not names:
        return None
    if len(names) == 1:
        return text_of(names[0])
    ranked = sorted(in_language(names, language), key=lambda one: last_part(one.get("role")) in {"mnemonic", "short"})
    return text_of(ranked[0])


def label_of(element: Element, language: str | None) -> str | None:
    """What people call it: its name, else its literal."""
    label = name_of(element, language) or (element.get("literal") or "").strip()
    return label if label and label != NO_DATA else None


def party_of(element: Element, language: str | None) -> str | None:
    """A provider as a short stable word if it has one."""
    qcode = code_of(element)[1] if element.get("qcode") else None
    return qcode or (element.get("literal") or "").strip() or name_of(element, language) or code_of(element)[1]


def first_text(elements: list[Element]) -> str | None:
    return next((text for element in elements if (text := text_of(element))), None)


def spaced(element: Element | None) -> str | None:
    """Text whose parts are marked up without white space between them: `By<person>...</person><byttl>`."""
    if element is None:
        return None
    return " ".join(" ".join(map(str, element.itertext())).split()).replace(" ,", ",") or None


def empty(element: Element) -> None:
    """Leaves the words that follow it; to take it out would move them, and a thousand times the same words."""
    tail = element.tail
    element.clear()
    element.tail = tail


def names_of_asserts(asserts: list[Element], language: str | None) -> dict[str, str]:
    """Names that stand once at the end of the item, by QCode, URI or literal.

    STT writes `sttlocmeta:rich:7` (or `default:`) there for what a subject calls `sttlocationalias:7`; it may have no
    name itself but that of the narrowest place around it.
    """
    found: dict[str, str] = {}
    for element in asserts:
        key = element.get("qcode") or element.get("literal") or element.get("uri")
        name = name_of(element, language)
        if key and key.startswith("sttlocmeta:"):
            around = (name_of(broader, language) for broader in element.iterchildren("broader"))
            name = name or next(filter(None, around), None)
            key = f"sttlocationalias:{key.rsplit(':', 1)[1]}"
        if key and name:
            found.setdefault(key, name)
    return found


def subjects_of(elements: list[Element], language: str | None, names: dict[str, str]) -> list[Subject]:
    """Each concept, followed by what the supplier says is the same in other schemes."""
    found = []
    for element in elements:
        scheme, code = code_of(element)
        if len(element) == 0 and code and not names and not element.get("literal"):
            found.append(Subject(scheme=scheme, code=code))
            continue
        name = name_of(element, language)
        if name is None and names:
            name = names.get(f"{scheme}:{code}" if scheme else code or "")
        literal = (element.get("literal") or "").strip()
        if name is None and literal and literal != code:
            name = literal
        if code or name:
            found.append(Subject(scheme=scheme, code=code, name=name))
        for same in element.iterchildren("sameAs"):
            scheme, code = code_of(same)
            if code:
                found.append(Subject(scheme=scheme, code=code, name=name_of(same, language)))
    return found


def section_of(subjects: list[Element], language: str | None) -> str | None:
    """The desk or category, which agencies file as a subject of a type or scheme of its own."""
    for element in subjects:
        kind, qcode = element.get("type") or "", element.get("qcode") or ""
        if kind.rpartition(":")[2].lower() in _CATEGORY_TYPES or qcode.partition(":")[0] in _CATEGORY_SCHEMES:
            return name_of(element, language) or code_of(element)[1]
    return None


def place_of(located: list[Element], language: str | None) -> str | None:
    """`Berlin, Germany`: the place, and its country where the copy says which of those around it is one."""
    for element in located:
        place = label_of(element, language)
        if place is None:
            continue
        around = [(one, name) for one in element.iterchildren("broader") if (name := name_of(one, language))]
        countries = [name for one, name in around if _is_country(one)]
        country = countries[0] if countries else around[0][1] if len(around) == 1 else None
        return f"{place}, {country}" if country and country.lower() not in place.lower() else place
    return None


def _is_country(element: Element) -> bool:
    qcode = element.get("qcode") or ""
    return last_part(element.get("type")) in _COUNTRY_TYPES or re.match(r"iso3166-1", qcode) is not None
