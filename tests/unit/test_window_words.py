"""Every string of the pages is there in every language."""

import re
from typing import get_args

from schemas.japan import Market
from schemas.reasons import Reason
from services.desk.state import State
from services.desk.stories import Listing
from services.desk.window.page import HERE
from services.desk.window.words import TABLES


def test_all_languages_have_the_same_keys() -> None:
    keys = {language: set(table) for language, table in TABLES.items()}
    assert keys["en"] == keys["ja"]
    assert all(value.strip() for table in TABLES.values() for value in table.values())


def test_all_keys_of_the_templates_are_there() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in (HERE / "templates").iterdir())
    named = set(re.findall(r"""\bt\(['"](\w+)['"]\)""", text))
    assert len(named) > 50
    assert named <= set(TABLES["en"])


def test_all_states_and_reasons_have_a_word() -> None:
    phases = get_args(Market.model_fields["phase"].annotation)
    wanted = (
        [f"state_{one}" for one in get_args(State)]
        + [f"list_{one}" for one in get_args(Listing)]
        + [f"reason_{one}" for one in Reason]
        + [f"market_{one}" for one in phases]
        + [f"letter_{one}" for one in ("open", "retrying", "resolved", "dropped")]
    )
    assert [one for one in wanted if one not in TABLES["en"]] == []


def test_pages_ask_no_other_host_and_hold_no_script_of_their_own() -> None:
    for path in [*(HERE / "templates").iterdir(), *(HERE / "static").iterdir()]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"https?://|url\(|@import", text), path
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|\|\s*safe\b|autoescape", text), path
