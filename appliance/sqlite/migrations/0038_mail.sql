-- What a mail says that will not be tried again is kept no longer, also of those that an
-- older box sent.
UPDATE mail SET text = '', html = '' WHERE sent IS NOT NULL OR failed <> 0;
