-- How far the two sides of a chat have read: entries that have come to the contact's page,
-- that he read there, and that an operator who serves has seen.
CREATE TABLE receipt (
    conversation INTEGER PRIMARY KEY REFERENCES conversation,
    got          INTEGER NOT NULL,
    read         INTEGER NOT NULL,
    seen         INTEGER NOT NULL
) STRICT;
