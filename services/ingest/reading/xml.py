"""XML from outside: read without following, resolving or fetching anything.

Wires declare external DTDs (NSK NewsML, NITF), so a DOCTYPE is no reason to refuse; nothing of it is loaded.
"""

import html.entities
import re

from lxml import etree

from schemas.reasons import Reason, Rejected
from schemas.story import Repair
from services.ingest.draft import Copy

_ROOT = re.compile(
    r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>\s*)*+<([A-Za-z_][\w.:-]*+)([^>]*+)>", re.DOTALL
)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_ENTITY_OF_ITS_OWN = re.compile(r"<!ENTITY\s+(?!%)")
_NAMED = re.compile(r"<!\[CDATA\[.*?\]\]>|&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][A-Za-z0-9]{1,30};)", re.DOTALL)
_FORBIDDEN = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2
_BLANKS = re.compile(r"[ \t\r\n]+")
_OFTEN = (b"&amp;", b"&lt;", b"&gt;", b"&quot;", b"&apos;", b"&#")

Element = etree._Element  # noqa: SLF001  lxml has no public name for what it hands out
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

# Namespaces whose elements the formats know by their bare names.
_NAMESPACES = (
    b"http://iptc.org/std/nar/2006-10-01/", b"http://www.iptc.org/std/nar/2006-10-01/",
    b"http://iptc.org/std/NewsML/2003-10-10/", b"http://iptc.org/std/NITF/2006-10-18/", b"http://www.w3.org/1999/xhtml",
    b"http://iptc.org/std/NITF/2009-05-20/", b"http://iptc.org/std/newsml-g2/2006-05-01/",
)  # fmt: skip
_BARE = tuple(f"{{{namespace.decode()}}}*" for namespace in _NAMESPACES)


def root_of(text: str) -> tuple[str, str] | None:
    """Name (prefix and all) and attributes of the first element, as written; None if it doesn't begin like XML."""
    found = _ROOT.match(text)
    return (found[1], found[2]) if found else None


def read_xml(copy: Copy) -> tuple[Element, tuple[Repair, ...]]:
    """The root, comments and instructions gone, IPTC's and XHTML's elements by their bare names; and what was mended.

    Raises Rejected(malformed), with line and column where the parser gives them.
    """
    text = copy.text[_end_of_declaration(copy.text) :]
    if "<!ENTITY" in text and _ENTITY_OF_ITS_OWN.search(text):
        raise Rejected(Reason.MALFORMED, "declares entities of its own, which are never resolved")
    try:
        return _read(text)
    except UnicodeEncodeError as problem:
        raise Rejected(Reason.BAD_ENCODING, "half of a surrogate pair") from problem
    except etree.XMLSyntaxError as problem:
        line, column = problem.position
        raise Rejected(Reason.MALFORMED, f"broken XML at line {line}, column {column}: {_kind(problem)}") from problem


def _read(text: str) -> tuple[Element, tuple[Repair, ...]]:
    """Signs that XML forbids are looked for when libxml2 (2.14) has refused them: hardly any copy has such."""
    raw, repairs = _named(text)
    try:
        return _parsed(raw), repairs
    except etree.XMLSyntaxError:
        hidden = sorted(set(_FORBIDDEN.findall(text)))
        if not hidden:
            raise
    shown = " ".join(f"U+{ord(sign):04X}" for sign in hidden)
    removed = Repair(field="body", from_=shown, to="", why="signs that XML forbids, removed")
    raw, repairs = _named(_FORBIDDEN.sub("", text))
    return _parsed(raw), (removed, *repairs)


def _parsed(raw: bytes) -> Element:
    spaces = [namespace for namespace in _NAMESPACES if namespace in raw]
    for namespace in spaces:
        # To leave a default namespace out is ten times quicker than to rename its elements one by one.
        raw = raw.replace(b'xmlns="%b"' % namespace, b"").replace(b"xmlns='%b'" % namespace, b"")
    root = etree.fromstring(raw, _parser())
    if b"&" in raw and next(root.iter(etree.Entity), None) is not None:
        raise Rejected(Reason.MALFORMED, "an entity that is not resolved")
    if any(namespace in raw for namespace in spaces):
        for element in root.iter(*_BARE):
            element.tag = element.tag[element.tag.index("}") + 1 :]
    return root


def text_of(element: Element | None) -> str | None:
    """All text of an element, white space collapsed; None if there is no element or no word in it."""
    if element is None:
        return None
    # Most elements have no child and no white space to collapse, and there are hundreds.
    text = "".join(map(str, element.itertext())) if len(element) else element.text
    return _collapsed(text) or None if text else None


def _collapsed(text: str) -> str:
    if "\n" in text or "\t" in text or "\r" in text:
        return " ".join([part for part in _BLANKS.split(text) if part])
    if text[0] == " " or text[-1] == " " or "  " in text:
        return " ".join([part for part in text.split(" ") if part])
    return text


def markup_of(element: Element) -> str:
    """The element as HTML source; what HTML doesn't know of it is left for `markup.sanitise` to drop."""
    return etree.tostring(element, method="html", encoding="unicode", with_tail=False)


def _parser() -> etree.XMLParser:
    # A parser keeps state (its error log), and costs 5 µs.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _end_of_declaration(text: str) -> int:
    """Its encoding is that of the bytes, which are text by now."""
    found = _DECLARATION.match(text)
    return found.end() if found else 0


def _named(text: str) -> tuple[bytes, tuple[Repair, ...]]:
    """In UTF-8, with the signs themselves for HTML's names.  UnicodeEncodeError for half of a surrogate pair."""
    raw = text.encode()
    named = set(_NAMED.findall(text)) & html.entities.html5.keys() if _has_names(raw) else set()
    if not named:
        return raw, ()
    shown = " ".join(sorted(f"&{name}" for name in named))
    why = "HTML's names, which XML does not have"
    repair = Repair(field="body", from_=shown, to="".join(map(_sign, sorted(named))), why=why)
    return _NAMED.sub(lambda found: _sign(found[1]) if found[1] in named else found[0], text).encode(), (repair,)


def _has_names(raw: bytes) -> bool:
    """Counting is a tenth of what the regex costs, which has to step over CDATA."""
    references = raw.count(b"&")
    return references > 0 and references != sum(map(raw.count, _OFTEN))


def _sign(name: str) -> str:
    return html.entities.html5[name]


_KINDS: dict[object, str] = {number: name for name, number in vars(etree.ErrorTypes).items() if isinstance(number, int)}


def _kind(problem: etree.XMLSyntaxError) -> str:
    """libxml2's name of the error: its message may quote the copy, and its log holds other errors besides."""
    return _KINDS.get(getattr(problem, "code", None), "syntax error")  # lxml's stubs leave `code` out
