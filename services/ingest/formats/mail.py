"""Mail with its attachments: RFC 5322 and MIME (RFC 2045-2049, 2183, 2231, 3676).  A mail is a draft.

Identity is the Message-ID.  A mail names no version and corrects no other: a desk that sends a correction sends another
Message-ID, so it is another story, related to the first by In-Reply-To, References or Supersedes where the mail has
them.  Desk words of the Subject (訂正, CORRECTED, 2nd LEAD) give change and version, so that a mail that is sent again
under the same Message-ID, corrected, is no conflict.  A mail that withdraws is a notice: the story that it means is
another mail, known by In-Reply-To and the like or by its words.

The HTML of a mail is its body, if it has any that can be read, else its plain text.  Attachments are media by type and
name; their bytes stay in the entry, no archive is opened, and text in them is not read.  Automatic replies and delivery
reports are no copy and are refused, so that no loop of robots ends in the paper.
"""

import hashlib
import re
from collections.abc import Iterator

from schemas.reasons import Reason, Rejected
from schemas.story import Body, Kind, Media, Relation, Rendition, Repair
from services.ingest.desk_words.notice_words import is_notice
from services.ingest.draft import Copy, Draft
from services.ingest.formats.mail_form import read_form
from services.ingest.formats.mail_parts import Part, parts_of
from services.ingest.formats.mail_text import flowed, header_text, part_text, unsigned
from services.ingest.formats.rfc822_date import read_date
from services.ingest.formats.syndication_terms import signal_of
from services.ingest.reading.markup import body_of_html, plain_paragraphs, text_to_html
from services.runtime.feeds import Feed

NAME = "rfc822"
FIELDS: dict[str, str] = {
    "story_id": "Message-ID; without one a digest of From, Date and Subject",
    "version": "1; words that head the Subject count it: FLASH 0, CORRECTED or 訂正 2, UPDATE 1 3, 2nd LEAD 5",
    "change": "words that head the Subject, behind Re: and the like: CORRECTED, UPDATE, KILL, 訂正, 取り消し, ...",
    "status": "`canceled` where Subject or text take a story back, `withheld` for an advance copy (ADVANCE, 予定稿)",
    "urgency": "`News Value` of a form, 1 to 9",
    "headline": "Subject, encoded words undone; `Headline` of a form",
    "summary": "`Abstract` of a form",
    "slugline": "`Slugline` of a form",
    "byline": "the name in From, else the address",
    "credit": "Organization, else From",
    "ednote": "Comments; `Legal flag` of a form",
    "section": "`Desk` of a form",
    "dateline": "`Dateline` of a form",
    "language": "the first of Content-Language",
    "keywords": "Keywords, parted by commas",
    "genre": "`Genre` of a form",
    "body": "text parts in their order, of alternatives the HTML; of a mail without words that of the mail in it",
    "media": "attachments and inline parts by type, name, Content-ID and Content-Description; never opened",
    "subjects": "`Category` and `Place` of a form, schemes `form.Category` and `form.Place`",
    "relations": "In-Reply-To, References, Supersedes, Replaces, Resent-Message-ID; the mail that is forwarded whole",
    "created_at": "Date",
}

_KINDS: dict[str, Kind] = {"image": "picture", "video": "video", "audio": "audio"}
_ARCHIVE = re.compile(r"zip|compressed|x-tar|x-rar|7z|gzip")
_WIRE = re.compile(r"(?:application|text)/(?:[\w.-]+\+)?(?:xml|json)|text/(?:plain|html|csv)")
_SIGNATURES = frozenset(["application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"])
_ID = re.compile(r"<\s*([^<>\s]{1,500})\s*>")
_NAMED = re.compile(r'\s*"?([^"<>]*)"?\s*<([^<>]*)>\s*')
_REPLY = re.compile(r"\s*(?:(?:re|fwd?|aw|wg|sv)\s*(?:\[\d+\])?[::]|\[[^\[\]]{1,40}\](?=\s*\S))\s*", re.IGNORECASE)


def recognises(copy: Copy) -> bool:
    return copy.encoding == "rfc822"


def parse(copy: Copy, feed: Feed) -> Iterator[Draft | Rejected]:
    top, *inner = parts_of(copy.body.lstrip())
    if top.content_type == "multipart/report" or top.header("auto-submitted").lower().startswith("auto-replied"):
        raise Rejected(Reason.UNSUPPORTED_FORMAT, "an automatic reply or a delivery report is no copy")
    draft = Draft()
    _head(draft, top, feed)
    read = [one for one in (top, *inner) if not one.content_type.startswith(("multipart/", "message/rfc822"))]
    _content(draft, read, feed)
    _nested(draft, inner, feed)
    read_form(draft)
    _signals(draft, feed)
    yield draft


def _head(draft: Draft, top: Part, feed: Feed) -> None:
    def text(name: str) -> str | None:
        return header_text(top.header(name), draft, feed)

    draft.headline = text("subject")
    sender = text("from")
    named = _NAMED.fullmatch(sender) if sender and len(sender) < 1000 else None
    draft.byline = (named[1].strip() or named[2]) if named else sender
    draft.credit = text("organization") or sender
    draft.ednote = text("comments")
    draft.keywords = [word for one in re.split("[,、]", text("keywords") or "") if (word := one.strip())]
    draft.language = (text("content-language") or "").partition(",")[0].strip() or None
    read_date(draft, "created_at", text("date"), feed.zone)
    found = _ID.search(top.header("message-id")[:2000])
    draft.story_id = found[1] if found else top.header("message-id").strip()[:500] or _digest(draft, top)
    draft.relations = _relations(top, draft.story_id)


def _digest(draft: Draft, top: Part) -> str:
    """RFC 5322 lets a mail be without an id; what a server keeps when it sends the mail again makes one."""
    draft.warnings.append("story_id: no Message-ID, a digest of sender, date and subject stands in")
    kept = "\x1f".join(top.header(name) for name in ("from", "date", "subject"))
    return "mail:" + hashlib.sha256(kept.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _relations(top: Part, story_id: str) -> list[Relation]:
    found = [
        (name, one)
        for name in ("In-Reply-To", "References", "Supersedes", "Replaces", "Resent-Message-ID")
        for one in _ID.findall(top.header(name.lower())[:10_000])[-20:]
        if one != story_id
    ]
    return [Relation(kind=name, id=one) for name, one in dict.fromkeys(found)]


def _content(draft: Draft, parts: list[Part], feed: Feed) -> None:
    """Text parts in their order, of alternatives the HTML; all others are attachments."""
    bodies: list[Body] = []
    pending: dict[int, tuple[Body, bool]] = {}
    for part in parts:
        if part.nested:
            continue
        if part.is_text:
            body = _body(part, draft, feed)
            rich = part.content_type == "text/html"
            if body is None:
                continue
            before = pending.get(part.alternative) if part.alternative else None
            if before is None:
                bodies.append(body)
            elif rich and not before[1]:
                bodies[bodies.index(before[0])] = body
            else:
                continue
            if part.alternative:
                pending[part.alternative] = (body, rich)
        elif part.content_type not in _SIGNATURES:
            _attachment(draft, part, feed)
    draft.body = _joined(bodies)


def _body(part: Part, draft: Draft, feed: Feed) -> Body | None:
    """None where there is nothing to read; HTML that is nested too deep gives way to its plain alternative."""
    text = part_text(part, draft, feed)
    if part.content_type == "text/html":
        try:
            body = body_of_html(text)
        except Rejected as refused:
            if not part.alternative:
                raise
            draft.warnings.append(f"body: its HTML is left out: {refused.detail}")
            return None
    else:
        text = plain_paragraphs(unsigned(flowed(text, part), draft))
        body = Body(text=text, html=text_to_html(text))
    return body if body.text.strip() else None


def _joined(bodies: list[Body]) -> Body | None:
    if not bodies:
        return None
    return Body(text="\n\n".join(one.text for one in bodies), html="\n".join(one.html for one in bodies))


def _attachment(draft: Draft, part: Part, feed: Feed) -> None:
    name = _file_name(part, draft, feed)
    family = part.content_type.partition("/")[0]
    kind: Kind = "composite" if _ARCHIVE.search(part.content_type) else _KINDS.get(family, "text")
    found = _ID.search(part.header("content-id")[:1000])
    href = f"cid:{found[1]}" if found else None
    caption = header_text(part.header("content-description"), draft, feed)
    rendition = Rendition(name=name, href=href, content_type=part.content_type)
    draft.media.append(Media(kind=kind, caption=caption, href=href, renditions=[rendition]))
    shown = (name or "without a name")[:40]
    if kind == "composite":
        draft.warnings.append(f"attachment {shown}: an archive, which is not opened")
    elif _WIRE.fullmatch(part.content_type):
        draft.warnings.append(f"attachment {shown}: {part.content_type}, text that is not read")


def _file_name(part: Part, draft: Draft, feed: Feed) -> str | None:
    """No story is lost for the name of a file."""
    if part.filename_is_text:
        return part.filename or None
    try:
        return header_text(part.filename, draft, feed)
    except Rejected as unread:
        draft.warnings.append(f"attachment: its name is not read: {unread.detail}")
        return None


def _nested(draft: Draft, inner: list[Part], feed: Feed) -> None:
    """A mail that is forwarded whole: named always, and read where the mail around it has no words of its own."""
    holders = [one for one in inner if one.content_type == "message/rfc822"]
    for one in holders:
        if one.inside is not None and (found := _ID.search(one.inside.header("message-id")[:2000])):
            draft.relations.append(Relation(kind="message/rfc822", id=found[1]))
    if not holders:
        return
    own = draft.body
    if own is None:
        read = [
            one for one in inner if one.nested and not one.content_type.startswith(("multipart/", "message/rfc822"))
        ]
        for one in read:
            one.nested = False
        _content(draft, read, feed)
        why = "the mail has none, that of the mail in it stands in"
        if draft.body is not None:
            draft.repairs.append(Repair(field="body", from_="", to=draft.body.text[:40], why=why))
        if not draft.headline and holders[0].inside is not None:
            draft.headline = header_text(holders[0].inside.header("subject"), draft, feed)
    else:
        draft.warnings.append(f"{len(holders)} mail(s) in the mail, not read")


def _own_words(draft: Draft) -> str:
    """The head of the text without what it quotes of another mail."""
    text = draft.body.text[:4000] if draft.body else ""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">"))


def _signals(draft: Draft, feed: Feed) -> None:
    """Of the Subject, without what mail programs put before it."""
    subject = draft.headline or ""
    for _ in range(5):
        if not (found := _REPLY.match(subject)):
            break
        subject = subject[found.end() :]
    signal = signal_of(draft.headline or "", feed.markers)
    if signal.rest in {draft.headline, ""}:
        signal = signal_of(subject, feed.markers)
    draft.change = signal.change or "new"
    draft.version = signal.version
    if signal.withdraws or is_notice(subject, _own_words(draft), signal.rest or subject):
        draft.change = "withdrawal"
        draft.status, draft.withdraws, draft.version = "canceled", "notice", 1
    elif signal.advance:
        draft.hold_back("advance", "advance copy")
