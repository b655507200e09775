"""HTML from outside: made harmless, and read as a reader would see it."""

import html
import re
from collections.abc import Iterator

import lxml.html
import nh3
from lxml import etree

_TAGS = {
    "p", "br", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "hr", "pre",
    "table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "em", "strong", "b", "i", "u", "s", "sub", "sup",
    "small", "q", "cite", "code", "span", "a", "ruby", "rt", "rp", "rb", "figure", "figcaption", "img",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto"}

_BLOCKS = frozenset({
    "p", "div", "section", "article", "header", "footer", "aside", "main", "body", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "ul", "ol", "dl", "pre", "table", "figure", "figcaption", "caption", "hr", "address", "block", "hl1",
    "hl2", "media", "note",
})  # fmt: skip
_LINES = frozenset(["li", "tr", "dt", "dd"])
_HIDDEN = frozenset(["script", "style", "head", "title", "template", "noscript", "iframe", "object"])
_PARAGRAPH, _LINE, _CELL = "\x02", "\x03", "\x04"  # can't be in the text: control signs are gone before

# Deeper than any copy; libxml2 stops at 256 by itself, and the walk below keeps a stack of its own.
_DEPTH = 256


def sanitise(markup: str) -> str:
    """HTML without scripts, styles, handlers and odd links; tables, lists and ruby stay."""
    return nh3.clean(markup, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None).strip()


def html_to_text(markup: str) -> str:
    """Paragraphs parted by one blank line; <br>, list items and table rows on lines of their own, cells by a tab."""
    markup = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", markup)
    if not markup.strip():
        return ""
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    raw = "".join(_pieces(root))
    paragraphs = (_paragraph(part) for part in raw.split(_PARAGRAPH))
    return "\n\n".join(part for part in paragraphs if part)


def text_to_html(text: str) -> str:
    """Escaped, a <p> a paragraph."""
    paragraphs = (html.escape(part, quote=False).replace("\n", "<br>") for part in re.split(r"\n{2,}", text) if part)
    return "".join(f"<p>{part}</p>" for part in paragraphs)


def plain_paragraphs(text: str) -> str:
    """Plain copy in our own form: ends of lines as LF, no blanks at a line's end, one blank line between paragraphs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _pieces(root: lxml.html.HtmlElement) -> Iterator[str]:
    """The text in order, with marks where blocks, lines and cells end; a stack instead of recursion, for depth."""
    stack: list[tuple[lxml.html.HtmlElement | None, str]] = [(root, "")]
    while stack:
        element, after = stack.pop()
        yield after
        if element is None:
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        stack.append((None, _after(tag) + _words(element.tail if element is not root else None)))
        if not tag or tag in _HIDDEN or len(stack) > _DEPTH * 64:
            continue
        if tag == "br":
            yield _LINE
        yield (_PARAGRAPH if tag in _BLOCKS else _LINE if tag in _LINES else "（" if tag == "rt" else "")
        yield _words(element.text)
        stack.extend((child, "") for child in reversed(element))


def _after(tag: str) -> str:
    if tag == "rt":
        return "）"
    return _PARAGRAPH if tag in _BLOCKS else _LINE if tag in _LINES else _CELL if tag in {"td", "th"} else ""


def _words(text: str | None) -> str:
    # The full-width space that begins a Japanese paragraph is no white space to collapse.
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _paragraph(raw: str) -> str:
    lines = (line.replace(_CELL, "\t").strip(" \t") for line in raw.split(_LINE))
    return "\n".join(line for line in lines if line)
