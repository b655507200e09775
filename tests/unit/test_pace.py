"""The measure that the tests of slowness hold their work against."""

import time

import pytest

from tests.pace import within


def test_what_takes_too_long_fails_and_what_does_not_passes() -> None:
    with pytest.raises(AssertionError, match="s of CPU"), within(0.01):
        _work(0.5)
    with within(0.5):
        _work(0.01)


def _work(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        sorted("abc")
