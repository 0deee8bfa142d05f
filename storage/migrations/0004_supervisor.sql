-- What a supervisor watches: more of each seat, the service of each customer,
-- counts by the hour, alerts, and a log of what people did.

ALTER TABLE seats ADD COLUMN last_logout INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seats ADD COLUMN corp_id     TEXT    NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN teams       TEXT    NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN parent      TEXT    NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN mobile      TEXT    NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN number      TEXT    NOT NULL DEFAULT '';
ALTER TABLE seats ADD COLUMN banned_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seats ADD COLUMN unlock_at   INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seats ADD COLUMN auto_login  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE seats ADD COLUMN add_min     INTEGER NOT NULL DEFAULT 0; -- ms
ALTER TABLE seats ADD COLUMN add_max     INTEGER NOT NULL DEFAULT 0; -- ms
ALTER TABLE seats ADD COLUMN add_per_day INTEGER NOT NULL DEFAULT 0;

-- A back end's own log is read again and again.
ALTER TABLE seat_log ADD COLUMN source INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX seat_log_remote ON seat_log (seat, at, state) WHERE source = 1;

ALTER TABLE conversations ADD COLUMN visit_from  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN visit_first INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN resolved_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN taken_by    TEXT    NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN taken_at    INTEGER NOT NULL DEFAULT 0;
CREATE INDEX conversations_visit ON conversations (last_at) WHERE visit_from <> 0; -- visits that are open
CREATE INDEX conversations_resolved ON conversations (seat, resolved_at) WHERE resolved_at <> 0;

-- Every time a visit was said to be done: what is counted follows from messages
-- and from these.
CREATE TABLE resolutions (
  conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
  at           INTEGER NOT NULL,
  PRIMARY KEY (conversation, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE companies (
  connection      INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  remote_id       TEXT NOT NULL,
  name            TEXT NOT NULL,
  short_name      TEXT NOT NULL,
  remark          TEXT NOT NULL,
  legal_person    TEXT NOT NULL,
  legal_person_id TEXT NOT NULL,
  verified        INTEGER NOT NULL,
  PRIMARY KEY (connection, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE teams (
  connection INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  remote_id  TEXT NOT NULL,
  name       TEXT NOT NULL, -- the back end's
  named      TEXT NOT NULL, -- ours, before the back end's
  PRIMARY KEY (connection, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE panels (
  connection INTEGER PRIMARY KEY REFERENCES connections ON DELETE CASCADE,
  at         INTEGER NOT NULL,
  body       TEXT NOT NULL -- JSON
) STRICT;

CREATE TABLE detections (
  connection INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  remote_id  TEXT NOT NULL,
  at         INTEGER NOT NULL,
  banned     INTEGER NOT NULL,
  body       TEXT NOT NULL, -- JSON
  PRIMARY KEY (connection, remote_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX detections_time ON detections (at DESC);

CREATE TABLE official_days (
  seat INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  day  INTEGER NOT NULL,
  body TEXT NOT NULL, -- JSON
  PRIMARY KEY (seat, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE quotas (
  connection INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  ref        TEXT NOT NULL,
  total      INTEGER NOT NULL,
  remaining  INTEGER NOT NULL,
  expires    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (connection, kind, ref)
) STRICT, WITHOUT ROWID;

CREATE TABLE company_notices (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  connection INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  remote_id  TEXT NOT NULL,
  at         INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  seat       INTEGER NOT NULL,
  about      TEXT NOT NULL,
  detail     TEXT NOT NULL,
  UNIQUE (connection, remote_id)
) STRICT;
CREATE INDEX company_notices_time ON company_notices (at DESC, id DESC);

-- Counts of each hour of a seat. They follow from messages and resolutions; the
-- hours of a day that is in stale_days are counted anew.
CREATE TABLE tallies (
  seat           INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  hour           INTEGER NOT NULL, -- its beginning
  received       INTEGER NOT NULL,
  sent           INTEGER NOT NULL,
  visits         INTEGER NOT NULL,
  resolved       INTEGER NOT NULL,
  asked          INTEGER NOT NULL,
  answered       INTEGER NOT NULL,
  wait_sum       INTEGER NOT NULL, -- ms
  longest        INTEGER NOT NULL, -- ms
  first_answered INTEGER NOT NULL,
  first_sum      INTEGER NOT NULL, -- ms
  spread         TEXT NOT NULL,    -- JSON array
  PRIMARY KEY (seat, hour)
) STRICT, WITHOUT ROWID;
CREATE INDEX tallies_hour ON tallies (hour, seat);

-- Days (UTC) of seats whose counts are not right any more. A day that was never
-- counted is in no table: counted_days says which were.
CREATE TABLE stale_days (
  seat INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  day  INTEGER NOT NULL, -- its beginning
  mark INTEGER NOT NULL, -- another one each time, so that who counted can tell whether something came meanwhile
  PRIMARY KEY (seat, day)
) STRICT, WITHOUT ROWID;
CREATE INDEX stale_days_day ON stale_days (day DESC, seat);
CREATE TABLE counted_days (
  seat INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  day  INTEGER NOT NULL,
  PRIMARY KEY (seat, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE alerts (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  rule         INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  grave        INTEGER NOT NULL,
  connection   INTEGER NOT NULL,
  seat         INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  ref          TEXT NOT NULL,
  since        INTEGER NOT NULL,
  raised       INTEGER NOT NULL,
  cleared      INTEGER NOT NULL DEFAULT 0,
  acked        INTEGER NOT NULL DEFAULT 0,
  acked_by     TEXT NOT NULL DEFAULT '',
  count        INTEGER NOT NULL,
  detail       TEXT NOT NULL
) STRICT;
-- One alert of a rule about a thing is open at a time.
CREATE UNIQUE INDEX alerts_open ON alerts (rule, kind, connection, seat, ref) WHERE cleared = 0;
CREATE INDEX alerts_time ON alerts (raised DESC, id DESC);

CREATE TABLE alert_sendings (
  alert    INTEGER NOT NULL REFERENCES alerts ON DELETE CASCADE,
  target   TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  not_for  INTEGER NOT NULL,
  sent     INTEGER NOT NULL,
  problem  TEXT, -- JSON
  PRIMARY KEY (alert, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX alert_sendings_open ON alert_sendings (not_for) WHERE sent = 0;

-- Secrets that belong to no connection.
CREATE TABLE sealed_own (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Contacts that a seat asked, by the back end's day: its limits are kept by it.
CREATE TABLE adds (
  seat INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  day  INTEGER NOT NULL,
  n    INTEGER NOT NULL,
  PRIMARY KEY (seat, day)
) STRICT, WITHOUT ROWID;

-- Who did what. No foreign keys: lines outlive what they speak of.
CREATE TABLE audit (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  at           INTEGER NOT NULL,
  who          TEXT NOT NULL,
  what         TEXT NOT NULL,
  connection   INTEGER NOT NULL,
  seat         INTEGER NOT NULL,
  conversation INTEGER NOT NULL,
  seat_name    TEXT NOT NULL,
  about        TEXT NOT NULL,
  detail       TEXT NOT NULL,
  refused      TEXT NOT NULL,
  hash         BLOB NOT NULL
) STRICT;
CREATE INDEX audit_seat ON audit (seat, id);
CREATE INDEX audit_what ON audit (what, id);
CREATE TRIGGER audit_kept BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT raise(ABORT, 'the audit log is only added to'); END;

-- What companies keep that no back end lists: what was made here, and what is
-- kept here alone.
CREATE TABLE records (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  connection INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  remote_id  TEXT NOT NULL,
  made       INTEGER NOT NULL,
  body       TEXT NOT NULL, -- JSON object of strings
  UNIQUE (connection, kind, remote_id)
) STRICT;
