"""NewsML-G2: may it be published, what is it to the version before, until when does it wait."""

import datetime as dt

import pytest

from schemas.reasons import Reason
from schemas.story import Hold, Repair
from tests.unit.test_newsml_g2 import draft, item, refused


@pytest.mark.parametrize(
    ("meta", "status"),
    [
        ("", "usable"),
        ('<pubStatus qcode="pst:withheld"/>', "withheld"),
        ('<pubStatus uri="http://cv.iptc.org/newscodes/pubstatusg2/canceled"/>', "canceled"),
        ('<pubStatus literal="usable"/>', "usable"),
        ("<pubStatus><name>withheld</name></pubStatus>", "withheld"),
    ],
)
def test_status(meta: str, status: str) -> None:
    assert draft(item(meta)).status == status


@pytest.mark.parametrize("meta", ['<pubStatus qcode="stat:mandatorykill"/>', "<pubStatus/>"])
def test_a_status_that_is_none_is_never_published(meta: str) -> None:
    assert refused(item(meta)) == Reason.BAD_VALUE


def test_cancelled_in_british() -> None:
    found = draft(item('<pubStatus qcode="stat:cancelled"/>'))
    assert found.status == "canceled"
    assert found.repairs == [Repair(field="status", from_="cancelled", to="canceled", why="spelling of NewsML-G2")]


@pytest.mark.parametrize(
    ("meta", "headline", "change"),
    [
        ("", "Snow", None),
        ('<signal qcode="sig:update"/>', "Snow", "update"),
        ('<signal qcode="sig:correction"/><signal qcode="sig:update"/>', "Snow", "correction"),
        ('<signal qcode="edStat:N"/>', "Snow", "new"),
        ('<signal qcode="edStat:N"/>', "UPDATE 1-Snow", "update"),
        ('<signal qcode="edStat:C"/>', "Snow", "correction"),
        ('<signal qcode="update:append-major-content"/>', "Snow", "update"),
        ("", "CORRECTED-Snow on the pass", "correction"),
        ("", "NEW YORK SNOWED IN", None),
        ('<edNote role="x:correction">It was rain.</edNote>', "Snow", "correction"),
        ('<signal qcode="sig:update"/><edNote role="x:correction">Adds.</edNote>', "Snow", "update"),
        ("<edNote>CORRECTS the depth</edNote>", "Snow", "correction"),
        ("<edNote>Kill Bill is a film</edNote>", "Snow", None),
    ],
)
def test_change(meta: str, headline: str, change: str | None) -> None:
    found = draft(item(meta, f"<headline>{headline}</headline>"))
    assert (found.change, found.status) == (change, "usable")


@pytest.mark.parametrize(
    ("meta", "headline"),
    [
        ('<signal qcode="sig:kill"/>', "Snow"),
        ('<pubStatus qcode="stat:usable"/><signal uri="http://example.com/signal/retraction"/>', "Snow"),
        ("", "WITHDRAWN-Snow on the pass"),
        ("<edNote>MANDATORY KILL: wrong pass</edNote>", "Snow"),
        ('<pubStatus qcode="stat:canceled"/><embargoed>soon</embargoed>', "Snow"),
    ],
)
def test_withdrawals(meta: str, headline: str) -> None:
    found = draft(item(meta, f"<headline>{headline}</headline>"))
    assert (found.change, found.status) == ("withdrawal", "canceled")
    assert (found.version, found.withdraws) == (1, None)
    bare = draft(item(meta, f"<headline>{headline}</headline>", head='guid="urn:newsml:example.com:20261119:snow"'))
    assert (bare.version, bare.withdraws) == (0, "story")


@pytest.mark.parametrize(
    ("meta", "headline", "note"),
    [
        ('<signal qcode="sig:correction"/>', "Snow", "sig:correction"),
        ('<signal uri="http://example.com/signal/kill"/>', "Snow", "http://example.com/signal/kill"),
        ('<signal qcode="sig:correction"/><edNote>Eds: Corrects depth</edNote>', "Snow", None),
        ('<signal qcode="sig:correction"/>', "CORRECTED-Snow", None),
        ('<signal qcode="sig:update"/>', "Snow", None),
    ],
)
def test_a_signal_says_why_where_no_words_do(meta: str, headline: str, note: str | None) -> None:
    found = draft(item(meta, f"<headline>{headline}</headline>"))
    assert found.change_note == note


def test_embargo() -> None:
    timed = draft(item("<embargoed>2026-11-20T09:00:00+09:00</embargoed>"))
    assert (timed.embargo_until, timed.status) == (dt.datetime(2026, 11, 20, tzinfo=dt.UTC), "usable")
    held = draft(item("<embargoed/>"))
    assert (held.embargo_until, held.status, len(held.warnings)) == (None, "withheld", 1)
    unread = draft(item("<embargoed>Friday noon</embargoed>"))
    assert (unread.status, unread.hold) == ("withheld", Hold(reason="embargo", text="Friday noon"))
    advance = draft(item("<edNote>ADVANCE for Sunday</edNote>"))
    assert (advance.status, len(advance.warnings)) == ("withheld", 1)
