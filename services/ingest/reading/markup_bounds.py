"""How much may reading a piece of HTML cost?  Less than a second and a few megabytes, whatever stands in it.

The sanitiser (nh3 0.3 on html5ever) takes time by the square of some things that no copy has many of: elements within
one another, attributes of one tag, signs that it has to escape or look at, elements that stand in a table outside its
cells.  And a formatting element that is never closed is opened again in each block behind it, which makes megabytes of
kilobytes.

Tags are found here as the HTML Standard's tokeniser finds them (13.2.5), so that nothing can hide in quotes; what that
would tokenise otherwise (comments, scripts, foreign content) is taken out before, and stays out.
"""

import re
from dataclasses import dataclass

from schemas.reasons import Reason, Rejected

_DEPTH = 100
_ESCAPED = 100_000
_TAGS = 150_000
_ATTRIBUTES = 5_000
_REOPENED = 20_000
_MISPLACED = 5_000

_LATIN_SIGNS = re.compile("[\x80-\xbf]")  # of the lead byte of U+00A0, which its serialiser looks for

# Their content is no words of a story and goes with them.
WORDLESS = (
    "script", "style", "noscript", "svg", "math", "iframe", "object", "template", "select", "textarea", "title", "xmp",
    "noembed", "noframes", "plaintext",
)  # fmt: skip
_ENDS = {name: re.compile(rf"</{name}(?:[\s/][^>]*)?>", re.IGNORECASE) for name in WORDLESS}
_TO_THE_END = frozenset(["script", "style"])
"""Left open, these take all that follows: copy that was cut in the middle of one must not show it."""

_TOKEN = re.compile(
    r"<(?:(?P<comment>!--)|(?P<declaration>[!?]|/(?![A-Za-z]))[^>]*+(?:>|\Z)"
    r"|(?P<end>/?)(?P<name>[A-Za-z][^\s/>]*+)"
    r"(?P<attributes>(?:[\s/]++|=?[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?|=)*+)(?:>|\Z))"
)
_ATTRIBUTE = re.compile(r"[\s/]++=?[^\s/>=]++")

# Elements that the next of their kind or the end of what they stand in closes.
_UNCLOSED = frozenset(
    ["p", "li", "td", "th", "tr", "dt", "dd", "br", "hr", "img", "col", "input", "meta", "link", "option", "tbody",
     "thead", "tfoot", "wbr", "source", "area", "base", "embed", "param", "track", "body", "html", "head", "image"]
)  # fmt: skip
_READINGS = frozenset(["rt", "rp", "rb", "rtc"])
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)
_OF_TABLES = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption", "col", "colgroup"])
_CELLS = frozenset(["td", "th", "caption"])


_FEW, _SHORT = 100, 10_000
"""Elements and signs of most copy: with as many ends, even in the worst order, they stay within all bounds."""
_REMOVED = re.compile(rf"<(?:[!?]|/(?![A-Za-z])|/?(?:{'|'.join(WORDLESS)}))", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """What is open at a place in the markup, and what was wasted so far."""

    depth: int = 0
    formatting: int = 0
    links: int = 0
    rubies: int = 0
    tables: int = 0
    in_cell: bool = False
    tags: int = 0
    reopened: int = 0
    misplaced: int = 0


def bounded(markup: str) -> str:
    """The markup without comments and without elements that hold no words; a blank in their places.

    Raises Rejected(malformed) for what no copy has.
    """
    tags, ends = markup.count("<"), markup.count("</")
    if len(markup) <= _SHORT and tags - ends <= _FEW >= ends and not _REMOVED.search(markup):
        return markup
    if markup.count("&") + (0 if markup.isascii() else len(_LATIN_SIGNS.findall(markup))) > _ESCAPED:
        raise Rejected(Reason.MALFORMED, f"HTML with more than {_ESCAPED} character references or signs of Latin-1")
    now, missing = _Open(), set[str]()
    pieces: list[str] = []
    kept = at = 0
    while token := _TOKEN.search(markup, at):
        at = token.end()
        name = token["name"].lower() if token["name"] else None
        if name is not None and name not in _ENDS:
            _check(now, name, token)
            continue
        if token["comment"]:
            at = _end_of_comment(markup, token, missing)
        elif name is not None and not token["end"]:
            at = _end_of(name, markup, at, missing)
        pieces += (markup[kept : token.start()], " ")
        kept = at
    return "".join([*pieces, markup[kept:]]) if pieces else markup


def _end_of_comment(markup: str, token: re.Match[str], missing: set[str]) -> int:
    """Only its begin goes where it has no end: nobody can say how much of the rest was meant."""
    end = -1 if "-->" in missing else markup.find("-->", token.start() + 2)
    if end < 0:
        missing.add("-->")
        return token.end()
    return max(end + 3, token.end())


def _end_of(name: str, markup: str, at: int, missing: set[str]) -> int:
    """Where an element that holds no words ends; its begin alone goes where it has no end."""
    found = None if name in missing else _ENDS[name].search(markup, at)
    if found is not None:
        return found.end()
    missing.add(name)  # looked for once: each time again would take time by the square
    return len(markup) if name in _TO_THE_END else at


def _check(now: _Open, name: str, token: re.Match[str]) -> None:
    attributes = token["attributes"]
    if len(attributes) > _ATTRIBUTES and sum(1 for _ in _ATTRIBUTE.finditer(attributes)) > _ATTRIBUTES:
        raise Rejected(Reason.MALFORMED, f"an HTML tag of more than {_ATTRIBUTES} attributes")
    _count(now, name, ends=bool(token["end"]))
    if now.depth > _DEPTH:
        raise Rejected(Reason.MALFORMED, f"HTML nested deeper than {_DEPTH}")
    if now.tags > _TAGS:
        raise Rejected(Reason.MALFORMED, f"more than {_TAGS} HTML tags")
    if now.reopened > _REOPENED:
        raise Rejected(Reason.MALFORMED, f"HTML formatting that is never closed, before more than {_REOPENED} blocks")
    if now.misplaced > _MISPLACED:
        raise Rejected(Reason.MALFORMED, f"more than {_MISPLACED} HTML elements between the cells of a table")


def _count(now: _Open, name: str, *, ends: bool) -> None:
    now.tags += 1
    step = -1 if ends else 1
    if name == "a":  # a second one closes the first
        step = (0 if ends else 1) - now.links
        now.links += step
    if name in _OF_TABLES:
        now.in_cell = name in _CELLS and not ends
        if name == "table":
            now.tables = max(now.tables + step, 0)
            now.misplaced += 1  # words in a table without cells go before it, so that tables themselves are such
    elif now.tables and not now.in_cell:
        now.misplaced += 1
    if name == "ruby":
        now.rubies = max(now.rubies + step, 0)
    if name in _FORMATTING:
        now.formatting = max(now.formatting + step, 0)
    elif now.formatting:
        now.reopened += now.formatting
    if name not in _UNCLOSED and not (name in _READINGS and now.rubies):
        now.depth = max(now.depth + step, 0)
