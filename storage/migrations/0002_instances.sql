-- Switches of a conversation that its back end keeps, a bit each (app/model);
-- pinned has its column already, by which lists are sorted.
ALTER TABLE conversations ADD COLUMN flags INTEGER NOT NULL DEFAULT 0;

ALTER TABLE friend_requests ADD COLUMN ref TEXT; -- JSON object of strings

-- When this console handed a message to its back end, and whether the message's
-- remote id is that of an echo which named no client id: a guess, until an answer
-- says so. Apart from the messages, of which most were never sent from here.
CREATE TABLE tries (
  message INTEGER PRIMARY KEY REFERENCES messages ON DELETE CASCADE,
  at      INTEGER NOT NULL,
  guessed INTEGER NOT NULL
) STRICT;
CREATE INDEX tries_time ON tries (at);

-- Media on their way here. How much of one is here is the length of its partial
-- file, in no row.
CREATE TABLE transfers (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  message   INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
  part      TEXT NOT NULL,
  file_name TEXT NOT NULL,
  size      INTEGER NOT NULL, -- bytes; 0: not known
  validator TEXT NOT NULL,    -- ETag of what the partial file is a part of
  state     INTEGER NOT NULL,
  reason    TEXT,             -- JSON
  hash      TEXT NOT NULL,    -- names the content once it is here
  save_to   TEXT NOT NULL,
  replace   INTEGER NOT NULL, -- what was at save_to may be written over
  saved     TEXT NOT NULL,    -- where the copy is
  ended     INTEGER NOT NULL,
  created   INTEGER NOT NULL,
  UNIQUE (message, part)
) STRICT;
CREATE INDEX transfers_open ON transfers (id) WHERE state <> 2;

CREATE TABLE moments (
  seat      INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  author_id TEXT NOT NULL,
  at        INTEGER NOT NULL,
  body      TEXT NOT NULL, -- JSON of all of it
  PRIMARY KEY (seat, remote_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX moments_time ON moments (seat, at DESC, remote_id);
