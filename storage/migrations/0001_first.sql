-- Times are milliseconds since 1970 UTC; 0 says "not known". Flags are 0 or 1.
-- Numbers of kinds, states and directions are those of app/model.

CREATE TABLE connections (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  kind     TEXT NOT NULL,
  name     TEXT NOT NULL UNIQUE,
  base_url TEXT NOT NULL,
  account  TEXT NOT NULL,
  options  TEXT NOT NULL, -- JSON object of strings
  created  INTEGER NOT NULL
) STRICT;

-- Secrets, sealed with the master key that is kept outside of this file.
CREATE TABLE sealed (
  connection INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  name       TEXT NOT NULL,
  value      BLOB NOT NULL,
  PRIMARY KEY (connection, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE settings (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE pace (
  key     TEXT PRIMARY KEY,
  next_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE seats (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  connection  INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  remote_id   TEXT NOT NULL,
  account_id  TEXT NOT NULL,
  name        TEXT NOT NULL,
  alias       TEXT NOT NULL,
  avatar      TEXT NOT NULL,
  corp        TEXT NOT NULL,
  owner       TEXT NOT NULL,
  state       INTEGER NOT NULL,
  state_since INTEGER NOT NULL,
  last_login  INTEGER NOT NULL,
  removed     INTEGER NOT NULL,
  UNIQUE (connection, remote_id)
) STRICT;
CREATE INDEX seats_account ON seats (connection, account_id) WHERE account_id <> '';

CREATE TABLE seat_log (
  seat  INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  at    INTEGER NOT NULL,
  state INTEGER NOT NULL
) STRICT;
CREATE INDEX seat_log_time ON seat_log (seat, at);

CREATE TABLE conversations (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  seat         INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id    TEXT NOT NULL,
  peer_id      TEXT NOT NULL,
  is_group     INTEGER NOT NULL,
  name         TEXT NOT NULL,
  remark       TEXT NOT NULL, -- the contact's, so that a list needs no join
  keys         TEXT NOT NULL, -- what the text filter looks through: folded names and pinyin
  avatar       TEXT NOT NULL,
  assigned     TEXT NOT NULL,
  last_at      INTEGER NOT NULL DEFAULT 0,
  last_preview TEXT    NOT NULL DEFAULT '',
  last_kind    INTEGER NOT NULL DEFAULT 0,
  last_out     INTEGER NOT NULL DEFAULT 0,
  last_state   INTEGER NOT NULL DEFAULT 0,
  unread       INTEGER NOT NULL DEFAULT 0,
  waiting_from INTEGER NOT NULL DEFAULT 0,
  draft        TEXT    NOT NULL DEFAULT '',
  verified     INTEGER NOT NULL DEFAULT 0,
  backfilled   INTEGER NOT NULL DEFAULT 0,
  dirty        INTEGER NOT NULL DEFAULT 0,
  gap          INTEGER NOT NULL DEFAULT 0,
  pinned       INTEGER NOT NULL DEFAULT 0,
  -- those who wait sort before those who don't
  wait_rank    INTEGER GENERATED ALWAYS AS
    (CASE waiting_from WHEN 0 THEN 9223372036854775807 ELSE waiting_from END) VIRTUAL
) STRICT;
CREATE UNIQUE INDEX conversations_remote ON conversations (seat, remote_id) WHERE remote_id <> '';
CREATE INDEX conversations_peer ON conversations (seat, peer_id) WHERE peer_id <> '';
CREATE INDEX conversations_time ON conversations (pinned DESC, last_at DESC, id DESC);
CREATE INDEX conversations_seat_time ON conversations (seat, pinned DESC, last_at DESC, id DESC);
CREATE INDEX conversations_wait ON conversations (wait_rank, last_at DESC, id DESC);
CREATE INDEX conversations_seat_wait ON conversations (seat, wait_rank, last_at DESC, id DESC);
CREATE INDEX conversations_unread ON conversations (seat) WHERE unread > 0;
CREATE INDEX conversations_gap ON conversations (seat) WHERE gap = 1;
CREATE INDEX conversations_backfill ON conversations (last_at DESC, id DESC) WHERE backfilled = 0;
CREATE INDEX conversations_dirty ON conversations (seat) WHERE dirty = 1;

-- Sums over the conversations of a seat, kept by triggers: the tabs show them
-- all the time, and a seat may have thousands of conversations.
CREATE TABLE seat_sums (
  seat    INTEGER PRIMARY KEY REFERENCES seats ON DELETE CASCADE,
  unread  INTEGER NOT NULL DEFAULT 0,
  waiting INTEGER NOT NULL DEFAULT 0,
  gaps    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER seat_sums_made AFTER INSERT ON seats BEGIN
  INSERT INTO seat_sums (seat) VALUES (new.id);
END;
CREATE TRIGGER seat_sums_added AFTER INSERT ON conversations
WHEN new.unread <> 0 OR new.waiting_from <> 0 OR new.gap <> 0 BEGIN
  UPDATE seat_sums SET unread = unread + new.unread,
    waiting = waiting + (new.waiting_from <> 0), gaps = gaps + new.gap WHERE seat = new.seat;
END;
CREATE TRIGGER seat_sums_changed AFTER UPDATE OF unread, waiting_from, gap ON conversations
WHEN new.unread <> old.unread OR new.gap <> old.gap OR (new.waiting_from <> 0) <> (old.waiting_from <> 0) BEGIN
  UPDATE seat_sums SET unread = unread + new.unread - old.unread,
    waiting = waiting + (new.waiting_from <> 0) - (old.waiting_from <> 0),
    gaps = gaps + new.gap - old.gap WHERE seat = new.seat;
END;
CREATE TRIGGER seat_sums_dropped AFTER DELETE ON conversations
WHEN old.unread <> 0 OR old.waiting_from <> 0 OR old.gap <> 0 BEGIN
  UPDATE seat_sums SET unread = unread - old.unread,
    waiting = waiting - (old.waiting_from <> 0), gaps = gaps - old.gap WHERE seat = old.seat;
END;

-- Who wrote a message, as they were called then: one row for all messages of
-- the same id, name and picture, because the pictures' addresses are long.
CREATE TABLE senders (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  seat      INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  avatar    TEXT NOT NULL,
  UNIQUE (seat, remote_id, name, avatar)
) STRICT;

-- No foreign key to seats or senders: a cascade would look for a seat's
-- messages without an index that has them all. They go with their conversation.
CREATE TABLE messages (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  seat         INTEGER NOT NULL,
  conversation INTEGER NOT NULL REFERENCES conversations ON DELETE CASCADE,
  remote_id    TEXT NOT NULL,
  server_id    TEXT NOT NULL,
  client_id    TEXT NOT NULL,
  sent_at      INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  direction    INTEGER NOT NULL,
  sender       INTEGER NOT NULL, -- 0: not known
  kind         INTEGER NOT NULL,
  wire_kind    TEXT NOT NULL,
  text         TEXT NOT NULL,
  content      TEXT,             -- JSON of what else the message says
  state        INTEGER NOT NULL,
  reason       TEXT,             -- JSON
  raw          BLOB,
  search_id    INTEGER,          -- row of message_index; NULL: no words in it
  here         INTEGER NOT NULL  -- it was queued by this console: the outbox is what is here
) STRICT;
-- An id is a message's own within its conversation only: one forward to several
-- (有机云 3.7) shows in each of them under the same messageId.
CREATE UNIQUE INDEX messages_remote ON messages (remote_id, conversation) WHERE remote_id <> '';
CREATE UNIQUE INDEX messages_client ON messages (client_id, conversation) WHERE client_id <> '';
CREATE INDEX messages_time ON messages (conversation, sent_at, seq);
CREATE INDEX messages_answer ON messages (conversation, sent_at, seq) WHERE direction = 1 AND state <> 4;
CREATE INDEX messages_unsettled ON messages (state) WHERE here = 1 AND state IN (1, 2, 4, 5);
CREATE UNIQUE INDEX messages_search ON messages (search_id);

-- Words are split by the program, one token a Han rune. Rows are numbered by
-- time, so that the newest hits are read first. The scope columns name seat and
-- conversation by one token each, so that a search within one need not walk the
-- hits of all.
CREATE VIRTUAL TABLE message_index USING fts5 (
  words, leads, seat, conversation,
  content = '', contentless_delete = 1, tokenize = 'unicode61', prefix = '2 3 4'
);

CREATE TABLE jobs (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  kind         INTEGER NOT NULL,
  seat         INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  conversation INTEGER NOT NULL,
  message      INTEGER REFERENCES messages ON DELETE CASCADE,
  client_id    TEXT NOT NULL,
  payload      BLOB,
  attempts     INTEGER NOT NULL,
  not_before   INTEGER NOT NULL,
  created      INTEGER NOT NULL
) STRICT;
CREATE INDEX jobs_seat ON jobs (seat, id);
CREATE INDEX jobs_message ON jobs (message);

CREATE TABLE contacts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  seat        INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id   TEXT NOT NULL,
  name        TEXT NOT NULL,
  remark      TEXT NOT NULL,
  description TEXT NOT NULL,
  avatar      TEXT NOT NULL,
  gender      INTEGER NOT NULL,
  mobile      TEXT NOT NULL,
  email       TEXT NOT NULL,
  corp        TEXT NOT NULL,
  position    TEXT NOT NULL,
  wechat      INTEGER NOT NULL,
  external    INTEGER NOT NULL,
  friendship  INTEGER NOT NULL,
  removed     INTEGER NOT NULL,
  created     INTEGER NOT NULL,
  modified    INTEGER NOT NULL,
  keys        TEXT NOT NULL,
  sort_key    TEXT NOT NULL,
  UNIQUE (seat, remote_id)
) STRICT;
CREATE INDEX contacts_seat_sort ON contacts (seat, sort_key, id) WHERE removed = 0;
CREATE INDEX contacts_sort ON contacts (sort_key, id) WHERE removed = 0;

CREATE TABLE tag_groups (
  seat      INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  corp      INTEGER NOT NULL,
  place     INTEGER NOT NULL,
  PRIMARY KEY (seat, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
  seat      INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  tag_group TEXT NOT NULL,
  name      TEXT NOT NULL,
  corp      INTEGER NOT NULL,
  place     INTEGER NOT NULL,
  PRIMARY KEY (seat, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_tags (
  contact INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
  tag     TEXT NOT NULL, -- remote id
  PRIMARY KEY (contact, tag)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  seat         INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id    TEXT NOT NULL,
  name         TEXT NOT NULL,
  avatar       TEXT NOT NULL,
  owner_id     TEXT NOT NULL,
  owner_name   TEXT NOT NULL,
  member_count INTEGER NOT NULL,
  outer_count  INTEGER NOT NULL,
  external     INTEGER NOT NULL,
  dissolved    INTEGER NOT NULL,
  notice       TEXT NOT NULL,
  created      INTEGER NOT NULL,
  modified     INTEGER NOT NULL,
  keys         TEXT NOT NULL,
  sort_key     TEXT NOT NULL,
  UNIQUE (seat, remote_id)
) STRICT;
CREATE INDEX groups_seat_sort ON groups (seat, sort_key, id) WHERE dissolved = 0;
CREATE INDEX groups_sort ON groups (sort_key, id) WHERE dissolved = 0;

CREATE TABLE members (
  group_id  INTEGER NOT NULL REFERENCES groups ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  avatar    TEXT NOT NULL,
  role      INTEGER NOT NULL,
  wechat    INTEGER NOT NULL,
  external  INTEGER NOT NULL,
  has_left  INTEGER NOT NULL,
  joined    INTEGER NOT NULL,
  keys      TEXT NOT NULL,
  sort_key  TEXT NOT NULL,
  PRIMARY KEY (group_id, remote_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE friend_requests (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  seat      INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  remote_id TEXT NOT NULL,
  name      TEXT NOT NULL,
  avatar    TEXT NOT NULL,
  reason    TEXT NOT NULL,
  gender    INTEGER NOT NULL,
  wechat    INTEGER NOT NULL,
  at        INTEGER NOT NULL,
  accepted  INTEGER NOT NULL,
  UNIQUE (seat, remote_id)
) STRICT;

-- What could not be decoded, for the doctor. The same payload again only counts.
CREATE TABLE undecodable (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  connection INTEGER NOT NULL REFERENCES connections ON DELETE CASCADE,
  seat       INTEGER NOT NULL,
  source     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  raw        BLOB NOT NULL,
  hash       BLOB NOT NULL,
  times      INTEGER NOT NULL,
  first_at   INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  UNIQUE (connection, hash)
) STRICT;
CREATE INDEX undecodable_age ON undecodable (connection, last_at, id);
