"""WordPress eXtended RSS (WXR 1.0-1.2), what WordPress writes under Tools, Export: a post, a draft.

Posts, pages and types of a site's own are stories.  So are attachments, as pictures or films with their captions; they
are media besides of the post that shows them as its thumbnail and of the one under which they were uploaded, whose
status theirs is (`inherit`).  What is no copy (menus, styles, revisions, saved blocks) is passed over.

Identity is the guid, which WordPress keeps while a post lives, else the number of the post.  The version is
`post_modified_gmt` (since WordPress 5.7), in seconds since 1970, where that is later than the post's own date; else 1,
or 2 for a title that says that it is corrected.
`future` posts are under embargo until their date; `draft`, `pending`, `private` and posts with a password are held.
Dates are read as GMT from the *_gmt fields; `post_date` is in the site's zone, which WXR does not tell: the feed's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Media, Relation, Rendition, Status, Subject
from services.ingest.desk_words.kill import take_back_story
from services.ingest.draft import Copy, Draft
from services.ingest.formats.rfc822_date import read_date
from services.ingest.formats.syndication_media import distinct, images_in, kind_of, pixels
from services.ingest.formats.syndication_terms import (
    Element,
    Parts,
    body_of_text,
    line,
    name_of,
    one_line,
    parts_of,
    plain,
    signal_of,
)
from services.ingest.formats.wordpress_text import html_of
from services.ingest.reading.xml import read_xml, root_of, text_of
from services.runtime.feeds import Feed

NAME = "wordpress-wxr"

FIELDS: dict[str, str] = {
    "story_id": "`guid`; else wp:post_id; else the link",
    "version": "the seconds of wp:post_modified_gmt where later than the post's date; else by desk words in the title",
    "change": "desk words in the title; else by the dates; trash is a withdrawal",
    "kind": "wp:post_type attachment: by the ending of wp:attachment_url",
    "status": "wp:status; a post with wp:post_password is held",
    "headline": "`title`",
    "summary": "excerpt:encoded",
    "byline": "dc:creator, by the display name of its wp:author",
    "section": "the first `category` of domain category",
    "language": "a term of domain language; else the channel's `language`",
    "keywords": "the `category` elements of domain post_tag",
    "body": "content:encoded, its paragraphs as WordPress shows them; else `description`",
    "media": "wp:attachment_url, attachments of the post, its thumbnail, images in its HTML",
    "subjects": "each `category`: domain, nicename, name",
    "relations": "`link`, wp:post_parent",
    "created_at": "wp:post_date_gmt; else wp:post_date in the feed's zone; else `pubDate`",
    "updated_at": "wp:post_modified_gmt; else wp:post_modified in the feed's zone",
    "embargo_until": "wp:post_date_gmt of a future post",
}

_NO_COPY = frozenset(
    ["nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache", "user_request", "wp_block",
     "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family", "wp_font_face",
     "acf-field", "acf-field-group"]
)  # fmt: skip
_STATUSES: dict[str, Status] = {
    "publish": "usable", "future": "usable", "inherit": "usable", "draft": "withheld", "pending": "withheld",
    "auto-draft": "withheld", "private": "withheld", "trash": "canceled",
}  # fmt: skip
_NO_DATE = "0000-00-00"
_SIDE = re.compile(r'"(width|height)";(?:i:|s:\d{1,2}:")(\d{1,6})', re.ASCII)
"""PHP's serialised form of an attachment's size, which comes first in its metadata."""


@dataclass(slots=True)
class _Site:
    """What the items of an export share."""

    language: str | None = None
    authors: dict[str, str] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    """By the number of the attachment."""
    children: dict[str, list[str]] = field(default_factory=dict)
    """Numbers of attachments by that of the post they were uploaded under."""
    posts: dict[str, Parts] = field(default_factory=dict)


def recognises(copy: Copy) -> bool:
    root = root_of(copy.text)
    return root is not None and root[0] == "rss" and "wordpress.org/export/" in root[1]


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    root, repairs = read_xml(copy)
    channel = next((one for one in root if name_of(one) == "channel"), root)
    items = [parts_of(one) for one in channel if name_of(one) == "item"]
    site = _site(parts_of(channel), items)
    for item in items:
        if _type(item) in _NO_COPY:
            continue
        try:
            draft = _draft(item, site, feed)
        except Rejected as refused:
            yield refused
            continue
        draft.repairs[:0] = repairs
        yield draft


def _site(around: Parts, items: list[Parts]) -> _Site:
    site = _Site(language=line(around, "language"))
    for author in map(parts_of, around["wp:author"]):
        if login := line(author, "wp:author_login"):
            site.authors[login] = _plain(author, "wp:author_display_name") or login
    for item in items:
        number = _number(item)
        if number and _type(item) != "attachment":
            site.posts.setdefault(number, item)
        if number and _type(item) == "attachment" and (medium := _attached(item)):
            site.media[number] = medium
            site.children.setdefault(line(item, "wp:post_parent") or "0", []).append(number)
    return site


def _shown(item: Parts, site: _Site) -> list[str]:
    """Numbers of the attachments of a post: its thumbnail, and what was uploaded under it."""
    if _type(item) == "attachment":
        return []
    thumbnail = _meta(item).get("_thumbnail_id")
    numbers = [thumbnail] if thumbnail else []
    number = _number(item)
    if number and site.posts.get(number) is item:  # numbers may come twice
        numbers += site.children.get(number, [])
    return [one for one in dict.fromkeys(numbers) if one in site.media]


def _draft(item: Parts, site: _Site, feed: Feed) -> Draft:
    number = _number(item)
    draft = Draft(story_id=line(item, "guid") or (f"wordpress:{number}" if number else line(item, "link")))
    draft.headline = _plain(item, "title")
    creator = line(item, "dc:creator")
    draft.byline = site.authors.get(creator, creator) if creator else None
    draft.language = _language(item) or site.language
    draft.subjects, draft.keywords = _terms(item)
    draft.section = next((one.name for one in draft.subjects if one.scheme == "category"), None)
    _words(draft, item)
    own = _attached(item)
    attached = [site.media[one] for one in _shown(item, site)] + ([own] if own else [])
    draft.media = distinct([*attached, *images_in(_raw(item, "content:encoded"))])
    if own and _type(item) == "attachment":
        draft.kind = own.kind
    _times(draft, item, feed)
    _status(draft, site.posts.get(line(item, "wp:post_parent") or "0", item) if _inherits(item) else item, feed)
    draft.relations = _relations(item, draft.story_id)
    return draft


def _plain(parts: Parts, name: str) -> str | None:
    """WordPress keeps names and titles as HTML."""
    return plain(line(parts, name) or "", markup=True)


def _language(item: Parts) -> str | None:
    """Of the post, as plugins for several languages keep it: a term whose slug is the tag."""
    return next((one.get("nicename") for one in item["category"] if one.get("domain") == "language"), None)


def _words(draft: Draft, item: Parts) -> None:
    draft.body = _body(draft, _raw(item, "content:encoded")) or _body(draft, _raw(item, "description"))
    excerpt = body_of_text(_raw(item, "excerpt:encoded"))
    draft.summary = excerpt.text.replace("\n\n", "\n") or None if excerpt else None


def _body(draft: Draft, raw: str) -> Body | None:
    markup, removed = html_of(raw)
    if removed:
        draft.warnings.append(f"body: WordPress shortcodes without their effect: {', '.join(removed)}")
    return body_of_text(markup) if "<" in markup else body_of_text(raw)


def _attached(item: Parts) -> Media | None:
    """An attachment's caption is its excerpt, else what stands in for the picture."""
    href = line(item, "wp:attachment_url")
    if href is None:
        return None
    meta = _meta(item) if _type(item) == "attachment" else {}
    caption = body_of_text(_raw(item, "excerpt:encoded")) if _type(item) == "attachment" else None
    words = one_line(caption.text) if caption else None
    sides = {found[1]: pixels(found[2]) for found in _SIDE.finditer(meta.get("_wp_attachment_metadata", "")[:200])}
    name = href.partition("?")[0].rpartition("/")[2] or None
    rendition = Rendition(name=name, href=href, width=sides.get("width"), height=sides.get("height"))
    caption_or_alt = words or plain(meta.get("_wp_attachment_image_alt", ""), markup=True)
    return Media(kind=kind_of(None, href), caption=caption_or_alt, href=href, renditions=[rendition])


def _terms(item: Parts) -> tuple[list[Subject], list[str]]:
    """Each category and tag with its slug as the code; the names of the tags are keywords."""
    terms = [
        (one.get("domain"), one.get("nicename"), text)
        for one in item["category"]
        if (text := plain(text_of(one) or "", markup=True))
    ]
    subjects = [Subject(scheme=domain, code=slug, name=text) for domain, slug, text in terms]
    return subjects, [text for domain, _, text in terms if domain in {"post_tag", "tag"}]


def _times(draft: Draft, item: Parts, feed: Feed) -> None:
    for name, gmt, local in (
        ("created_at", "wp:post_date_gmt", "wp:post_date"),
        ("updated_at", "wp:post_modified_gmt", "wp:post_modified"),
    ):
        if written := _date(item, gmt):
            read_date(draft, name, f"{written}Z", "UTC")  # type: ignore[arg-type]  # both are names of times
        else:
            read_date(draft, name, _date(item, local), feed.zone)  # type: ignore[arg-type]
    if draft.created_at is None and (published := line(item, "pubDate")) and "-0001" not in published:
        read_date(draft, "created_at", published, feed.zone)
    signal = signal_of(draft.headline or "", feed.markers)
    if draft.updated_at and _is_changed(draft):
        draft.version = min(max(int(draft.updated_at.timestamp()), 1), 2**31 - 1)
        draft.change = signal.change or "update"
    else:
        draft.version, draft.change = signal.version, signal.change


def _is_changed(draft: Draft) -> bool:
    return bool(draft.created_at and draft.updated_at and draft.updated_at > draft.created_at)


def _date(item: Parts, name: str) -> str | None:
    """Drafts have 0000-00-00 00:00:00."""
    written = line(item, name)
    return None if written is None or written.startswith(_NO_DATE) else written


def _status(draft: Draft, item: Parts, feed: Feed) -> None:
    """Raises Rejected(bad_value) for a status that plugins invented."""
    word = line(item, "wp:status") or "publish"
    if word not in _STATUSES:
        raise Rejected(Reason.BAD_VALUE, f"wp:status: none that we know: {word[:24]!r}")
    status = _STATUSES[word]
    if status == "canceled" or draft.change == "withdrawal":
        draft.status, draft.change = "canceled", "withdrawal"
        take_back_story(draft, numbered=_is_changed(draft))
    elif status == "withheld":
        draft.hold_back("status", f"wp:status {word}")
    elif line(item, "wp:post_password"):
        draft.hold_back("status", "the post has a password")
    if word == "future":
        _embargo(draft, item, feed)


def _embargo(draft: Draft, item: Parts, feed: Feed) -> None:
    gmt, local = _date(item, "wp:post_date_gmt"), _date(item, "wp:post_date")
    if gmt is None and local is None:
        draft.hold_back("embargo", "embargo_until: a future post without its date")
    draft.read_time("embargo_until", f"{gmt}Z" if gmt else local, feed.zone)


def _relations(item: Parts, story_id: str | None) -> list[Relation]:
    link, parent = line(item, "link"), line(item, "wp:post_parent")
    found = [Relation(kind="alternate", id=link)] if link and link != story_id else []
    return [*found, Relation(kind="post_parent", id=parent)] if parent and parent != "0" else found


def _inherits(item: Parts) -> bool:
    return line(item, "wp:status") == "inherit"


def _type(item: Parts) -> str:
    return line(item, "wp:post_type") or "post"


def _number(item: Parts) -> str | None:
    number = line(item, "wp:post_id")
    return number if number and re.fullmatch(r"[0-9]{1,20}", number, re.ASCII) else None


def _meta(item: Parts) -> dict[str, str]:
    pairs = (parts_of(one) for one in item["wp:postmeta"])
    return {key: line(one, "wp:meta_value") or "" for one in pairs if (key := line(one, "wp:meta_key"))}


def _raw(item: Parts, name: str) -> str:
    elements: list[Element] = item[name]
    return str(elements[0].text or "") if elements else ""
