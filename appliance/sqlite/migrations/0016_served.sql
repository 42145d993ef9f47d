-- A conversation is of all who ever served it, also of one who handed it over;
-- not of one who was only asked something.
ALTER TABLE conversation ADD COLUMN served TEXT NOT NULL DEFAULT '[]';
DROP TRIGGER conversation_added;
DROP TRIGGER conversation_saved;
UPDATE conversation SET served = (
    SELECT json_group_array(operator) FROM (
        SELECT operator FROM part
            WHERE part.conversation = conversation.id AND role = 'serving' AND aside = 0
            GROUP BY operator ORDER BY min(part.id)));
DELETE FROM conversation_operator;
INSERT INTO conversation_operator (operator, conversation, ended)
    SELECT value, c.id, c.ended FROM conversation AS c, json_each(c.served);
CREATE TRIGGER conversation_added AFTER INSERT ON conversation
    WHEN new.served <> '[]' BEGIN
    INSERT INTO conversation_operator (operator, conversation, ended)
        SELECT value, new.id, new.ended FROM json_each(new.served);
END;
CREATE TRIGGER conversation_saved AFTER UPDATE OF served, ended ON conversation
    WHEN (old.served, old.ended) IS NOT (new.served, new.ended) BEGIN
    DELETE FROM conversation_operator WHERE conversation = new.id;
    INSERT INTO conversation_operator (operator, conversation, ended)
        SELECT value, new.id, new.ended FROM json_each(new.served);
END;
