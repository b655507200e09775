"""The figures that the services show Prometheus.

Each process counts for itself, so what several count is added up.  What only the servers know: services.desk.figures.
"""

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from schemas.event import READY, UNMATCHED, WITHDRAWN

# Of prometheus_client 0.26: a second series for each, which Prometheus has no use for.
disable_created_metrics()  # type: ignore[no-untyped-call]

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
STEP_SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 15, 60)
WIRE_SECONDS = (1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 24 * 3600)

STORIES = Counter("wire_stories", "Stories by what became of them", ["feed", "format", "outcome", "reason"])
LAST_STORY = Gauge("wire_last_story_timestamp_seconds", "When the last story that is new was saved", ["feed"])
BATCH = Histogram("wire_batch_entries", "Entries in a batch", ["feed"], buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500))
LINE_SECONDS = Histogram("wire_batch_seconds", "From a batch read to its commit", ["feed"], buckets=SECONDS)
STEP = Histogram("wire_step_seconds", "A step of an entry, or of a part of a batch", ["step"], buckets=STEP_SECONDS)
WIRE_LAG = Histogram(
    "wire_receive_lag_seconds", "From a story's own clock to its receipt", ["feed"], buckets=WIRE_SECONDS
)
CLOCK_AHEAD = Counter("wire_clock_ahead_stories", "Stories dated over a minute later than they came", ["feed"])
SAVE_LAG = Histogram("wire_save_lag_seconds", "From XADD of a story to its commit", ["feed"], buckets=SECONDS)
LOST = Counter("wire_lost_entries", "Entries pending that the stream no longer holds", ["feed"])
GROUPS_LOST = Counter("wire_groups_lost", "Consumer groups found missing and made again", ["feed"])
UNAVAILABLE = Counter("wire_unavailable", "Tries that met a server which could not serve", ["server"])
RECONNECTS = Counter("wire_reconnects", "Times that a server was found back", ["server"])
CIRCUIT = Gauge("wire_circuit_open", "1 while one try at a time is made to find a server back", ["server"])
STRAYED = Counter("wire_strayed_entries", "Entries acknowledged that the store knew nothing of: taken then", ["feed"])
SILENT = Counter("wire_feeds_silent", "Subscribers that had ceased to read and were started again", ["feed"])
HASTENED = Counter("wire_hastened_entries", "Entries with a flash that were saved before their turn", ["feed"])
RECLAIMED = Counter("wire_reclaimed_entries", "Entries taken over from a silent worker", ["feed"])
EVENTS = Counter("wire_events", "Events sent", ["type"])
EVENTS_LOST = Counter("wire_events_lost", "Events that the stream had lost and that were sent again")
ANNOUNCE_LAG = Histogram(
    "wire_announce_lag_seconds",
    "From commit of a story, or the end of its embargo, to its event",
    ["feed"],
    buckets=SECONDS,
)
DOUBTS = Counter("wire_topic_doubts", "Stories that the terms left in doubt: read by the semantic layer or not", ["by"])
TERM_PROBLEMS = Gauge("wire_term_file_problems", "Errors in the term files; the last good state of each file holds")
TERMS_LOADED = Gauge("wire_terms", "Phrases of the term files in force")
LEADING = Gauge("wire_relay_leading", "1 while this process is the relay that sends")

# At 0 from the beginning, else the first of each would be no increase.  Those of a feed: services.ingest.figures.
for _server in ("redis", "postgres"):
    UNAVAILABLE.labels(_server)
    RECONNECTS.labels(_server)
for _type in (READY, WITHDRAWN, UNMATCHED):
    EVENTS.labels(_type)
for _by in ("read", "unread"):
    DOUBTS.labels(_by)
