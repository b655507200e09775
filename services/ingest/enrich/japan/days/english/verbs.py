"""Which English verbs, and words around them, tell of what was and of what will be?"""

PAST = frozenset(
    ["said", "told", "was", "were", "had", "did", "took", "met", "held", "came", "went", "began", "won", "lost",
     "left", "rose", "fell", "made", "gave", "got", "became", "brought", "bought", "built", "caught", "chose", "cut",
     "drew", "drove", "felt", "fled", "flew", "forced", "fought", "found", "froze", "grew", "heard", "hit", "kept",
     "knew", "laid", "led", "lent", "lit", "meant", "paid", "put", "quit", "ran", "sank", "sat", "saw", "sent",
     "shook", "shot", "shut", "slid", "sold", "sought", "spent", "spoke", "stood", "stole", "struck", "sued",
     "swept", "swore", "taught", "thought", "threw", "tore", "tied", "died", "underwent", "withdrew", "woke", "wore",
     "wrote", "broke", "withdrawn", "overtook", "arose", "beat", "burst", "spread", "split", "hurt", "known", "seen",
     "taken", "given", "written", "shown", "hung", "spun", "stuck", "sprang", "begun", "slew", "agreed", "freed",
     "decreed", "guaranteed", "done", "gone", "driven", "chosen", "broken", "drawn", "fallen", "wounded", "wasn't",
     "weren't", "didn't", "hadn't", "hasn't", "haven't", "couldn't", "dealt", "overthrew", "stung", "upheld",
     "overturned", "forgot", "lay", "sang"]
)  # fmt: skip
"""Irregular past forms; regular ones end in -ed."""
SPEECH = frozenset(
    ["said", "told", "announced", "reported", "added", "wrote", "confirmed", "noted", "explained", "according"]
)  # fmt: skip
"""Verbs of saying, which often stand after what is said."""
NOT_VERBS = frozenset(
    ["hundred", "sacred", "naked", "wicked", "red", "bed", "shed", "wed", "indeed", "need", "speed", "seed", "feed",
     "exceed", "proceed", "succeed", "breed", "greed", "deed", "weed", "bleed", "heed", "steed", "unprecedented",
     "so-called", "advanced", "limited", "related", "alleged", "armed", "unidentified", "unnamed", "detailed",
     "beloved"]
)  # fmt: skip
"""They end in -ed and tell no time."""
AHEAD = frozenset(
    ["will", "won't", "shall", "'ll", "would", "wouldn't", "planning", "expected", "scheduled", "slated", "poised",
     "likely", "upcoming", "forthcoming", "planned", "pending", "awaiting", "awaits", "await", "eyeing"]
)  # fmt: skip
"""What stands with them is still to come."""
MAYBE = frozenset(
    ["could", "may", "might", "must", "should", "can", "cannot"]
)  # fmt: skip
"""Ahead, unless have follows."""
AHEAD_TO = frozenset(
    ["set", "due", "plan", "plans", "prepares", "prepare", "preparing", "prepared", "intends", "intend", "intended",
     "hopes", "hope", "hoped", "hoping", "aims", "aim", "aiming", "wants", "want", "wanted", "seeks", "ready",
     "going", "about", "agrees", "agreed", "decided", "decides", "vowed", "vows", "pledged", "promised", "proposed",
     "ordered", "asked", "urged", "invited", "bound", "deadline", "needs", "need", "named", "selected", "picked",
     "tipped", "billed", "summoned", "cleared", "authorized", "elected", "wait", "waiting"]
)  # fmt: skip
"""Ahead with what follows: agreed to hold, plans for."""
DONE_TO = frozenset(
    ["managed", "failed", "refused", "declined", "began", "started", "continued", "helped", "forced", "tried",
     "rushed", "came", "went", "won", "beat", "rallied", "returned", "scrambled", "gathered", "turned", "rose",
     "fell", "climbed", "dropped", "edged", "jumped", "slipped", "closed", "settled", "ended", "took", "scored",
     "able", "unable", "used", "recovered", "flew", "traveled", "travelled", "enough", "led", "appeared", "gained",
     "lost", "defeated", "first", "latest"]
)  # fmt: skip
"""With these, what comes after to has been done as well: managed to escape, rose to close at."""
OPENING = frozenset(
    ["opens", "open", "begins", "begin", "starts", "start", "resumes", "resume", "convenes", "convene", "ends",
     "expires", "expire", "arrives", "arrive", "departs", "depart", "meets", "meet", "kicks", "takes", "goes", "is",
     "are", "isn't", "speaks", "speak", "leaves", "leave", "go", "faces", "hosts", "closes", "returns"]
)  # fmt: skip
"""In the present, right before a date, they tell of a timetable."""
MAY_OPEN = frozenset(
    ["return", "visit", "visits", "vote", "votes", "launch", "launches", "lands", "comes", "play", "plays", "travel",
     "travels", "airs", "close", "face", "host"]
)  # fmt: skip
"""As those, but they may be nouns of what was as well."""
TO_DO = frozenset(
    ["visit", "meet", "hold", "be", "begin", "start", "open", "attend", "discuss", "sign", "arrive", "leave",
     "launch", "announce", "make", "take", "speak", "vote", "decide", "return", "resume", "join", "play", "face",
     "host", "travel", "go", "become", "release", "address", "appear", "end", "close", "raise", "cut", "send",
     "give", "hear", "introduce", "present", "publish", "show", "submit", "testify", "welcome", "lift", "retire",
     "run", "sell", "set"]
)  # fmt: skip
"""After to they are verbs even where nothing governs them, as in headlines."""
THING_AFTER_TO = frozenset(
    ["the", "a", "an", "his", "her", "its", "their", "our", "my", "this", "that", "these", "those", "all", "some",
     "any", "other", "more", "work", "power", "court", "media", "date", "prison", "jail", "school", "office",
     "parliament", "people", "customers", "hospital", "one", "two", "three", "both", "each", "safety", "talks",
     "reporters", "death", "him", "them", "me", "us", "you", "it", "home", "life", "lawmakers", "investors",
     "members", "journalists"]
)  # fmt: skip
"""After to they are no verbs."""
DETERMINERS = frozenset(
    ["the", "a", "an", "its", "his", "her", "their", "this", "these", "some", "any", "no", "more"]
)  # fmt: skip
"""Before a participle they make it an adjective."""
BREAKS = frozenset(
    ["and", "but", "that", "which", "who", "while", "when", "because", "if", "although", "though", "after", "before",
     "as", "where", "or", "than"]
)  # fmt: skip
"""They begin another clause."""
LINKS = frozenset(
    ["on", "at", "in", "for", "from", "by", "the", "around", "about", "of", "late", "early", "mid", "to", "p.m.",
     "a.m.", "noon", "as"]
)  # fmt: skip
"""They may stand between a verb and its date."""
MOVED = frozenset(
    ["postponed", "extended", "moved", "delayed", "rescheduled", "pushed", "shifted", "prolonged", "deferred",
     "adjourned", "suspended"]
)  # fmt: skip
"""To, through or until a day that was ahead."""
CALLED = frozenset(["called", "calls", "set", "scheduled", "convened", "planned", "announced", "summoned", "slated"])
"""A meeting for a day that was ahead."""
ATTENDED = frozenset(
    ["attend", "hold", "host", "chair", "join", "skip", "miss", "boycott", "open", "contest", "speak", "appear",
     "testify", "play", "compete", "vote", "meet", "run", "start"]
)  # fmt: skip
"""Whoever will do so with Monday's meeting speaks of a meeting that is ahead."""
