-- The administrator's words for what a conversation is, and which has which.
CREATE TABLE tag (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    name   TEXT    NOT NULL UNIQUE,
    colour TEXT    NOT NULL,
    off    INTEGER NOT NULL
) STRICT;
ALTER TABLE conversation ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
CREATE TABLE conversation_tag (
    tag          INTEGER NOT NULL REFERENCES tag,
    conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
    PRIMARY KEY (tag, conversation)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_tag_conversation ON conversation_tag (conversation);
CREATE TRIGGER conversation_tagged_new AFTER INSERT ON conversation
    WHEN new.tags <> '[]' BEGIN
    INSERT INTO conversation_tag (tag, conversation) SELECT value, new.id FROM json_each(new.tags);
END;
CREATE TRIGGER conversation_tagged AFTER UPDATE OF tags ON conversation
    WHEN old.tags <> new.tags BEGIN
    DELETE FROM conversation_tag WHERE conversation = new.id;
    INSERT INTO conversation_tag (tag, conversation) SELECT value, new.id FROM json_each(new.tags);
END;
