-- A conversation can wait for one operator alone, in no queue.
ALTER TABLE conversation ADD COLUMN wanted INTEGER REFERENCES operator;
