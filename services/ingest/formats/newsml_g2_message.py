"""What a newsMessage says of its items: which are news, and what heads one that has no headline."""

from collections.abc import Iterator

from schemas.story import Body, Repair
from services.ingest.draft import Draft
from services.ingest.formats.newsml_g2_terms import children_of, first_text
from services.ingest.reading.markup import text_to_html
from services.ingest.reading.xml import Element

NEWS = frozenset(["newsItem", "packageItem"])
OTHERS = frozenset(["conceptItem", "knowledgeItem", "planningItem", "catalogItem"])
_ALERT_WORDS = frozenset(["alert", "flash", "snap", "bulletin", "urgent", "eilmeldung"])


def items_of(root: Element) -> list[Element]:
    """The item itself, or those of a message; not its bare list of contents, which is no item (see `_is_list`)."""
    if root.tag != "newsMessage":
        return [root]
    found: list[Element] = []
    for child in root:
        inside = child if child.tag == "itemSet" else (child,)
        found.extend(item for item in inside if item.tag in NEWS | OTHERS)
    rest = [item for item in found if not _is_list(item)]
    return rest or found


def headlines_of_packages(items: list[Element]) -> dict[str, str]:
    """By guid of an item, the headline of a package that names it; for a package, that of the first item it names."""
    own = {item.get("guid", ""): _headline(item) for item in items}
    found: dict[str, str] = {}
    for package in items:
        if package.tag != "packageItem":
            continue
        held = list(_named(package))
        headline = own[package.get("guid", "")]
        if headline is None:
            headline = next((line for guid in held if (line := own.get(guid))), None)
            held = [package.get("guid", "")]
        if headline:
            found |= dict.fromkeys(held, headline)
    return found


def lend_headline(draft: Draft, headline: str | None) -> None:
    """Reuters' films and TT's packages have no line of their own; where they have any, `validate` finds it."""
    has_words = (draft.body and draft.body.text) or draft.slugline or draft.summary
    if headline is None or draft.headline or has_words or any(medium.caption for medium in draft.media):
        return
    draft.headline = headline
    why = "the item has none, that of its package stands in"
    if draft.kind == "composite":
        why = "the package has none, that of the item it names first stands in"
    draft.repairs.append(Repair(field="headline", from_="", to=headline, why=why))


def let_alert_speak(draft: Draft, words: set[str]) -> None:
    """An alert goes out before its text is written: its headline is all of it.  `words` are its genres and signals."""
    is_alert = draft.urgency in (1, 2) or bool(words & _ALERT_WORDS)
    is_bare = draft.kind == "text" and not (draft.body and draft.body.text) and not draft.media
    if is_alert and is_bare and draft.headline and draft.status != "canceled":
        draft.body = Body(text=draft.headline, html=text_to_html(draft.headline))
        why = "an alert without text, its headline stands in"
        draft.repairs.append(Repair(field="body", from_="", to=draft.headline, why=why))


def _is_list(item: Element) -> bool:
    """BusinessDesk's packageItem without guid and metadata repeats which items follow."""
    bare = item.tag == "packageItem" and not (item.get("guid") or "").strip()
    return bare and all(child.tag in {"itemRef", "groupSet"} for child in item)


def _headline(item: Element) -> str | None:
    description = children_of(next(item.iterchildren("contentMeta"), None))
    return first_text(description["headline"])


def _named(package: Element) -> Iterator[str]:
    for ref in package.iter("itemRef"):
        if guid := (ref.get("residref") or "").strip():
            yield guid
