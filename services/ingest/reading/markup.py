"""HTML from outside: made harmless, and read as a reader would see it."""

import html
import re

import nh3

from schemas.story import Body
from services.ingest.reading.controls import may_hold_controls
from services.ingest.reading.markup_bounds import WORDLESS, bounded

_BLOCKS = frozenset({
    "p", "div", "section", "article", "header", "footer", "aside", "main", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "ul", "ol", "dl", "pre", "table", "figure", "figcaption", "caption", "hr", "address",
})  # fmt: skip
_LINES = frozenset(["li", "tr", "dt", "dd"])
_CELLS = frozenset(["td", "th"])
_TAGS = _BLOCKS | _LINES | {
    "br", "thead", "tbody", "tfoot", "td", "th", "em", "strong", "b", "i", "u", "s", "sub", "sup", "small", "q", "cite",
    "code", "span", "a", "ruby", "rt", "rp", "rb", "img",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto"}

_PARAGRAPH, _LINE, _CELL = "\x02", "\x03", "\x04"  # can't be in the text: control signs are gone before
_MARKS = {
    **dict.fromkeys([*_BLOCKS, *(f"/{name}" for name in _BLOCKS)], _PARAGRAPH),
    **dict.fromkeys(["br", *_LINES, *(f"/{name}" for name in _LINES)], _LINE),
    "/td": _CELL,
    "/th": _CELL,
    "rt": "（",
    "/rt": "）",
}
"""What stands in the text for an element's begin and end; a reading goes in brackets behind its word."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CLEAN_TAG = re.compile(r'<(/?[a-z0-9]+)[^<>"]*+(?:"[^"]*"[^<>"]*+)*+>')
_OF_STATE = re.compile(r"<(?:pre|t[dh]|rp)\b")

_CLEANER = nh3.Cleaner(
    tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, clean_content_tags=set(WORDLESS), link_rel=None
)


def sanitise(markup: str) -> str:
    """HTML without scripts, styles, handlers, odd links, empty paragraphs and indentation; tables, lists, ruby stay.

    Raises Rejected(malformed) for markup that would cost too much, see `markup_bounds`.
    """
    if may_hold_controls(markup):
        markup = _CONTROLS.sub("", markup)
    clean = _CLEANER.clean(bounded(markup))
    if ("\n" in clean or "\r" in clean) and "<pre" not in clean:
        lines = clean.replace("\r", "\n").split("\n")
        clean = "\n".join([bare for line in lines if (bare := line.lstrip(" \t"))])
    return clean.replace("<p></p>", "").strip()


def _text_of(clean: str) -> str:
    """Of HTML as `sanitise` leaves it: a blank line between paragraphs; <br>, items and rows on lines of their own."""
    if _OF_STATE.search(clean):
        raw = _by_state(_CLEAN_TAG.split(clean))
    else:
        pieces = _CLEAN_TAG.split(_collapsed(clean))
        pieces[1::2] = [_MARKS.get(tag, "") for tag in pieces[1::2]]
        raw = "".join(pieces)
    if "&" in raw:
        raw = html.unescape(raw)
    paragraphs = [_paragraph(part) for part in raw.split(_PARAGRAPH) if part]
    return "\n\n".join([part for part in paragraphs if part])


def _by_state(pieces: list[str]) -> str:
    """Where blanks count in some elements, or ends of lines don't; `pieces` are words, tag, words, tag, ... words."""
    raw = [_collapsed(pieces[0])]
    pre = cell = False
    for tag, words in zip(pieces[1::2], pieces[2::2], strict=True):
        name = tag.removeprefix("/")
        if name == "pre":
            pre = tag == name
        elif name in _CELLS:
            cell = tag == name
        if tag == "rp":
            continue  # our own brackets stand in for those that a browser without ruby would show
        if tag in _MARKS:
            # Paragraphs and line ends in a cell would tear its row apart.
            raw.append(" " if cell and name not in ("td", "th", "rt") else _MARKS[tag])
        raw.append(words.replace("\n", _LINE) if pre else _collapsed(words))
    return "".join(raw)


def body_of_html(markup: str) -> Body:
    """Both forms of a body that came as HTML.

    Raises Rejected(malformed), see `sanitise`.
    """
    clean = sanitise(markup)
    return Body(text=_text_of(clean), html=clean)


_GAP = re.compile(r"\n{2,}")
_NOTICE = re.compile(r"\n\n(?P<notice>(?:©|\(c\) ?|Copyright [©(\d])[^\n]{1,600})\Z", re.IGNORECASE)


def without_notice(body: Body) -> tuple[Body, str | None]:
    """The body without a notice of rights that is its last paragraph, and that; both forms have to end in it."""
    found = _NOTICE.match(body.text, max(body.text.rfind("\n\n"), 0))
    start = body.html.rfind("<p>")
    if found is None or start <= 0 or _text_of(body.html[start:]) != found["notice"]:
        return body, None
    rest = body.html[start:].partition("</p>")[2]  # the ends of what it stands in
    return Body(text=body.text[: found.start()], html=body.html[:start].rstrip() + rest), found["notice"]


def text_to_html(text: str) -> str:
    """Escaped, a <p> a paragraph."""
    escaped = html.escape(text, quote=False)
    paragraphs = _GAP.split(escaped) if "\n\n\n" in escaped else escaped.split("\n\n")
    return "".join([f"<p>{part}</p>" for part in paragraphs if part]).replace("\n", "<br>")


def plain_paragraphs(text: str) -> str:
    """Plain copy in our own form: ends of lines as LF, no blanks at a line's end, one blank line between paragraphs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _collapsed(text: str) -> str:
    # The full-width space that begins a Japanese paragraph is no white space to collapse, so str.split will not do;
    # and these plain replacements take a tenth of a regex's time.
    text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _paragraph(raw: str) -> str:
    text = raw.strip(" \t")
    if _LINE in raw or _CELL in raw:
        lines = [_row(line) if _CELL in line else line.strip(" \t") for line in raw.split(_LINE)]
        text = "\n".join([line for line in lines if line])
    return "" if text.isspace() else text


def _row(line: str) -> str:
    return "\t".join(cell.strip(" \t") for cell in line.split(_CELL)).rstrip("\t")
