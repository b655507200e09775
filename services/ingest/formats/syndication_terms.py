"""RSS and Atom elements under one set of names, whatever namespace and prefix the copy gives them."""

import html
import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import etree

from schemas.story import Body
from services.ingest.desk_words.signals import NONE, Signal, read_signal
from services.ingest.reading.markup import body_of_html, plain_paragraphs, text_to_html
from services.ingest.reading.xml import markup_of, text_of
from services.runtime.feeds import Markers

Element = etree._Element  # noqa: SLF001  the name that lxml's stubs have for it
Parts = defaultdict[str, list[Element]]

_PREFIXES = {
    "": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://www.w3.org/2005/Atom/": "atom:",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://search.yahoo.com/mrss/": "media:",
    "http://search.yahoo.com/mrss": "media:",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes:",
    "http://news.yandex.ru": "yandex:",
    "http://www.w3.org/2007/app": "app:",
    "http://purl.org/syndication/thread/1.0": "thr:",
    "http://purl.org/atompub/tombstones/1.0": "at:",
    "http://wordpress.org/export/excerpt/": "excerpt:",
}
_WORDPRESS = re.compile(r"http://wordpress\.org/export/1\.\d/(excerpt/)?")
_PRISM = re.compile(r"http://prismstandard\.org/namespaces/(?:[\w.]+/)*")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--")
# In an RSS title what looks like an element may be words (<3, <untitled>), but not these.
_INLINE = re.compile(r"</?(?:a|b|br|cite|em|font|i|p|q|s|small|span|strong|sub|sup|u)\b[^<>]*>", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n]+")
_MARKED = re.compile(r"[\[(*/]|[A-Z0-9 ]{3,24}(?::|--)")
_TEXT = re.compile("text|html|xml")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")


def name_of(element: Element) -> str:
    """`pubDate`, `atom:updated`, `dc:creator`: the prefix is that of this table; unknown ones keep {namespace}."""
    tag = str(element.tag)
    if tag[0] != "{":
        return tag
    space, _, local = tag[1:].partition("}")
    prefix = _PREFIXES.get(space)
    if prefix is None:
        if found := _WORDPRESS.fullmatch(space):
            prefix = "excerpt:" if found[1] else "wp:"
        else:
            prefix = "prism:" if _PRISM.fullmatch(space) else f"{{{space}}}"
    return prefix + local


def parts_of(element: Element | None) -> Parts:
    """The children by name, in their order."""
    parts: Parts = defaultdict(list)
    for child in element if element is not None else ():
        parts[name_of(child)].append(child)
    return parts


def line(parts: Parts, *names: str) -> str | None:
    """The first of these that has a word, on one line."""
    return next(lines(parts, *names), None)


def lines(parts: Parts, *names: str) -> Iterator[str]:
    for name in names:
        for element in parts[name]:
            if text := text_of(element):
                yield text


def plain_line(element: Element) -> str | None:
    """A title or another short text as readers see it: RSS escapes HTML there, Atom says by `type` that it does."""
    kind = element.get("type", "")
    if kind == "xhtml" or (len(element) and kind != "html"):
        return text_of(element)
    text = text_of(element) or ""
    is_rss = not kind and not name_of(element).startswith("atom:")
    return plain(text, markup=kind in {"html", "text/html"} or (is_rss and _INLINE.search(text) is not None))


def one_line(text: str) -> str | None:
    """White space collapsed, but for the full-width space, which Japanese headlines are set with."""
    return " ".join(part for part in _BLANKS.split(text) if part) or None


def signal_of(title: str, markers: Markers = NONE) -> Signal:
    """In a title of capitals a desk word shows by its colon or bracket alone: NEW YORK is no update."""
    capitals = title.isascii() and title.isupper()
    return Signal() if capitals and not _MARKED.match(title) else read_signal(title, markers)


def plain(text: str, *, markup: bool) -> str | None:
    if markup and _TAG.search(text):
        text = body_of_html(text).text
    elif _REFERENCE.search(text):
        text = html.unescape(text)
    return one_line(text)


def body_of(element: Element) -> Body | None:
    """Of RSS text and of Atom's text constructs (RFC 4287, 3.1 and 4.1.3); None where there is none in the element.

    Raises Rejected(malformed) for HTML that is nested deeper than any copy.
    """
    kind = element.get("type", "").lower()
    if len(element):
        return _some(body_of_html(_inner(element)))
    if "/" in kind and not _TEXT.search(kind):
        return None  # bytes in base64
    text = str(element.text or "")
    if kind in {"text", "text/plain"} or (name_of(element).startswith("atom:") and not kind):
        return _some(_plain_body(text))
    return body_of_text(text)


def body_of_text(text: str) -> Body | None:
    """HTML if there is a tag in it, else plain text with references at most."""
    if _TAG.search(text):
        return _some(body_of_html(text))
    return _some(_plain_body(html.unescape(text)))


def _plain_body(text: str) -> Body:
    text = plain_paragraphs("\n".join(one.strip(" \t") for one in text.splitlines()))
    return Body(text=text, html=text_to_html(text))


def _inner(element: Element) -> str:
    """XHTML, or the text of a NITF document, as HTML source without the namespaces of the feed."""
    for one in element.iter(etree.Element):
        tag = str(one.tag)
        if tag[0] == "{":
            one.tag = tag[tag.index("}") + 1 :]
    content = next(element.iter("body.content"), element)
    if len(content) == 1 and content[0].tag == "div" and not (content.text or "").strip():
        content = content[0]
    content.tag = "div"
    return markup_of(content)


def _some(body: Body) -> Body | None:
    return body if body.text.strip() or "<img" in body.html else None
