"""The picture of where ingest spends its time says what the samples say."""

from pathlib import Path

from tests.bench.flame import read

FOLDED = """\
main (services/cli/app.py);run (asyncio/runners.py);Ingest._handler.<locals>.on_batch (services/ingest/app.py);process (services/ingest/pipeline.py) 3
main (services/cli/app.py);on_batch (services/ingest/app.py);fetch (asyncpg/pool.py);execute (asyncpg/connection.py) 2
wait (threading.py);get (queue.py) 9
"""  # noqa: E501  as py-spy writes it


def test_stacks_begin_with_ours_and_name_libraries() -> None:
    batch = ("on_batch", "services/ingest/app.py")
    assert read(FOLDED) == {(batch, ("process", "services/ingest/pipeline.py")): 3, (batch, ("asyncpg", "")): 2}


def test_the_kept_picture_is_of_the_line() -> None:
    picture = (Path(__file__).parents[2] / "docs" / "performance" / "flame.svg").read_text(encoding="utf-8")
    assert "pipeline.process" in picture
    assert "topics_of" in picture
