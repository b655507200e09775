"""Which story does a notice of withdrawal mean?  A notice under an id of its own has to be read for it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from schemas.article import Article, Candidate, Clue, Notice
from services.ingest.desk_words.signals import read_signal
from services.ingest.life.clues import (
    Clues,
    bare,
    clues_in,
    is_compound,
    is_number,
    is_title,
    keys_of,
    slug_of,
    tells,
    words_of,
)
from services.ingest.life.moments import minute_of

_RECENT = dt.timedelta(hours=24)
"""For so long a headline or a slug is one story's: the closing prices come under theirs every day."""

_MOST_TEXT = 500
_MOST_WHY = 200
_MOST_CANDIDATES = 5
_NEWEST = 3
"""Candidates where nothing speaks for any: those that a notice most often follows."""

_ALL, _SAME, _LIKE = 1.0, 0.8, 0.5
"""Shares of a headline's words that a notice has: all are enough by themselves, most beside a moment, half are a doubt.

One word of six may be the name of another ship.
"""

_ORDER: tuple[Clue, ...] = ("relation", "id", "headline", "slug", "time", "words")
_SURE = frozenset[Clue](["relation", "id"])


@dataclass(frozen=True, slots=True)
class Told:
    """A story that the notice may mean, as the store has it; `times` are UTC: created, updated, received.

    `headlines` are all under which versions of it were announced, newest first.  One that is not `public` was never
    announced: a kill has to stop it, and nobody may learn of it.
    """

    story_id: str
    version: int
    headline: str
    slugline: str | None
    times: tuple[dt.datetime, ...]
    withdrawn: bool
    headlines: tuple[str, ...] = ()
    public: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        return (self.headline, *(one for one in self.headlines if one != self.headline))

    @property
    def shown(self) -> str:
        """What subscribers have: the newest version may wait."""
        return self.headlines[0] if self.headlines else self.headline


@dataclass(slots=True)
class _Fit:
    """What speaks for one story: each clue with the notice's words for it.

    `recent`: of the last hours before the notice, or of a moment or day that it names.  `admitted`: the notice names
    no moment and no day, or one of this story.
    """

    told: Told
    by: dict[Clue, str] = field(default_factory=dict)
    share: float = 0.0
    compound: bool = False
    recent: bool = True
    admitted: bool = True
    title: str = ""

    @property
    def clues(self) -> list[Clue]:
        return [clue for clue in _ORDER if clue in self.by]

    @property
    def sure(self) -> bool:
        return not _SURE.isdisjoint(self.by)

    @property
    def strong(self) -> bool:
        return "headline" in self.by or ("slug" in self.by and self.compound)


def match(notice: Article, told: Sequence[Told], *, zone: str = "UTC") -> Notice:
    """The one story that fits, or none and what came nearest: a wrong story taken down is worse than a question.

    `told` are the provider's stories of the last days, newest first; `zone` is that of the feed, IANA.  A relation or
    an id of one story alone is enough.  So is its headline or a slug of several words, if the story is of the last 24
    hours or of a moment or day that the notice names, and the notice names no other moment, day or title.  A moment
    and words have to agree, or all the words have to be one story's alone and no other's by half.  Of several that
    fit, one wins if it has every clue that the others have and one more.
    """
    said = clues_in(notice, zone)
    others = [one for one in told if one.story_id != notice.story_id]
    fits = _fits(said, others)
    best, why = _choose(said, fits, known=bool(others))
    text = f"{notice.headline[:_MOST_TEXT]}\n{notice.body.text[:_MOST_TEXT]}".strip()
    if best is not None:
        found = best.told
        by = [clue for clue in best.clues if clue != "words" or best.share >= _SAME]
        return Notice(
            notice_id=notice.story_id, story_id=found.story_id, version=found.version, by=by, why=why, text=text
        )
    public = [one for one in others if one.public]
    nearest = [fit for fit in fits if fit.told.public][:_MOST_CANDIDATES] or [_Fit(one) for one in public[:_NEWEST]]
    return Notice(notice_id=notice.story_id, why=why, text=text, candidates=[_candidate(one) for one in nearest])


def _candidate(fit: _Fit) -> Candidate:
    told = fit.told
    return Candidate(story_id=told.story_id, version=told.version, headline=told.shown, by=fit.clues)


def _fits(said: Clues, told: Sequence[Told]) -> list[_Fit]:
    """Those for which anything speaks, the best first, the newest of equals first."""
    fits = [fit for one in told if (fit := _fit(said, one)) is not None]
    _keep_surest(fits, said)
    fits = [fit for fit in fits if fit.by]
    return sorted(fits, key=lambda fit: ([clue not in fit.by for clue in _ORDER], -fit.share))


def _fit(said: Clues, told: Told) -> _Fit | None:
    fit = _Fit(told)
    for find in (_by_id, _by_headline, _by_slug, _by_time, _by_words):
        find(said, fit)
    if not fit.by:
        return None
    firm = [moment for moment in said.moments if moment.firm]
    met = any(moment.admits(told.times) for moment in firm)
    fit.admitted = met or not firm
    fit.recent = met or "time" in fit.by or _is_recent(told, said.sent)
    return fit


def _is_recent(told: Told, sent: dt.datetime) -> bool:
    """By the newest version before the notice; of a story that came only later by its newest."""
    before = [at for at in told.times if at <= sent] or told.times
    return bool(before) and abs(sent - max(before)) <= _RECENT


def _by_id(said: Clues, fit: _Fit) -> None:
    for key in keys_of(fit.told.story_id):
        if key in said.relations and "relation" not in fit.by:
            fit.by["relation"] = said.relations[key][1]
        if key in (said.numbers if is_number(key) else said.ids) and tells(key):
            fit.by.setdefault("id", key)


def _keep_surest(fits: Sequence[_Fit], said: Clues) -> None:
    """A mail names its whole thread: where a surer relation names a story, the others say nothing."""
    ranks = {id(fit): min(said.relations[k][0] for k in keys_of(fit.told.story_id) if k in said.relations)
             for fit in fits if "relation" in fit.by}  # fmt: skip
    best = min(ranks.values(), default=0)
    for fit in fits:
        if ranks.get(id(fit), best) > best:
            del fit.by["relation"]


def _by_headline(said: Clues, fit: _Fit) -> None:
    for headline in fit.told.names:
        if said.ends.isdisjoint(bare(headline[-8:])):
            continue
        name = bare(headline)
        for titles in (said.titles, said.own):
            # The headline without its desk words is the end of it.
            if not titles or not name.endswith(tuple(titles)):
                continue
            own = name if name in titles else bare(read_signal(headline).rest)
            if own in titles and is_title(own):
                fit.by["headline"], fit.title = titles[own], own
                return


def _by_slug(said: Clues, fit: _Fit) -> None:
    if said.slugs and (slug := slug_of(fit.told.slugline)) in said.slugs:
        fit.by["slug"] = said.slugs[slug]
        fit.compound = is_compound(slug)


def _by_time(said: Clues, fit: _Fit) -> None:
    if not said.minutes:
        return
    for at in fit.told.times:
        if shown := said.minutes.get(minute_of(at)):
            fit.by["time"] = shown
            return


def _by_words(said: Clues, fit: _Fit) -> None:
    for headline in fit.told.names:
        if (share := _share(said, headline)) >= _LIKE and share > fit.share:
            fit.share = share
            fit.by["words"] = headline if fit.told.public and headline in (fit.told.headlines or (headline,)) else ""


def _share(said: Clues, headline: str) -> float:
    """Of the content words of the headline, how many the notice has; 0 where they are too few to tell it by."""
    if not headline.isascii() and len(said.signs.intersection(headline)) * 5 < len(headline):
        return 0.0
    words, enough = words_of(headline)
    if not words or not enough:
        return 0.0
    share = len(words & said.words) / len(words)
    if share >= _LIKE and share < 1 and (rest := read_signal(headline).rest):
        words = words_of(rest)[0] or words
        share = len(words & said.words) / len(words)
    return share


def _choose(said: Clues, fits: Sequence[_Fit], *, known: bool) -> tuple[_Fit | None, str]:
    """The story that is meant, and why; or None, and why not."""
    enough = [fit for fit in fits if _suffices(fit, fits)]
    if not enough:
        return None, _nothing(said, fits, known=known)
    best = next((one for one in enough if all(_beats(one, other) for other in enough if other is not one)), None)
    if best is None:
        names = ", ".join(dict.fromkeys(clue for fit in enough for clue in fit.clues))
        return None, _cut(f"{len(enough)} stories fit equally well ({names}){_named(enough)}", _MOST_WHY)
    if rival := next((fit for fit in fits if _contradicts(fit, best)), None):
        return None, _by_another_time(best, rival)
    if not best.sure and (other := _other_title(said, best)):
        return None, _cut(f"two are named, and one alone is known: not 「{other}」", _MOST_WHY)
    return best, _because(best)


def _suffices(fit: _Fit, fits: Sequence[_Fit]) -> bool:
    if fit.sure:
        return True
    return fit.admitted and fit.recent and (fit.strong or _words_suffice(fit, fits))


def _words_suffice(fit: _Fit, fits: Sequence[_Fit]) -> bool:
    if "time" in fit.by and (fit.share >= _SAME or "slug" in fit.by):
        return True
    alone = not any(other.share >= _LIKE for other in fits if other is not fit)
    return fit.share >= _ALL and ("slug" in fit.by or alone)


def _other_title(said: Clues, best: _Fit) -> str | None:
    """A title in the notice that the story has not had; a few words of the story's are no title."""
    names = [name for headline in best.told.names for name in {bare(headline), bare(read_signal(headline).rest)}]
    others = [one for one in said.quoted if not any(one == name or _is_bit(one, name) for name in names)]
    # A notice under the story's own headline quotes what was wrong in it.
    own = best.title in said.own and best.title not in said.titles
    return min(others) if others and not own else None


def _beats(one: _Fit, other: _Fit) -> bool:
    """Words are no clue beside a headline: they are the same words."""
    mine, theirs = ({clue for clue in fit.by if clue != "words"} for fit in (one, other))
    return theirs < mine if theirs or mine else False


def _contradicts(fit: _Fit, best: _Fit) -> bool:
    """The notice names the moment of another story that is much like what it says."""
    return fit is not best and "time" in fit.by and "time" not in best.by and fit.share >= _LIKE


_REASONS: dict[Clue, Callable[[str], str]] = {
    "relation": lambda shown: f"the notice names it by a relation: {shown}",
    "id": lambda shown: f"the notice holds its id: {shown}",
    "headline": lambda shown: f"its headline is quoted in the notice: 「{shown}」",
    "slug": lambda shown: f"the notice has its slug: {shown}",
    "time": lambda shown: f"the notice names the minute of it: {shown}",
    "words": lambda shown: "the notice holds the words of its headline" + (f": 「{shown}」" if shown else ""),
}


def _because(fit: _Fit) -> str:
    """The strongest clue in the notice's words, the others by name."""
    first, *others = fit.clues
    more = f"; so do {', '.join(others)}" if others else ""
    more += "; it is withdrawn already" if fit.told.withdrawn else ""
    return _cut(_REASONS[first](fit.by[first]), _MOST_WHY - len(more)) + more


def _nothing(said: Clues, fits: Sequence[_Fit], *, known: bool) -> str:
    if not known:
        return "no story of this provider is known from the last days"
    if not fits:
        return "nothing in the notice leads to a story"
    first = fits[0]
    reason = _REASONS[first.clues[0]](first.by[first.clues[0]])
    if not first.strong or (first.admitted and first.recent):
        return _cut(f"too little to tell a story by: {reason}", _MOST_WHY)
    if first.admitted:
        return _cut(f"that story is more than a day old, and the notice names no moment of it: {reason}", _MOST_WHY)
    if rival := next((fit for fit in fits if _contradicts(fit, first)), None):
        return _by_another_time(first, rival)
    named = next(moment.shown for moment in said.moments if moment.firm)
    return _cut(f"the notice names another moment ({_cut(named, 60)}): {reason}", _MOST_WHY)


def _is_bit(one: str, name: str) -> bool:
    return one in name and len(one) * 2 < len(name)


def _by_another_time(best: _Fit, rival: _Fit) -> str:
    return _cut(f"one story fits by {best.clues[0]}, another by its time{_named([rival])}", _MOST_WHY)


def _named(fits: Sequence[_Fit]) -> str:
    """The first that everybody may know of."""
    public = next((fit.told.shown for fit in fits if fit.told.public), None)
    more = " and others" if len(fits) > 1 else ""
    return f": 「{_cut(public, 80)}」{more}" if public else ""


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
