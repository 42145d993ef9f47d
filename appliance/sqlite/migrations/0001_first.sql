-- The first schema. Instants and durations are integers, microseconds, since
-- 1970 UTC. A reference to nothing and a time that has not come are NULL; a
-- text that is not given is ''. Lists and maps that nobody searches are JSON.
-- A list that is searched lies in its row as JSON too, and triggers keep a
-- table of it beside, which serves as its index.

CREATE TABLE box (
    id    INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL
) STRICT;
INSERT INTO box (id, epoch) VALUES (1, 0);

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who answers.

CREATE TABLE "group" (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE operator (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    login             TEXT    NOT NULL COLLATE NOCASE UNIQUE,
    name              TEXT    NOT NULL,
    mail              TEXT    NOT NULL,
    role              TEXT    NOT NULL,
    language          TEXT    NOT NULL,
    groups            TEXT    NOT NULL,
    chats             INTEGER NOT NULL,
    calls             INTEGER NOT NULL,
    shift_enter_sends INTEGER NOT NULL,
    disabled          INTEGER NOT NULL,
    hash              TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE presence (
    operator INTEGER PRIMARY KEY REFERENCES operator,
    state    TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    since    INTEGER NOT NULL
) STRICT;

CREATE TABLE login (
    hash     BLOB    PRIMARY KEY,
    operator INTEGER NOT NULL REFERENCES operator,
    began    INTEGER NOT NULL,
    seen     INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    address  TEXT    NOT NULL,
    browser  TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX login_operator ON login (operator);
CREATE INDEX login_until ON login (until);

-- Ways in.

CREATE TABLE queue (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT    NOT NULL UNIQUE,
    groups      TEXT    NOT NULL,
    music       TEXT    NOT NULL,
    offer_for   INTEGER NOT NULL,
    wrap_up_for INTEGER NOT NULL,
    target      INTEGER NOT NULL
) STRICT;

CREATE TABLE entry_point (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    channel    TEXT    NOT NULL,
    name       TEXT    NOT NULL,
    language   TEXT    NOT NULL,
    queue      INTEGER REFERENCES queue,
    hours      TEXT    NOT NULL,
    off        INTEGER NOT NULL,
    number     TEXT    NOT NULL,
    tree       TEXT    NOT NULL,
    answer     TEXT    NOT NULL,
    widget_key TEXT    NOT NULL,
    widget     TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_point_number ON entry_point (number) WHERE number <> '';
CREATE UNIQUE INDEX entry_point_widget_key ON entry_point (widget_key) WHERE widget_key <> '';

CREATE TABLE reason (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT    NOT NULL,
    off  INTEGER NOT NULL
) STRICT;

-- Who writes or calls in. "search" holds what a search looks through, folded:
-- lower case, without diacritics.

CREATE TABLE contact (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    name    TEXT    NOT NULL,
    mails   TEXT    NOT NULL,
    phones  TEXT    NOT NULL,
    created INTEGER NOT NULL,
    search  TEXT    NOT NULL
) STRICT;

-- An address is a mail address or a telephone number; the two cannot be taken
-- for one another.
CREATE TABLE contact_address (
    address TEXT    NOT NULL,
    contact INTEGER NOT NULL REFERENCES contact ON DELETE CASCADE,
    PRIMARY KEY (address, contact)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_address_contact ON contact_address (contact);

CREATE TRIGGER contact_added AFTER INSERT ON contact BEGIN
    INSERT OR IGNORE INTO contact_address (address, contact)
        SELECT value, new.id FROM json_each(new.mails)
        UNION SELECT value, new.id FROM json_each(new.phones);
END;
CREATE TRIGGER contact_saved AFTER UPDATE OF mails, phones ON contact
    WHEN (old.mails, old.phones) IS NOT (new.mails, new.phones) BEGIN
    DELETE FROM contact_address WHERE contact = new.id;
    INSERT OR IGNORE INTO contact_address (address, contact)
        SELECT value, new.id FROM json_each(new.mails)
        UNION SELECT value, new.id FROM json_each(new.phones);
END;

CREATE TABLE conversation (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    channel     TEXT    NOT NULL,
    entry_point INTEGER REFERENCES entry_point,
    queue       INTEGER REFERENCES queue,
    contact     INTEGER REFERENCES contact,
    state       TEXT    NOT NULL,
    language    TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    mail        TEXT    NOT NULL,
    phone       TEXT    NOT NULL,
    topic       TEXT    NOT NULL,
    called      TEXT    NOT NULL,
    call        TEXT    NOT NULL,
    visitor     BLOB,
    browser     TEXT    NOT NULL,
    parameters  TEXT    NOT NULL,
    began       INTEGER NOT NULL,
    queued      INTEGER,
    joined      INTEGER,
    ended       INTEGER,
    ended_by    TEXT    NOT NULL,
    last_at     INTEGER,
    last_text   TEXT    NOT NULL,
    last_by     TEXT    NOT NULL,
    unread      INTEGER NOT NULL,
    operators   TEXT    NOT NULL,
    search      TEXT    NOT NULL
) STRICT;
CREATE INDEX conversation_state ON conversation (state);
CREATE INDEX conversation_began ON conversation (began);
CREATE INDEX conversation_entry_point ON conversation (entry_point);
CREATE INDEX conversation_queue ON conversation (queue);
CREATE INDEX conversation_contact ON conversation (contact) WHERE contact IS NOT NULL;
CREATE INDEX conversation_visitor ON conversation (visitor) WHERE visitor IS NOT NULL;
CREATE INDEX conversation_call ON conversation (call) WHERE call <> '';

CREATE TABLE conversation_operator (
    operator     INTEGER NOT NULL REFERENCES operator,
    conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
    PRIMARY KEY (operator, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_operator_conversation ON conversation_operator (conversation);

CREATE TRIGGER conversation_added AFTER INSERT ON conversation
    WHEN new.operators <> '[]' BEGIN
    INSERT OR IGNORE INTO conversation_operator (operator, conversation)
        SELECT value, new.id FROM json_each(new.operators);
END;
CREATE TRIGGER conversation_saved AFTER UPDATE OF operators ON conversation
    WHEN old.operators <> new.operators BEGIN
    DELETE FROM conversation_operator WHERE conversation = new.id;
    INSERT OR IGNORE INTO conversation_operator (operator, conversation)
        SELECT value, new.id FROM json_each(new.operators);
END;

CREATE TABLE entry (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation,
    at           INTEGER NOT NULL,
    kind         TEXT    NOT NULL,
    author       TEXT    NOT NULL,
    operator     INTEGER REFERENCES operator,
    text         TEXT    NOT NULL,
    page         TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    data         TEXT    NOT NULL
) STRICT;
CREATE INDEX entry_conversation ON entry (conversation);
CREATE UNIQUE INDEX entry_key ON entry (conversation, key) WHERE key <> '';

CREATE TABLE offer (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation,
    operator     INTEGER NOT NULL REFERENCES operator,
    made         INTEGER NOT NULL,
    until        INTEGER NOT NULL,
    how          TEXT,
    ended        INTEGER,
    CHECK ((how IS NULL) = (ended IS NULL))
) STRICT;
CREATE UNIQUE INDEX offer_open ON offer (conversation, operator) WHERE how IS NULL;
CREATE INDEX offer_operator ON offer (operator);

CREATE TABLE part (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation,
    operator     INTEGER NOT NULL REFERENCES operator,
    role         TEXT    NOT NULL,
    began        INTEGER NOT NULL,
    gone         INTEGER,
    wrapped_up   INTEGER,
    reason       INTEGER REFERENCES reason,
    note         TEXT    NOT NULL
) STRICT;
CREATE INDEX part_conversation ON part (conversation, operator);
CREATE INDEX part_open ON part (operator) WHERE role = 'serving' AND wrapped_up IS NULL;

CREATE TABLE recording (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation INTEGER NOT NULL REFERENCES conversation,
    file         TEXT    NOT NULL UNIQUE,
    began        INTEGER NOT NULL,
    length       INTEGER NOT NULL,
    open         INTEGER NOT NULL
) STRICT;
CREATE INDEX recording_conversation ON recording (conversation);
CREATE INDEX recording_open ON recording (id) WHERE open = 1;

CREATE TABLE ticket (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    subject      TEXT    NOT NULL,
    body         TEXT    NOT NULL,
    state        TEXT    NOT NULL,
    origin       TEXT    NOT NULL,
    entry_point  INTEGER REFERENCES entry_point,
    queue        INTEGER REFERENCES queue,
    contact      INTEGER REFERENCES contact,
    conversation INTEGER REFERENCES conversation,
    name         TEXT    NOT NULL,
    mail         TEXT    NOT NULL,
    phone        TEXT    NOT NULL,
    language     TEXT    NOT NULL,
    assignee     INTEGER REFERENCES operator,
    created      INTEGER NOT NULL,
    changed      INTEGER NOT NULL
) STRICT;
CREATE INDEX ticket_state ON ticket (state);

CREATE TABLE mail (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    recipient TEXT    NOT NULL,
    reply_to  TEXT    NOT NULL,
    subject   TEXT    NOT NULL,
    text      TEXT    NOT NULL,
    created   INTEGER NOT NULL,
    due       INTEGER NOT NULL,
    sent      INTEGER,
    attempts  INTEGER NOT NULL,
    failed    INTEGER NOT NULL,
    error     TEXT    NOT NULL
) STRICT;
CREATE INDEX mail_due ON mail (due) WHERE sent IS NULL AND failed = 0;
