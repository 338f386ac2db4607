"""The tables. Their names begin alike: so a copy of a PostgreSQL database can leave them out."""

NUMBERED = "INTEGER PRIMARY KEY"
"""A column that counts by itself, as SQLite says it."""

TABLES = {
    # Of the log that it belongs to: one row.
    "private_log": "(first_hash TEXT PRIMARY KEY)",
    "private_keys": "(aggregate_id TEXT PRIMARY KEY, key TEXT NOT NULL)",
    "private_credentials": (
        "(user_id TEXT PRIMARY KEY, hash TEXT NOT NULL, changed DOUBLE PRECISION NOT NULL)"
    ),
    "private_sessions": (
        "(token_hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, "
        "began DOUBLE PRECISION NOT NULL, seen DOUBLE PRECISION NOT NULL, "
        "until DOUBLE PRECISION NOT NULL, idle DOUBLE PRECISION NOT NULL, "
        "position BIGINT NOT NULL, browser TEXT NOT NULL, address TEXT NOT NULL)"
    ),
    "private_links": (
        "(token_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, made_by TEXT NOT NULL, "
        "made DOUBLE PRECISION NOT NULL, until DOUBLE PRECISION NOT NULL)"
    ),
    "private_attempts": (
        "(kind TEXT NOT NULL, slot INTEGER NOT NULL, empty_at BIGINT NOT NULL, "
        "PRIMARY KEY (kind, slot))"
    ),
    "private_sign_ins": (
        f"(id {NUMBERED}, at DOUBLE PRECISION NOT NULL, what TEXT NOT NULL, "
        "user_id TEXT NOT NULL, made_by TEXT NOT NULL, address TEXT NOT NULL, "
        "detail TEXT NOT NULL)"
    ),
}

INDEXES = {
    "sessions_of_user": "private_sessions (user_id)",
    "sign_ins_by_time": "private_sign_ins (at)",
    "sign_ins_by_kind": "private_sign_ins (what, id)",
}

CREATE = [
    *(f"CREATE TABLE IF NOT EXISTS {name} {columns}" for name, columns in TABLES.items()),
    *(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}" for name, columns in INDEXES.items()),
]
