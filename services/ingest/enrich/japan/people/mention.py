"""How is a mention of a person made, from values that are known to be right?"""

from schemas.japan import Person


def mention(**said: object) -> Person:
    """By the fields of Person."""
    return Person.built(said)
