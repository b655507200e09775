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

_NEAR = dt.timedelta(minutes=2)
_MOST_TEXT = 500
_MOST_WHY = 200
_MOST_CANDIDATES = 5
_NEWEST = 3
"""Candidates where nothing speaks for any: those that a notice most often follows."""

_SAME, _LIKE = 0.8, 0.5
"""Shares of a headline's words that a notice has: from the first on they are a clue, from the second a doubt."""

_ORDER: tuple[Clue, ...] = ("relation", "id", "headline", "slug", "time", "words")
_STRONG = frozenset[Clue](["relation", "id", "headline"])


@dataclass(frozen=True, slots=True)
class Told:
    """A story that the notice may mean, as the store has it; `times` are UTC: created, updated, received."""

    story_id: str
    version: int
    headline: str
    slugline: str | None
    times: tuple[dt.datetime, ...]
    withdrawn: bool


@dataclass(slots=True)
class _Fit:
    """What speaks for one story: each clue with the notice's words for it."""

    told: Told
    by: dict[Clue, str] = field(default_factory=dict)
    share: float = 0.0
    compound: bool = False

    @property
    def clues(self) -> list[Clue]:
        return [clue for clue in _ORDER if clue in self.by]

    @property
    def strong(self) -> bool:
        return not _STRONG.isdisjoint(self.by) or ("slug" in self.by and self.compound)


def match(notice: Article, told: Sequence[Told], *, zone: str = "UTC") -> Notice:
    """The one story that fits, or none and what came nearest: a wrong story taken down is worse than a question.

    `told` are the provider's stories of the last days, newest first; `zone` is that of the feed, IANA.  A strong clue
    (relation, id, headline, a slug of several words) of one story alone is enough.  A moment and words have to agree,
    or the words have to be one story's alone and no other's by half.  Of several that fit, one wins if it has every
    clue that the others have and one more.
    """
    said = clues_in(notice, zone)
    others = [one for one in told if one.story_id != notice.story_id]
    fits = _fits(said, others)
    best, why = _choose(fits, known=bool(others))
    text = f"{notice.headline[:_MOST_TEXT]}\n{notice.body.text[:_MOST_TEXT]}".strip()
    if best is not None:
        found = best.told
        by = [clue for clue in best.clues if clue != "words" or best.share >= _SAME]
        return Notice(
            notice_id=notice.story_id, story_id=found.story_id, version=found.version, by=by, why=why, text=text
        )
    nearest = fits[:_MOST_CANDIDATES] or [_Fit(one) for one in others[:_NEWEST]]
    return Notice(notice_id=notice.story_id, why=why, text=text, candidates=[_candidate(one) for one in nearest])


def _candidate(fit: _Fit) -> Candidate:
    told = fit.told
    return Candidate(story_id=told.story_id, version=told.version, headline=told.headline, by=fit.clues)


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
    return fit if fit.by else None


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
    if said.ends.isdisjoint(bare(fit.told.headline[-8:])):
        return
    name = bare(fit.told.headline)
    for titles in (said.titles, said.own):
        # The headline without its desk words is the end of it.
        if not titles or not name.endswith(tuple(titles)):
            continue
        own = name if name in titles else bare(read_signal(fit.told.headline).rest)
        if own in titles and is_title(own):
            fit.by["headline"] = titles[own]
            return


def _by_slug(said: Clues, fit: _Fit) -> None:
    if said.slugs and (slug := slug_of(fit.told.slugline)) in said.slugs:
        fit.by["slug"] = said.slugs[slug]
        fit.compound = is_compound(slug)


def _by_time(said: Clues, fit: _Fit) -> None:
    for moment, shown in said.moments:
        low, high = moment - _NEAR, moment + _NEAR + dt.timedelta(minutes=1)
        if any(low <= at < high for at in fit.told.times):
            fit.by["time"] = shown
            return


def _by_words(said: Clues, fit: _Fit) -> None:
    headline = fit.told.headline
    if not headline.isascii() and len(said.signs.intersection(headline)) * 5 < len(headline):
        return
    words, enough = words_of(headline)
    if not words or not enough:
        return
    share = len(words & said.words) / len(words)
    if share >= _LIKE and share < 1 and (rest := read_signal(headline).rest):
        words = words_of(rest)[0] or words
        share = len(words & said.words) / len(words)
    if share >= _LIKE:
        fit.share = share
        fit.by["words"] = headline


def _choose(fits: Sequence[_Fit], *, known: bool) -> tuple[_Fit | None, str]:
    """The story that is meant, and why; or None, and why not."""
    enough = [fit for fit in fits if _suffices(fit, fits)]
    if not enough:
        return None, _nothing(fits, known=known)
    best = next((one for one in enough if all(_beats(one, other) for other in enough if other is not one)), None)
    if best is None:
        names = ", ".join(dict.fromkeys(clue for fit in enough for clue in fit.clues))
        return None, f"{len(enough)} stories fit equally well ({names}): {_quoted(enough[0])} and others"[:_MOST_WHY]
    if rival := next((fit for fit in fits if _contradicts(fit, best)), None):
        return None, f"one story fits by {best.clues[0]}, another by its time: {_quoted(rival)}"[:_MOST_WHY]
    return best, _because(best)


def _suffices(fit: _Fit, fits: Sequence[_Fit]) -> bool:
    if fit.strong:
        return True
    same = fit.share >= _SAME
    if "time" in fit.by and (same or "slug" in fit.by):
        return True
    return same and ("slug" in fit.by or not any(other.share >= _LIKE for other in fits if other is not fit))


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
    "words": lambda shown: f"the notice holds the words of its headline: 「{shown}」",
}


def _because(fit: _Fit) -> str:
    """The strongest clue in the notice's words, the others by name."""
    first, *others = fit.clues
    more = f"; so do {', '.join(others)}" if others else ""
    more += "; it is withdrawn already" if fit.told.withdrawn else ""
    return _cut(_REASONS[first](fit.by[first]), _MOST_WHY - len(more)) + more


def _nothing(fits: Sequence[_Fit], *, known: bool) -> str:
    if not known:
        return "no story of this provider is known from the last days"
    if not fits:
        return "nothing in the notice leads to a story"
    first = fits[0].clues[0]
    return _cut(f"too little to tell a story by: {_REASONS[first](fits[0].by[first])}", _MOST_WHY)


def _quoted(fit: _Fit) -> str:
    return f"「{_cut(fit.told.headline, 80)}」"


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"
