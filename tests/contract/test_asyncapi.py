"""The AsyncAPI document, before the official parser (npm @asyncapi/parser)."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDER = Path(__file__).parent / "asyncapi"
DOCUMENT = ROOT / "schemas" / "published" / "asyncapi.json"


@pytest.fixture(scope="module")
def parser() -> list[str]:
    """The command that checks a file; a machine without node can't, and CI has to be able to."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        assert not os.environ.get("CI"), "CI needs node and npm for the AsyncAPI parser"
        pytest.skip("no node and npm here, so the AsyncAPI document is not parsed")
    if not (FOLDER / "node_modules" / "@asyncapi" / "parser").is_dir():
        # A package-lock would record where packages were fetched from, so the version is pinned in package.json alone.
        install = [npm, "install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(install, cwd=FOLDER, check=True, timeout=300)
    return [node, str(FOLDER / "check.mjs")]


@pytest.mark.timeout(400)
def test_the_document_is_asyncapi(parser: list[str]) -> None:
    found = subprocess.run([*parser, str(DOCUMENT)], capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.timeout(400)
def test_the_parser_can_fail(parser: list[str], tmp_path: Path) -> None:
    broken = tmp_path / "asyncapi.json"
    broken.write_text(DOCUMENT.read_text().replace('"action": "send"', '"action": "shout"'))
    for schema in DOCUMENT.parent.glob("*.schema.json"):
        shutil.copy(schema, tmp_path)
    found = subprocess.run([*parser, str(broken)], capture_output=True, text=True, timeout=120, check=False)
    assert found.returncode == 1
    assert "action" in found.stdout
