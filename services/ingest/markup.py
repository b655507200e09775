"""HTML from outside: made harmless, and read as a reader would see it."""

import html
import re
from collections.abc import Iterator

import lxml.html
import nh3
from lxml import etree

from schemas.reasons import Reason, Rejected
from schemas.story import Body

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
_BOTH = dict.fromkeys(_BLOCKS, _PARAGRAPH) | dict.fromkeys(_LINES, _LINE)
_BEFORE = _BOTH | {"rt": "（", "br": _LINE}
_AFTER = _BOTH | {"rt": "）", "td": _CELL, "th": _CELL}

_DEPTH = 100
"""Elements within one another that copy may have; parsers take time by the square of it."""

_SPACES = re.compile(r"[ \t\r\n]{2,}|[\t\r\n]")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*?(/?)>")
# Elements that need no end tag, so that an open one says nothing of depth.
_UNCLOSED = frozenset(
    ["p", "li", "td", "th", "tr", "dt", "dd", "br", "hr", "img", "rt", "rp", "rb", "col", "input", "meta", "link",
     "option", "tbody", "thead", "tfoot", "wbr", "source", "area", "base", "embed", "param", "track"]
)  # fmt: skip


def check_depth(markup: str) -> None:
    """Raises Rejected(malformed) for markup that is nested deeper than any copy."""
    depth = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() in _UNCLOSED or tag[3]:
            continue
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > _DEPTH:
            raise Rejected(Reason.MALFORMED, f"HTML nested deeper than {_DEPTH}")


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


def body_of_html(markup: str) -> Body:
    """Both forms of a body that came as HTML.

    Raises Rejected(malformed) for markup that is nested deeper than any copy.
    """
    check_depth(markup)
    return Body(text=html_to_text(markup), html=sanitise(markup))


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
    """The text in order, with marks where blocks, lines and cells begin and end."""
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else "script"  # a comment, which has no tag, is as hidden
        if event == "start":
            hidden += tag in _HIDDEN
            if not hidden:
                yield _BEFORE.get(tag, "")
                yield _words(element.text)
            continue
        hidden -= tag in _HIDDEN
        if not hidden:
            yield _AFTER.get(tag, "")
            yield _words(element.tail)


def _words(text: str | None) -> str:
    if not text:
        return ""
    # The full-width space that begins a Japanese paragraph is no white space to collapse.
    return _SPACES.sub(" ", text) if _SPACES.search(text) else text


def _paragraph(raw: str) -> str:
    lines = (line.replace(_CELL, "\t").strip(" \t") for line in raw.split(_LINE))
    return "\n".join(line for line in lines if line)
