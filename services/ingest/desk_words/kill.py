"""What does a withdrawal take back, where its copy numbers no version?"""

from services.ingest.draft import Draft


def take_back_story(draft: Draft, *, numbered: bool) -> None:
    """Call it when the change is read; `numbered`: the copy itself gave `draft.version`.

    A kill without a number is of whatever its story has reached, and no version of its own until that is known.
    """
    withdraws = draft.change == "withdrawal" or draft.status == "canceled"
    if withdraws and not numbered and draft.withdraws is None:
        draft.withdraws, draft.version = "story", 0
