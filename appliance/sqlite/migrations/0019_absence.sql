-- Why operators are away is the administrator's to say. The reasons that there
-- were until now stay, under the keys that presences have.
CREATE TABLE absence (
    id   INTEGER PRIMARY KEY AUTOINCREMENT,
    key  TEXT    NOT NULL UNIQUE,
    name TEXT    NOT NULL,
    off  INTEGER NOT NULL
) STRICT;
INSERT INTO absence (key, name, off) VALUES
    ('break', '{"cs":"Přestávka","en":"Break","pl":"Przerwa"}', 0),
    ('lunch', '{"cs":"Oběd","en":"Lunch","pl":"Obiad"}', 0),
    ('meeting', '{"cs":"Porada","en":"Meeting","pl":"Spotkanie"}', 0),
    ('paperwork', '{"cs":"Papírování","en":"Paperwork","pl":"Praca biurowa"}', 0);
