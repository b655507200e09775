"""A draft becomes a Story, or is refused: what a story can't be without is decided here alone."""

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields

from pydantic import ValidationError

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Change, Part, Repair, Story, Withdraws
from services.ingest.desk_words.change_note import change_note
from services.ingest.desk_words.holds import read_holds
from services.ingest.draft import Copy, Draft
from services.ingest.reading.controls import may_hold_controls
from services.ingest.reading.language import language_of
from services.ingest.reading.markup import without_notice
from services.runtime.feeds import Feed

# C0 and C1 controls, and the signs that turn the direction of text (Unicode, UAX #9): in a headline they only hide.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BODY_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BLANKS = re.compile(r"[ \t\r\n]+")
_REFERENCE = "#[0-9]{2,5};|#x[0-9a-fA-F]{2,5};|(?:quot|apos|nbsp|[lr][sd]quo|[nm]dash|hellip);"
# Signs alone: copy that writes &lt; or &amp; twice may well be about HTML.
_TWICE, _TWICE_IN_HTML = re.compile(f"&(?:{_REFERENCE})"), re.compile(f"&amp;({_REFERENCE})")
_EMPTY = Body(text="", html="")
_FIELDS = tuple(field.name for field in fields(Draft) if field.name != "unread_times")
_LOST = "\ufffd"
_BY_WORDS = {
    "de": "Von",
    "fr": "Par",
    "es": "Por",
    "pt": "Por",
    "nl": "Door",
    "sv": "Av",
    "nb": "Av",
    "no": "Av",
    "da": "Af",
}


def validate(draft: Draft, copy: Copy, feed: Feed, received_at: dt.datetime | None = None) -> Story:
    """`received_at` dates what the copy says without a date, where it has no time of its own.

    Raises Rejected: missing_field, no_content, bad_value, bad_encoding, bad_time, foreign_provider.
    """
    _own(draft, feed)
    if draft.unread_times and draft.updated_at is None and draft.created_at is None:
        raise draft.unread_times[0]
    read_holds(draft, feed, received_at)
    repairs: list[Repair] = [*copy.repairs, *draft.repairs]
    warnings = list(draft.warnings)
    body = _body(draft, repairs)
    values = {name: getattr(draft, name) for name in _FIELDS}
    values["provider"] = feed.provider or draft.provider
    values["change"] = draft.change or _change(draft)
    values["withdraws"] = _withdraws(draft, values["change"])
    values["change_note"] = _change_note(draft, values["change"], body, feed)
    values["body"] = body
    values["headline"] = _headline(draft, repairs, warnings)
    values["subheadlines"] = [_one_line(line, "subheadlines", repairs) for line in draft.subheadlines]
    if not draft.story_id:
        raise Rejected(Reason.MISSING_FIELD, "story_id")
    sample = f"{values['headline']}\n{values['body'].text}"
    values["language"] = language_of(draft.language, sample, feed.language)
    values["byline"] = _byline(draft.byline, values["language"], repairs)
    if _LOST in sample:
        warnings.append("the copy itself holds U+FFFD: somebody before us lost a sign")
    try:
        return _encodable(Story(**(values | {"repairs": repairs, "warnings": warnings})))
    except ValidationError as problem:
        raise _refused(problem) from problem


def _own(draft: Draft, feed: Feed) -> None:
    """A feed that lists its providers takes no other's copy; copy that names none is the feed's own."""
    if not feed.provider_ids or not draft.provider:
        return
    if draft.provider.casefold() not in {one.casefold() for one in feed.provider_ids}:
        raise Rejected(Reason.FOREIGN_PROVIDER, f"provider: {draft.provider[:40]!r} is none of the feed's own")


def _withdraws(draft: Draft, change: Change) -> Withdraws | None:
    """Of a wire that numbers its versions a withdrawal is up to its own; formats that don't number say otherwise."""
    return (draft.withdraws or "version") if change == "withdrawal" or draft.status == "canceled" else None


def _change_note(draft: Draft, change: Change, body: Body, feed: Feed) -> str | None:
    if change not in {"correction", "withdrawal"}:
        return None
    return draft.change_note or change_note(change, draft.headline, draft.ednote, body.text, feed.markers)


def _change(draft: Draft) -> Change:
    if draft.status == "canceled":
        return "withdrawal"
    return "new" if draft.version is not None and draft.version <= 1 else "update"


def _headline(draft: Draft, repairs: list[Repair], warnings: list[str]) -> str:
    headline = _one_line(draft.headline or "", "headline", repairs)
    if headline:
        return headline
    if draft.status == "canceled":
        # A kill often comes without one, and a kill must not get lost for want of a headline.
        stand_in = draft.slugline or draft.story_id or ""
        warnings.append("headline: the withdrawal has none, its slugline or id stands in")
        return _one_line(stand_in, "headline", repairs)
    for name, line in _stand_ins(draft):
        if first := _one_line(line, "headline", repairs):
            why = f"the copy has none, {name} stands in"
            repairs.append(Repair(field="headline", from_="", to=first, why=why))
            return first
    raise Rejected(Reason.MISSING_FIELD, "headline")


def _stand_ins(draft: Draft) -> Iterator[tuple[str, str]]:
    """What heads a story without a headline: its own words first, then what others say of it."""
    yield "the first line of its text", draft.body.text.lstrip().split("\n", 1)[0] if draft.body else ""
    yield "its caption", next((media.caption for media in draft.media if media.caption), "")
    yield "its slugline", draft.slugline or ""
    yield "its summary", (draft.summary or "").split("\n", 1)[0]


def _unescaped(text: str, field: str, repairs: list[Repair]) -> str:
    twice = sorted(set(_TWICE.findall(text))) if "&" in text else []
    if not twice:
        return text
    shown = " ".join(twice)
    repairs.append(Repair(field=field, from_=shown, to=html.unescape(shown), why="character references written twice"))
    return _TWICE.sub(lambda found: html.unescape(found[0]), text)


def _one_line(text: str, field: str, repairs: list[Repair]) -> str:
    clean = _BLANKS.sub(" ", _unescaped(text, field, repairs))
    if not clean.isprintable() and (hidden := sorted(set(_CONTROLS.findall(clean)))):
        shown = " ".join(f"U+{ord(sign):04X}" for sign in hidden)
        repairs.append(Repair(field=field, from_=shown, to="", why="control characters removed"))
        clean = _CONTROLS.sub("", clean)
    return clean.strip(" ")


def _byline(byline: str | None, language: str, repairs: list[Repair]) -> str | None:
    """The names, without the word that leads to them; of another language than the story's it may be a name itself."""
    word = _BY_WORDS.get(language.partition("-")[0], "By")
    lead, _, names = (byline or "").partition(" ")
    if lead.capitalize() != word or not names:
        return byline
    repairs.append(Repair(field="byline", from_=lead, to="", why="the word that leads to the names"))
    return names


def _body(draft: Draft, repairs: list[Repair]) -> Body:
    """Without control signs, and without a notice of rights at its end, which goes to those of `draft`."""
    body = draft.body or _EMPTY
    is_package = draft.kind == "composite" and draft.relations  # its content is in the items that it names
    if not body.text.strip() and not draft.media and not is_package and draft.status != "canceled":
        raise Rejected(Reason.NO_CONTENT, "neither text nor media")
    body, notice = without_notice(body)
    if notice:
        draft.copyright = "\n".join(dict.fromkeys(filter(None, (draft.copyright, notice))))
        why = "a notice of rights ends it, and is in copyright"
        repairs.append(Repair(field="body", from_=notice[:40], to="", why=why))
    text = _unescaped(body.text, "body", repairs)
    if text != body.text:
        # In the HTML what was written twice stays a reference, so that it stays harmless.
        body = Body(text=text, html=_TWICE_IN_HTML.sub(r"&\1", body.html))
    hidden = sorted(set(_BODY_CONTROLS.findall(body.text))) if may_hold_controls(body.text) else []
    if not hidden:
        return body
    shown = " ".join(f"U+{ord(sign):04X}" for sign in hidden)
    repairs.append(Repair(field="body", from_=shown, to="", why="control characters removed"))
    return Body(text=_BODY_CONTROLS.sub("", body.text), html=_BODY_CONTROLS.sub("", body.html))


def _encodable(story: Story) -> Story:
    """Half a surrogate pair can be written in JSON but in no text: nothing downstream could take it."""
    try:
        "".join(_beyond_ascii(vars(story).values())).encode()
    except UnicodeEncodeError as problem:
        raise Rejected(Reason.BAD_ENCODING, "half of a surrogate pair") from problem
    return story


def _beyond_ascii(values: Iterable[object]) -> list[str]:
    """All strings of a story and its parts but those of ASCII alone, which are in order."""
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            if not value.isascii():
                found.append(value)
        elif isinstance(value, list):
            found += _beyond_ascii(value)
        elif isinstance(value, Part):
            found += _beyond_ascii(vars(value).values())
    return found


def _refused(problem: ValidationError) -> Rejected:
    errors: Sequence[dict[str, object]] = problem.errors(include_input=False, include_url=False, include_context=False)  # type: ignore[assignment]
    first = errors[0]
    field = ".".join(str(step) for step in first["loc"])  # type: ignore[attr-defined]
    kind = str(first["type"])
    if kind == "string_unicode":
        return Rejected(Reason.BAD_ENCODING, f"{field}: half of a surrogate pair")
    return Rejected(Reason.BAD_VALUE, f"{field}: {first['msg']}")
