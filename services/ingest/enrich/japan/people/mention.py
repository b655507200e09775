"""How is a mention of a person made, from values that are known to be right?"""

from schemas.japan import Person

_BLANK = Person(text="", where="body", start=0, end=0, order="unknown", forms=[], shown_by="title")


def mention(**said: object) -> Person:
    """By the fields of Person.  A copy takes a third of the time of model_construct (pydantic 2.12)."""
    return _BLANK.model_copy(update=said)
