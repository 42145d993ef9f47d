-- The index of phrases is not merged inside the commit of whoever writes; the box does
-- it in between. SQLite does so itself only where a thousand pieces have come together.
INSERT INTO phrase (phrase, rank) VALUES ('automerge', 0);
INSERT INTO phrase (phrase, rank) VALUES ('crisismerge', 1000);

-- A conversation that is deleted is looked for in these.
CREATE INDEX mail_conversation ON mail (conversation) WHERE conversation IS NOT NULL;
CREATE INDEX block_conversation ON block (conversation) WHERE conversation IS NOT NULL;
