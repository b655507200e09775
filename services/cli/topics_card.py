"""How an explanation of topics is printed: for people in colours, for programs as JSON."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import orjson
from rich.text import Text

from services.cli.story_card import console, safe

if TYPE_CHECKING:
    from schemas.article import Evidence, Topic
    from services.ingest.enrich.topics.explain import Explanation
    from services.ingest.enrich.topics.tally import Texts
    from services.ingest.enrich.topics.vocabulary import Concept


def print_explanation(texts: "Texts", found: "Explanation") -> None:
    out = console()
    out.print(Text(safe(texts["headline"]) or "(no headline)", style="bold"), soft_wrap=True)
    for topic in found.topics:
        out.print(_topic_line(topic), soft_wrap=True)
        _print_evidence(topic.evidence)
    for concept, subject in found.supplied:
        code = f"{subject.scheme or ''}:{subject.code or subject.name}"
        out.print(Text(f"  supplier's code {safe(code)} is {_path(concept)}", style="dim"), soft_wrap=True)
    if not found.topics:
        out.print("  no topic is sure enough")
    for near in found.near:
        out.print(Text(f"  not a tag  {near.score:.2f}  {_path(near.concept)}", style="yellow"), soft_wrap=True)
        _print_evidence(near.evidence)
    for unmet in found.unmet:
        place = f"{unmet.where} {unmet.start}"
        line = f"  not counted  {safe(unmet.text)!r} ({place}) for {unmet.concept.names.en}: {safe(unmet.why)}"
        out.print(Text(line, style="dim"), soft_wrap=True)
    asked = "the terms left a doubt: the semantic layer was asked" if found.read else "by the terms alone"
    out.print(Text(f"  ({asked})", style="dim"))


def as_json(texts: "Texts", found: "Explanation") -> str:
    shown = {
        "headline": texts["headline"],
        "topics": [topic.model_dump() for topic in found.topics],
        "supplied": [{"id": one.id, "scheme": subject.scheme, "code": subject.code} for one, subject in found.supplied],
        "near": [
            {"id": one.concept.id, "score": one.score, "evidence": [seen.model_dump() for seen in one.evidence]}
            for one in found.near
        ],
        "not_counted": [
            {"text": one.text, "where": one.where, "start": one.start, "id": one.concept.id, "why": one.why}
            for one in found.unmet
        ],
        "semantic": found.read,
    }
    return orjson.dumps(shown).decode()


def _topic_line(topic: "Topic") -> Text:
    from services.ingest.enrich.topics.vocabulary import vocabulary

    steps = [found for step in topic.path if (found := vocabulary().get(step))]
    names = " › ".join(f"{one.names.en} {score:.2f}" for one, score in zip(steps, topic.scores, strict=True))
    return (
        Text(f"  {topic.id}  ", style="green")
        .append(names, style="bold green")
        .append(f"  {topic.name.ja}  by {topic.method}", style="green")
    )


def _print_evidence(evidence: Iterable["Evidence"]) -> None:
    for seen in evidence:
        place = f"{seen.where} {seen.start}-{seen.end}"
        console().print(
            Text(f"      {place:<20} ", style="dim").append(safe(seen.text), style="default"), soft_wrap=True
        )


def _path(concept: "Concept") -> str:
    from services.ingest.enrich.topics.vocabulary import vocabulary

    steps = [found for step in concept.path if (found := vocabulary().get(step))]
    return " › ".join(one.names.en for one in steps) + f" / {concept.names.ja}"
