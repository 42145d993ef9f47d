-- What an operator may do is what his role says, and what a role says is the
-- administrator's. A new box has four. Whoever was a supervisor on an older one may
-- no more than before: the super user may set up queues and operators besides, which
-- is the administrator's to give.
CREATE TABLE role (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    name   TEXT    NOT NULL,
    rights TEXT    NOT NULL,
    usual  INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX role_usual ON role (usual) WHERE usual = 1;
INSERT INTO role (id, name, rights, usual) VALUES
    (1, '{"cs":"Operátor","en":"Operator","pl":"Operator"}', '["take","pass","tickets"]', 1),
    (2, '{"cs":"Pozorovatel","en":"Observer","pl":"Obserwator"}', '["pass","observe","recordings","listen-in"]', 0),
    (3, '{"cs":"Superuživatel","en":"Super user","pl":"Superużytkownik"}',
        '["take","pass","tickets","observe","recordings","listen-in","intervene","operators","queues"]', 0),
    (4, '{"cs":"Správce","en":"Administrator","pl":"Administrator"}',
        '["take","pass","tickets","observe","recordings","listen-in","intervene","operators","roles","queues","trees","exchange","settings","console"]', 0);
INSERT INTO role (name, rights, usual)
    SELECT '{"cs":"Supervizor","en":"Supervisor","pl":"Kierownik"}',
        '["take","pass","tickets","observe","recordings","listen-in","intervene"]', 0
    WHERE EXISTS (SELECT 1 FROM operator WHERE role = 'supervisor');
ALTER TABLE operator ADD COLUMN has_role INTEGER REFERENCES role;
UPDATE operator SET has_role = CASE role
    WHEN 'operator' THEN 1
    WHEN 'supervisor' THEN (SELECT max(id) FROM role)
    WHEN 'admin' THEN 4
END;
ALTER TABLE operator DROP COLUMN role;
ALTER TABLE operator RENAME COLUMN has_role TO role;
CREATE INDEX operator_role ON operator (role);
