"""What stands in the contentSet of a NewsML-G2 item: XHTML, NITF, plain text, or renditions elsewhere.

The children of a contentSet are renditions of one content (Guidelines, "Content set"): the first that is words makes
the body, those with an address are media.
"""

import re
from dataclasses import dataclass, field

from schemas.reasons import Rejected
from schemas.story import Body, Media, Repair
from services.ingest.draft import Copy
from services.ingest.formats import newsml_g2_tt as tt
from services.ingest.formats.newsml_g2_ansa import drop_routing
from services.ingest.formats.newsml_g2_links import nitf_media
from services.ingest.formats.newsml_g2_terms import empty, spaced
from services.ingest.reading.markup import body_of_html, plain_paragraphs, text_to_html
from services.ingest.reading.xml import Element, markup_of, read_xml, text_of

_MARKUP = re.compile(r"<(?:p|div|br|table|ul|ol|h[1-6]|pre|html|body|section|article)\b[^<>]*>", re.IGNORECASE)
_HTML_ROOTS = frozenset(
    ["p", "div", "section", "article", "header", "table", "ul", "ol", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "pre",
     "blockquote", "span", "main", "figure", "em", "strong", "b", "i", "a", "br", "ruby", "center", "font", "body"]
)  # fmt: skip
_BLOCK_ENDS = re.compile(r"\n[ \t]*(?=\n)|\n(?= {4}\S)")
_COLUMNS = re.compile(r"\S {3,}\S")
_NITF_TAGS = {"hl2": "h2", "bq": "blockquote", "block": "div", "media-caption": "p"}


@dataclass(slots=True)
class Content:
    """`headline` and the like are what the content itself says, for items whose metadata is silent."""

    body: Body | None = None
    headline: str | None = None
    subheadlines: list[str] = field(default_factory=list)
    byline: str | None = None
    dateline: str | None = None
    summary: str | None = None
    section: str | None = None
    credit: str | None = None
    media: list[Media] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read_content(holder: Element | None, headline: str | None, summary: str | None) -> Content:
    """`headline` and `summary` are those of the metadata: where the content repeats them, the body does not."""
    content = Content()
    if holder is None:
        return content
    for child in holder:
        if content.body is not None and content.body.text:
            break
        if child.tag == "inlineXML":
            _inline_xml(child, content, headline, summary)
        elif child.tag == "inlineData":
            _inline_data(child, content, headline, summary)
    return content


def block_text(element: Element) -> str | None:
    """Text that may hold paragraphs and line breaks of its own."""
    if len(element) == 0:
        return text_of(element)
    return body_of_html(markup_of(element)).text or None


def _inline_xml(holder: Element, content: Content, headline: str | None, summary: str | None) -> None:
    if len(holder) == 0:
        if text := (holder.text or "").strip():
            content.body = _body_of_text(text)
        return
    nested = next(holder.iter("{*}nitf", "{*}html", "HTML"), None)
    root = holder if nested is None else nested
    first = root if nested is not None else holder[0]
    if first.tag[0] == "{":
        for element in root.iter("{*}*"):
            element.tag = element.tag.rpartition("}")[2]
    if first.tag == "nitf":
        _nitf(first, content)
    elif first.tag == "BODY" and first.find("TEXT") is not None:
        _ttnitf(first, content, headline)
    elif nested is None and first.tag.lower() not in _HTML_ROOTS:
        content.warnings.append(f"inlineXML: {first.tag[:40]} is not read")
    else:
        _html(root, content, headline, summary, holder.get("contenttype"))


def _html(root: Element, content: Content, headline: str | None, summary: str | None, contenttype: str | None) -> None:
    if any(element.tag.isupper() for element in (root, *root)):  # HTML as it was written before XHTML
        for element in root.iter("*"):
            element.tag = element.tag.lower()
    if contenttype == "application/xhtml+html":
        _unwrap(root)
    content.headline = text_of(root.find("head/title")) or text_of(next(root.iter("h1"), None))
    found = root.find("body")
    body = root if found is None else found
    _drop_repeats(body, headline or content.headline, summary)
    content.media.extend(tt.take_figures(body))
    head = tt.take_head(body)
    content.section, content.credit = head.get("section"), head.get("credit")
    drop_routing(body, content.repairs)
    content.body = body_of_html(_without_tags_in_text(markup_of(body), content))


def _ttnitf(root: Element, content: Content, headline: str | None) -> None:
    content.media.extend(tt.take_pictures(root))
    lines = tt.read_lines(root, headline)
    content.headline, content.byline = lines["headline"], lines["byline"]
    content.dateline, content.summary = lines["dateline"], lines["summary"]
    tt.to_html(root)
    content.body = body_of_html(markup_of(root))


def _without_tags_in_text(markup: str, content: Content) -> str:
    """STT's editor leaves `<endash>-</endash>` as words of the text."""
    if "&lt;endash&gt;" not in markup:
        return markup
    why = "a tag of the agency's editor, escaped into its text"
    content.repairs.append(Repair(field="body", from_="<endash>-</endash>", to="-", why=why))
    return re.sub("&lt;/?endash&gt;", "", markup)


def _unwrap(root: Element) -> None:
    """Reuters' `application/xhtml+html` may hold plain copy in one <p>: four blanks begin a paragraph, columns a table.

    Others indent their XHTML for the eye, so this is done for that type alone.
    """
    for paragraph in list(root.iter("p")):
        text = paragraph.text or ""
        if len(paragraph) or "\n" not in text:
            continue
        *before, last = (block for block in _BLOCK_ENDS.split(text) if block.strip()) if text.strip() else [text]
        for block in before:
            element = paragraph.makeelement("pre" if _is_table(block) else "p")
            element.text = block
            paragraph.addprevious(element)
        paragraph.text = last
        if _is_table(last):
            paragraph.tag = "pre"


def _is_table(block: str) -> bool:
    return "   " in block and sum(1 for line in block.split("\n") if _COLUMNS.search(line)) >= 2


def _drop_repeats(body: Element, headline: str | None, summary: str | None) -> None:
    """The headline over the body, dpa's header (slugline, time, headline, byline: all metadata) and teaser."""
    h1 = next(body.iter("h1"), None)
    if h1 is not None and headline and text_of(h1) == headline:
        parent = h1.getparent()
        _drop(parent if parent is not None and parent.tag == "header" else h1)
    teaser = next(body.iter("p"), None)  # it comes first
    if teaser is not None and teaser.get("class") == "teaser" and text_of(teaser) in {headline, summary}:
        _drop(teaser)


def _drop(element: Element) -> None:
    """Without the words that follow it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _nitf(root: Element, content: Content) -> None:
    """NITF 3.x: body.head says again who and what, body.content are the words, body.end may sign them."""
    head, words, end = (root.find(f"body/body.{part}") for part in ("head", "content", "end"))
    content.headline = text_of(root.find("head/title"))
    if head is not None:
        first = head.find("hedline/hl1")
        content.headline = text_of(head.find("hedline") if first is None else first) or content.headline
        content.subheadlines = [line for one in head.iterfind("hedline/hl2") if (line := text_of(one))]
        content.byline = spaced(head.find("byline"))
        content.dateline = spaced(head.find("dateline"))
        abstract = head.find("abstract")
        content.summary = block_text(abstract) if abstract is not None else None
    if words is None:
        return
    for medium in list(words.iter("media")):
        content.media.extend(nitf_media(medium))
        empty(medium)
        medium.tag = "span"
    for element in words.iter(*_NITF_TAGS):
        element.tag = _NITF_TAGS[element.tag]
    markup = markup_of(words)
    if end is not None and text_of(end):
        end.tag = "div"
        markup += markup_of(end)
    content.body = body_of_html(markup)


def _inline_data(holder: Element, content: Content, headline: str | None, summary: str | None) -> None:
    contenttype = (holder.get("contenttype") or "text/plain").lower()
    text = (holder.text or "").strip("\r\n")
    if not holder.get("encoding") and "xml" in contenttype and _read_within(holder, text, content, headline, summary):
        return
    if holder.get("encoding") or not (contenttype.startswith("text/") or "html" in contenttype):
        content.warnings.append(f"inlineData: {contenttype[:40]} as data is not read")
    elif len(holder):
        content.body = body_of_html(markup_of(holder))
    elif text:
        content.body = _body_of_text(text, markup="html" in contenttype)


def _read_within(
    holder: Element, text: str, content: Content, headline: str | None, summary: str | None
) -> bool:  # fmt: skip
    """NITF or XHTML that was put into CDATA or escaped, where the standard has inlineXML for it."""
    if len(holder) == 0:
        try:
            root, repairs = read_xml(Copy(text, "utf-8"))
        except Rejected:
            return False
        content.repairs.extend(repairs)
        holder.text = None
        holder.append(root)
    _inline_xml(holder, content, headline, summary)
    return content.body is not None


def _body_of_text(text: str, *, markup: bool = False) -> Body:
    """Plain text, unless it is HTML that was put where text belongs."""
    if markup or _MARKUP.search(text):
        return body_of_html(text)
    plain = plain_paragraphs(text)
    return Body(text=plain, html=text_to_html(plain))
