"""The text of a ninjs item, and of other wires in JSON: NITF, HTML or plain, by what the copy and its signs say."""

import html
import re
from collections.abc import Iterator

from schemas.story import Body
from services.ingest.draft import Copy
from services.ingest.formats.json_copy import Json, entries, line, text
from services.ingest.reading.markup import body_of_html, plain_paragraphs, text_to_html
from services.ingest.reading.xml import markup_of, read_xml

_TAG = re.compile(
    r"</?(?:p|br|div|table|ul|ol|block|h[1-6]|section|article|html|pre|b|i|u|strong|em|a|span|sup|sub)\b[^<>]*>",
    re.IGNORECASE,
)
_XML = re.compile(r"\s*<(?:\?xml|!DOCTYPE nitf|nitf\b|body\.content\b)", re.IGNORECASE)
# XHTML closes such at once, but to HTML they would hold all that follows.
_CLOSED_AT_ONCE = re.compile(r"<(?:title|script|style|textarea|iframe|noscript|object|select)\b[^<>]*/>", re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_BEST_FIRST = ("body_xhtml", "body_html", "body_html5", "body_text")

_MOST = 20
"""Bodies of one item that are looked at until one has a word in it."""

# TT's page: the headline, then what stands over the text and who sent it.
_TITLE = re.compile(r"<h1\b[^<>]*>([^<>]*)</h1>")
_OVER = re.compile(r'\s*<div class="dat">((?:<span\b[^<>]*>[^<>]*</span>\s*)*+)</div>')
_SPAN = re.compile(r'<span class="(vignette|source)">([^<>]*)</span>')

# How a figure names its association: TT in the picture, Superdesk in a remark before it.
_REF = re.compile(r'data-assoc-ref="([^"<>]{1,80})"')
_EMBEDDED = re.compile(r'<!-- EMBED START \w+ \{id: "([^"<>]{1,80})"\} -->\s*\Z')


def plain(value: str | None) -> str | None:
    """A short text as readers see it: some write HTML and its references there.

    Raises Rejected(malformed) for HTML nested too deep.
    """
    if value is None:
        return None
    return body_of_html(value).text or None if _TAG.search(value) else _unescaped(value)


def _unescaped(value: str) -> str:
    """Only what ends in a semicolon: R&D and ?a=1&copy=2 are words."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), value) if "&" in value else value


def body_of(value: str) -> Body:
    """NITF, HTML or plain text, by its own signs.

    Raises Rejected(malformed) for XML that is broken and HTML nested too deep.
    """
    if _XML.match(value):
        root, _ = read_xml(Copy(value, "utf-8"))
        content = root if root.tag == "body.content" else root.find(".//body.content")
        return body_of_html(markup_of(root if content is None else content))
    page = value if _TAG.search(value) else _unescaped(value)
    if _TAG.search(page):
        return body_of_html(page)
    words = plain_paragraphs(page)
    return Body(text=words, html=text_to_html(words))


def read_body(item: Json, headline: str | None, pictured: frozenset[str]) -> tuple[Body | None, dict[str, str]]:
    """The body, and what the page has over it (`vignette`, `source`), which is no part of the text.

    HTML before plain text, since it says more, and XML of another standard last; one that is empty gives way.
    Figures of associations (`pictured`, by name) stay in the HTML, but their captions, being media, not in the text.
    """
    ranked = sorted(_bodies(item), key=lambda found: found[0])
    for rank, value in ranked[:_MOST]:
        body, over = _of_page(value, headline, pictured) if rank == 0 else (body_of(value), {})
        if body.text.strip() or "<img" in body.html:
            return body, over
    return None, {}


def _of_page(markup: str, headline: str | None, pictured: frozenset[str]) -> tuple[Body, dict[str, str]]:
    if not _TAG.search(markup) and _TAG.search(unescaped := _unescaped(markup)):
        markup = unescaped
    page, over = _without_head(_CLOSED_AT_ONCE.sub("", markup), headline)
    body = body_of_html(page)
    bare = _without_figures(page, pictured)
    return (body if bare == page else Body(text=body_of_html(bare).text, html=body.html)), over


def _bodies(item: Json) -> Iterator[tuple[int, str]]:
    """By rank: HTML 0, plain text 1, XML of another standard 2.  In 1.x a role is part of the name, body_<role>."""
    others = (name for name in item if name.startswith("body_") and name not in (*_BEST_FIRST, "body_footer"))
    written = [(name, text(item, name)) for name in (*_BEST_FIRST, *others)]
    written += [(f"{one.get('contenttype', one.get('contentType'))} {one.get('role')}", text(one, "value"))
                for one in entries(item, "bodies")]  # fmt: skip
    for said, value in written:
        if value:
            yield _rank(said.lower(), value), value


def _rank(said: str, value: str) -> int:
    if "html" in said:
        return 0
    if "xml" in said or "nitf" in said or _XML.match(value):
        return 2
    return 0 if _TAG.search(value) else 1


def _without_head(markup: str, headline: str | None) -> tuple[str, dict[str, str]]:
    title = _TITLE.search(markup)
    if title is None or headline is None or html.unescape(title[1]).split() != headline.split():
        return markup, {}
    over = _OVER.match(markup, title.end())
    if over is None:
        return markup[: title.start()] + markup[title.end() :], {}
    said = {kind: found for kind, words in _SPAN.findall(over[1]) if (found := html.unescape(words).strip())}
    return markup[: title.start()] + markup[over.end() :], said


def _without_figures(markup: str, pictured: frozenset[str]) -> str:
    first, *others = markup.split("<figure")
    kept = [first]
    for piece in others:
        inside, end, after = piece.partition("</figure>")
        named = _REF.search(inside) or _EMBEDDED.search(kept[-1][-200:])
        kept.append(after if end and named and named[1] in pictured else f"<figure{piece}")
    return "".join(kept)


def names_of_media(item: Json, kinds: frozenset[str]) -> frozenset[str]:
    """Names of the associations that are pictures or the like."""
    return frozenset(
        name for one in entries(item, "associations") if line(one, "type") in kinds and (name := line(one, "name"))
    )
