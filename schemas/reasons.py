"""Why a story was refused: a closed list that subscribers and the desk may rely on."""

from enum import StrEnum


class Reason(StrEnum):
    """Each value is part of the contract: none is renamed or given another meaning within a major version."""

    MALFORMED = "malformed"
    """The bytes break the rules of their own format: broken JSON, nested too deep, NUL."""
    UNSUPPORTED_FORMAT = "unsupported_format"
    """Well-formed perhaps, but no format that this line reads."""
    TOO_LARGE = "too_large"
    """More bytes or more items in one entry than feeds.toml allows the feed."""
    BAD_ENCODING = "bad_encoding"
    """The bytes are not text in the encoding that they carry."""
    NO_CONTENT = "no_content"
    """Neither text nor media."""
    MISSING_FIELD = "missing_field"
    """A field without which there is no story, such as the headline."""
    BAD_VALUE = "bad_value"
    """A field is there but holds what it can't, such as urgency 12."""
    BAD_TIME = "bad_time"
    """No time of the story can be read."""
    VERSION_CONFLICT = "version_conflict"
    """This version of the story was saved before, with other bytes."""
    FOREIGN_PROVIDER = "foreign_provider"
    """The copy names a provider that feeds.toml does not count among the feed's own."""
    POISON = "poison"
    """The line itself failed on it, again and again: a fault of ours that waits for a mend."""


class Rejected(Exception):  # noqa: N818  it is the outcome of a story, not the failure of a program
    """A story that can't be taken; it goes to the dead letters with its bytes and is not tried again.

    `detail` is for people: where and what, never more than a few words of the copy itself.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail
