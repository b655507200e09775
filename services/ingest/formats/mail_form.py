"""A story that a web form sends by mail: one JSON object in the text, each field a string or a list of strings.

Newsrooms make such forms for writers on the road; the names are those that Superdesk reads (Headline, Body, Slugline,
Abstract, Dateline, Category, Genre, News Value, Place, Desk, Legal flag).
"""

import json

from schemas.story import Body, Dateline, Repair, Subject
from services.ingest.draft import Draft
from services.ingest.reading.markup import plain_paragraphs, text_to_html

_LONGEST = 500_000


def read_form(draft: Draft) -> None:
    """Fills the draft from its own text where that is a form; else leaves all as it is."""
    form = _form(draft.body.text if draft.body else "")
    if form is None:
        return
    subject, draft.headline = draft.headline, form["Headline"]
    draft.repairs.append(
        Repair(field="headline", from_=subject or "", to=form["Headline"][:200], why="the text is a form, its Headline")
    )
    text = form["Body"]
    text = plain_paragraphs(text if "\n\n" in text else text.replace("\n", "\n\n"))
    draft.body = Body(text=text, html=text_to_html(text))
    draft.summary = form.get("Abstract")
    draft.slugline = form.get("Slugline")
    draft.section = form.get("Desk")
    draft.genre = form.get("Genre")
    if place := form.get("Dateline"):
        draft.dateline = Dateline(text=place, place=place)
    if flag := form.get("Legal flag"):
        draft.ednote = f"Legal flag: {flag}"
    if form.get("News Value") in set("123456789"):
        draft.urgency = int(form["News Value"])
    for name in ("Category", "Place"):
        codes = [code.strip() for code in form.get(name, "").split(",")]
        draft.subjects += [Subject(scheme=f"form.{name}", code=code) for code in codes if code]


def _form(text: str) -> dict[str, str] | None:
    """The fields that hold a word, white space around it removed."""
    if not text.startswith("{") or len(text) > _LONGEST:
        return None
    try:
        found = json.loads(text, strict=False)  # mail programs break lines within strings
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    fields = {name: word for name, value in found.items() if (word := _word(value))}
    return fields if {"Headline", "Body"} <= fields.keys() else None


def _word(value: object) -> str:
    several = value if isinstance(value, list) else [value]
    return next((one.strip() for one in several if isinstance(one, str) and one.strip()), "")
