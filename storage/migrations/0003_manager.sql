-- Who has a tag is asked by tag too, and ids of tags are a seat's own.
ALTER TABLE contact_tags ADD COLUMN seat INTEGER NOT NULL DEFAULT 0;
UPDATE contact_tags SET seat = (SELECT c.seat FROM contacts c WHERE c.id = contact_tags.contact);
CREATE INDEX contact_tags_tag ON contact_tags (seat, tag, contact);
CREATE INDEX tags_name ON tags (name);

-- Those who are no longer contacts keep their tags, and are not counted.
CREATE INDEX contacts_removed ON contacts (id) WHERE removed = 1;

-- A list of all leaves out the contacts of seats that are gone.
DROP INDEX contacts_sort;
CREATE INDEX contacts_sort ON contacts (sort_key, id, seat) WHERE removed = 0;

-- The same person at other seats, and in which groups.
CREATE INDEX contacts_person ON contacts (remote_id, seat) WHERE removed = 0;
CREATE INDEX members_person ON members (remote_id, group_id) WHERE has_left = 0;

ALTER TABLE members ADD COLUMN source INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN invited_by TEXT NOT NULL DEFAULT '';

-- The order in which a person wants tags and their headings shown: no back end
-- keeps one. By name, because each seat has ids of its own.
CREATE TABLE tag_places (
  tag_group TEXT NOT NULL,
  name      TEXT NOT NULL, -- '' for the heading itself
  place     INTEGER NOT NULL,
  PRIMARY KEY (tag_group, name)
) STRICT, WITHOUT ROWID;

-- How a seat's lists were read last.
CREATE TABLE readings (
  seat  INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  what  INTEGER NOT NULL,
  total INTEGER NOT NULL,
  rows  INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  PRIMARY KEY (seat, what)
) STRICT, WITHOUT ROWID;

-- Wishes about many things at once, worked off one by one.
CREATE TABLE batches (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  kind    INTEGER NOT NULL,
  want    TEXT NOT NULL, -- JSON
  undoes  INTEGER REFERENCES batches ON DELETE SET NULL,
  created INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX batches_undoes ON batches (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE deeds (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  batch      INTEGER NOT NULL REFERENCES batches ON DELETE CASCADE,
  seat       INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  kind       INTEGER NOT NULL,
  about      INTEGER NOT NULL, -- kind of target
  target     TEXT NOT NULL,
  label      TEXT NOT NULL,
  want       TEXT NOT NULL, -- JSON
  was        TEXT NOT NULL, -- JSON
  state      INTEGER NOT NULL,
  reason     TEXT,          -- JSON
  attempts   INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  ended      INTEGER NOT NULL,
  settled    INTEGER NOT NULL DEFAULT 0 -- a later deed of its kind about its target was done
) STRICT;
CREATE INDEX deeds_batch ON deeds (batch, id, state);
CREATE INDEX deeds_seat ON deeds (seat);
CREATE INDEX deeds_work ON deeds (seat, id) WHERE state IN (1, 2);
CREATE INDEX deeds_doing ON deeds (id) WHERE state = 2;
CREATE INDEX deeds_marks ON deeds (seat, about, target, id) WHERE state IN (1, 2, 5, 6) AND settled = 0;

CREATE TRIGGER deeds_settle AFTER UPDATE OF state ON deeds
WHEN new.state IN (3, 4) AND new.target <> '' BEGIN
  UPDATE deeds SET settled = 1 WHERE seat = new.seat AND about = new.about AND target = new.target
    AND kind = new.kind AND id < new.id AND state IN (1, 2, 5, 6) AND settled = 0;
END;

-- How many deeds of a batch are in which state and when the last one ended, kept
-- by triggers: a list of batches shows them, and a batch may have ten thousand.
CREATE TABLE batch_sums (
  batch INTEGER NOT NULL REFERENCES batches ON DELETE CASCADE,
  seat  INTEGER NOT NULL REFERENCES seats ON DELETE CASCADE,
  state INTEGER NOT NULL,
  deeds INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  PRIMARY KEY (batch, seat, state)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_sums_seat ON batch_sums (seat);
CREATE TRIGGER batch_sums_added AFTER INSERT ON deeds BEGIN
  INSERT INTO batch_sums (batch, seat, state, deeds, ended) VALUES (new.batch, new.seat, new.state, 1, new.ended)
    ON CONFLICT DO UPDATE SET deeds = deeds + 1, ended = max(ended, excluded.ended);
END;
CREATE TRIGGER batch_sums_changed AFTER UPDATE OF state ON deeds WHEN new.state <> old.state BEGIN
  UPDATE batch_sums SET deeds = deeds - 1 WHERE batch = old.batch AND seat = old.seat AND state = old.state;
  INSERT INTO batch_sums (batch, seat, state, deeds, ended) VALUES (new.batch, new.seat, new.state, 1, new.ended)
    ON CONFLICT DO UPDATE SET deeds = deeds + 1, ended = max(ended, excluded.ended);
END;
CREATE TRIGGER batch_sums_dropped AFTER DELETE ON deeds BEGIN
  UPDATE batch_sums SET deeds = deeds - 1 WHERE batch = old.batch AND seat = old.seat AND state = old.state;
END;
