"""The cases, by what fails; importing this enters all of them."""

from tests.faults.matrix import clock, copies, ingest, network, postgres, publish, streams

__all__ = ["clock", "copies", "ingest", "network", "postgres", "publish", "streams"]
