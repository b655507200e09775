"""HTML from outside: made harmless, and read as a reader would see it."""

import html
import re

import nh3

from schemas.story import Body
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
    **dict.fromkeys(_BLOCKS, (_PARAGRAPH, _PARAGRAPH)),
    **dict.fromkeys(_LINES, (_LINE, _LINE)),
    "br": (_LINE, ""),
    "td": ("", _CELL),
    "th": ("", _CELL),
    "rt": ("（", "）"),
}
"""What stands in the text for an element's begin and end; a reading goes in brackets behind its word."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LOOSE = re.compile(r"[\r\n][ \t\r\n]*+")  # no blanks before it: each of a run would be tried as a beginning
_CLEAN_TAG = re.compile(r'<(/?)([a-z0-9]+)(?:[^<>"]|"[^"]*")*>')


def sanitise(markup: str) -> str:
    """HTML without scripts, styles, handlers, odd links, empty paragraphs and indentation; tables, lists, ruby stay.

    Raises Rejected(malformed) for markup that would cost too much, see `markup_bounds`.
    """
    markup = bounded(_CONTROLS.sub("", markup))
    clean = nh3.clean(
        markup,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        clean_content_tags=set(WORDLESS),
        link_rel=None,
    )
    if "<pre" not in clean:
        clean = _LOOSE.sub("\n", clean)
    return clean.replace("<p></p>", "").strip()


def _text_of(clean: str) -> str:
    """Of HTML as `sanitise` leaves it: a blank line between paragraphs; <br>, items and rows on lines of their own."""
    pieces = _CLEAN_TAG.split(clean)
    # The split gives words, slash, name, words, slash, name, ... words.
    raw = [_words(pieces[0], pre=False)]
    pre = cell = False
    for slash, name, words in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        if name == "pre":
            pre = not slash
        elif name in _CELLS:
            cell = not slash
        if name == "rp" and not slash:
            continue  # our own brackets stand in for those that a browser without ruby would show
        if mark := _MARKS.get(name):
            # Paragraphs and line ends in a cell would tear its row apart.
            raw.append(" " if cell and name not in ("td", "th", "rt") else mark[bool(slash)])
        if words:
            raw.append(_words(words, pre))
    paragraphs = (_paragraph(part) for part in "".join(raw).split(_PARAGRAPH))
    return "\n\n".join(part for part in paragraphs if part)


def body_of_html(markup: str) -> Body:
    """Both forms of a body that came as HTML.

    Raises Rejected(malformed), see `sanitise`.
    """
    clean = sanitise(markup)
    return Body(text=_text_of(clean), html=clean)


_NOTICE = re.compile(r"\n\n(?P<notice>(?:©|\(c\) ?|Copyright [©(\d])[^\n]{1,600})\Z", re.IGNORECASE)


def without_notice(body: Body) -> tuple[Body, str | None]:
    """The body without a notice of rights that is its last paragraph, and that; both forms have to end in it."""
    found = _NOTICE.search(body.text)
    start = body.html.rfind("<p>")
    if found is None or start <= 0 or _text_of(body.html[start:]) != found["notice"]:
        return body, None
    rest = body.html[start:].partition("</p>")[2]  # the ends of what it stands in
    return Body(text=body.text[: found.start()], html=body.html[:start].rstrip() + rest), found["notice"]


def text_to_html(text: str) -> str:
    """Escaped, a <p> a paragraph."""
    paragraphs = (html.escape(part, quote=False).replace("\n", "<br>") for part in re.split(r"\n{2,}", text) if part)
    return "".join(f"<p>{part}</p>" for part in paragraphs)


def plain_paragraphs(text: str) -> str:
    """Plain copy in our own form: ends of lines as LF, no blanks at a line's end, one blank line between paragraphs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n")


def _words(text: str, pre: bool) -> str:  # noqa: FBT001
    text = html.unescape(text) if "&" in text else text
    if pre:
        return text.replace("\n", _LINE)
    # The full-width space that begins a Japanese paragraph is no white space to collapse, so str.split will not do;
    # and these plain replacements take a tenth of a regex's time.
    text = text.replace("\n", " ").replace("\t", " ").replace("\r", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _paragraph(raw: str) -> str:
    lines = (_row(line) if _CELL in line else line.strip(" \t") for line in raw.split(_LINE))
    text = "\n".join(line for line in lines if line)
    return "" if text.isspace() else text


def _row(line: str) -> str:
    return "\t".join(cell.strip(" \t") for cell in line.split(_CELL)).rstrip("\t")
