"""`wire schema`: the published contracts."""

from pathlib import Path
from typing import Annotated

import typer

_PUBLISHED = Path(__file__).resolve().parents[2] / "schemas" / "published"

app = typer.Typer(help="The contracts as JSON Schema and AsyncAPI.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `export` a command of its own, though it is the only one."""


@app.command()
def export(folder: Annotated[Path, typer.Argument(help="where to write them")] = _PUBLISHED) -> None:
    """Write them anew from the models, as tests/contract expects them."""
    from schemas.publish import write_published

    write_published(folder)
    print(folder)
