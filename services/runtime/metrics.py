"""The figures that the services show Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

STORIES = Counter("wire_stories", "Stories by what became of them", ["feed", "outcome", "reason"])
BATCH = Histogram("wire_batch_entries", "Entries in a batch", ["feed"], buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500))
LINE_SECONDS = Histogram("wire_batch_seconds", "From a batch read to its commit", ["feed"], buckets=SECONDS)
SAVE_LAG = Histogram("wire_save_lag_seconds", "From XADD of a story to its commit", ["feed"], buckets=SECONDS)
LOST = Counter("wire_lost_entries", "Entries pending that the stream no longer holds", ["feed"])
GROUPS_LOST = Counter("wire_groups_lost", "Consumer groups found missing and made again", ["feed"])
UNAVAILABLE = Counter("wire_unavailable", "Tries that met a server which could not serve", ["server"])
CIRCUIT = Gauge("wire_circuit_open", "1 while one try at a time is made to find a server back", ["server"])
STRAYED = Counter("wire_strayed_entries", "Entries acknowledged that the store knew nothing of: taken then", ["feed"])
SILENT = Counter("wire_feeds_silent", "Subscribers that had ceased to read and were started again", ["feed"])
HASTENED = Counter("wire_hastened_entries", "Entries with a flash that were saved before their turn", ["feed"])
RECLAIMED = Counter("wire_reclaimed_entries", "Entries taken over from a silent worker", ["feed"])
EVENTS = Counter("wire_events", "Events sent", ["type"])
EVENTS_LOST = Counter("wire_events_lost", "Events that the stream had lost and that were sent again")
ANNOUNCE_LAG = Histogram(
    "wire_announce_lag_seconds", "From commit of a story, or the end of its embargo, to its event", buckets=SECONDS
)
DOUBTS = Counter("wire_topic_doubts", "Stories that the terms left in doubt: read by the semantic layer or not", ["by"])
TERM_PROBLEMS = Gauge("wire_term_file_problems", "Errors in the term files; the last good state of each file holds")
TERMS_LOADED = Gauge("wire_terms", "Phrases of the term files in force")
LEADING = Gauge("wire_relay_leading", "1 while this process is the relay that sends")
