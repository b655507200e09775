"""TT's own markup in NewsML-G2: `ttnitf`, whose elements are Swedish words, and what its HTML has besides the text.

A TEXT has RUBRIK (headline), DAT (ORT place, SOURCE who reports from where), INGRESS (lead), BRODTEXT (body) of P,
CITAT (quote), MELLIS (heading), BYLINE, BILD (picture); the TEXTs after the first are boxes of facts.
"""

from schemas.story import Media
from services.ingest.formats.newsml_g2_terms import empty, spaced
from services.ingest.reading.xml import Element, text_of

_TAGS = {
    "BODY": "div", "TEXT": "section", "FAKTATEXT": "section", "BAKGRUNDTEXT": "section", "INGRESS": "div",
    "BRODTEXT": "div", "RUBRIK": "h2", "MELLIS": "h3", "P": "p", "FRAGA": "p", "SVAR": "p", "BYLINE": "p",
    "CITAT": "blockquote", "UL": "ul", "LI": "li", "TABELL": "table", "TR": "tr", "TH": "th", "TD": "td", "BR": "br",
}  # fmt: skip


def read_lines(root: Element, headline: str | None) -> dict[str, str | None]:
    """Headline, byline, dateline and summary of a ttnitf BODY; what is metadata is taken out of it.

    `headline` is that of the item: where RUBRIK is another, it stays in the text too.
    """
    first = next(root.iter("TEXT"), root)
    rubric, dated, lead = first.find("RUBRIK"), first.find("DAT"), first.find("INGRESS")
    lines = {
        "headline": text_of(rubric),
        "byline": text_of(next(root.iter("BYLINE"), None)),
        "dateline": " / ".join(part for one in dated if (part := text_of(one))) or None if dated is not None else None,
        "summary": spaced(lead),
    }
    if dated is not None:
        empty(dated)
        dated.tag = "span"
    if rubric is not None and (headline is None or lines["headline"] == headline):
        empty(rubric)
    return lines


def take_pictures(root: Element) -> list[Media]:
    """A BILD with its words (BILDTEXT), who took it (BILDSKAPARE) and where it is (BILDFIL)."""
    found = []
    for picture in list(root.iter("BILD")):
        caption, credit = spaced(picture.find("BILDTEXT")), text_of(picture.find("BILDSKAPARE"))
        found.append(Media(kind="picture", caption=caption, credit=credit, href=text_of(picture.find("BILDFIL"))))
        empty(picture)
        picture.tag = "span"
    return found


def to_html(root: Element) -> None:
    """The elements by their names in HTML, and none that they don't say; unknown ones hold words too."""
    for element in root.iter("*"):
        if element.tag != "span":
            element.attrib.clear()
            element.tag = _TAGS.get(element.tag, "div")


def take_figures(body: Element) -> list[Media]:
    """Pictures that stand in HTML with caption and name of the photographer, which are no words of the story."""
    found = []
    for figure in list(body.iter("figure")):
        image = next(figure.iter("img"), None)
        if image is None:  # a figure may be a table
            continue
        credit = next((text_of(one) for one in figure.iter("div") if one.get("class") == "byline"), None)
        caption = text_of(next(figure.iter("figcaption"), None)) or (image.get("alt") or "").strip() or None
        href = (image.get("src") or "").strip() or None
        found.append(Media(kind="picture", caption=caption, credit=credit, href=href))
        empty(figure)
    return found


def take_head(body: Element) -> dict[str, str | None]:
    """`<div class="dat">` over the text: the section (`vignette`) and whose story it is (`source`)."""
    head = next((one for one in body.iter("div") if one.get("class") == "dat"), None)
    if head is None:
        return {}
    parts = {one.get("class"): text_of(one) for one in head.iter("span")}
    if not parts.keys() <= {"vignette", "source"}:
        return {}
    empty(head)
    return {"section": parts.get("vignette"), "credit": parts.get("source")}
