"""From the bytes of an entry to outcomes: the pure middle of the line, read top to bottom."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from schemas.article import Article, Source
from schemas.reasons import Reason, Rejected
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.enrich import Rules, enrich
from services.ingest.formats import format_of
from services.ingest.validate import validate
from services.runtime.feeds import Feed


@dataclass(frozen=True, slots=True)
class Refusal:
    """A story, or a whole entry, that was refused: `source` says which."""

    reason: Reason
    detail: str
    source: Source


Outcome = Article | Refusal

Passed = Callable[[str], None]
"""Is told of each step of a story when it is over: `read`, `validate`, `enrich`."""


def _unwatched(_step: str) -> None:
    """Nobody asks how long the steps take."""


def process(
    body: bytes,
    feed: Feed,
    received_at: dt.datetime,
    rules: Rules,
    warnings: Sequence[str] = (),
    passed: Passed = _unwatched,
) -> list[Outcome]:
    """One outcome a story, at least one an entry; never raises.  `warnings` are of the entry, for all its stories."""
    source = Source(
        feed=feed.name,
        format=None,
        encoding=None,
        sha256=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
        item=0,
        received_at=received_at,
    )
    try:
        copy = decode(body, feed)
        source = _told(source, encoding=copy.encoding)
        form = format_of(copy)
        source = _told(source, format=form.NAME)
        return _stories(_warned(form.parse(copy, feed), warnings), copy, feed, source, rules, passed)
    except Rejected as refused:
        return [Refusal(refused.reason, refused.detail, source)]
    except Exception as fault:
        return [Refusal(Reason.POISON, _place(fault), source)]


def _told(source: Source, **facts: object) -> Source:
    return Source.built(vars(source) | facts)


def _warned(drafts: Iterable[Draft | Rejected], warnings: Sequence[str]) -> Iterator[Draft | Rejected]:
    for draft in drafts:
        if isinstance(draft, Draft):
            draft.warnings.extend(warnings)
        yield draft


def _stories(
    drafts: Iterable[Draft | Rejected], copy: Copy, feed: Feed, source: Source, rules: Rules, passed: Passed
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for item, draft in enumerate(drafts):
        passed("read")  # some formats parse a story when it is asked for
        if item >= feed.max_items:
            # Half an entry is worse than none: a resend after the limit was raised brings all of it.
            raise Rejected(Reason.TOO_LARGE, f"more than {feed.max_items} items in one entry")
        outcomes.append(_story(draft, copy, feed, _told(source, item=item) if item else source, rules, passed))
    if not outcomes:
        raise Rejected(Reason.NO_CONTENT, f"a {source.format} entry without a story")
    return outcomes


def _story(draft: Draft | Rejected, copy: Copy, feed: Feed, source: Source, rules: Rules, passed: Passed) -> Outcome:
    if isinstance(draft, Rejected):
        return Refusal(draft.reason, draft.detail, source)
    step = "validate"
    try:
        story = validate(draft, copy, feed, source.received_at)
        passed(step)
        step = "enrich"
        return enrich(story, source, feed, rules)
    except Rejected as refused:
        return Refusal(refused.reason, refused.detail, source)
    except Exception as fault:
        return Refusal(Reason.POISON, _place(fault), source)
    finally:
        passed(step)


def _place(fault: Exception) -> str:
    """Where the fault is, without the copy that it may quote."""
    trace = fault.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" at {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    return f"{type(fault).__name__}{where}"
