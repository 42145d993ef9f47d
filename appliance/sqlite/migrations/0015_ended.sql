-- What is over is listed by when it ended, also that of one operator.
CREATE INDEX conversation_ended ON conversation (ended) WHERE ended IS NOT NULL;
ALTER TABLE conversation_operator ADD COLUMN ended INTEGER;
UPDATE conversation_operator
    SET ended = (SELECT c.ended FROM conversation AS c WHERE c.id = conversation_operator.conversation);
CREATE INDEX conversation_operator_ended ON conversation_operator (operator, ended) WHERE ended IS NOT NULL;
DROP TRIGGER conversation_added;
DROP TRIGGER conversation_saved;
CREATE TRIGGER conversation_added AFTER INSERT ON conversation
    WHEN new.operators <> '[]' BEGIN
    INSERT OR IGNORE INTO conversation_operator (operator, conversation, ended)
        SELECT value, new.id, new.ended FROM json_each(new.operators);
END;
CREATE TRIGGER conversation_saved AFTER UPDATE OF operators, ended ON conversation
    WHEN (old.operators, old.ended) IS NOT (new.operators, new.ended) BEGIN
    DELETE FROM conversation_operator WHERE conversation = new.id;
    INSERT OR IGNORE INTO conversation_operator (operator, conversation, ended)
        SELECT value, new.id, new.ended FROM json_each(new.operators);
END;
