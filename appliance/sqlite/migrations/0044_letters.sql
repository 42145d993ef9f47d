-- Whether an operator works the desk by single letters (WCAG 2.1.4).
ALTER TABLE operator ADD COLUMN unlettered INTEGER NOT NULL DEFAULT 0;
