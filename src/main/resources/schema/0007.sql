-- The client's `state` is sealed since 0004; nothing reads this column.
ALTER TABLE pending_logins DROP COLUMN state;

-- The sweep finds old events without reading all of them.
CREATE INDEX audit_at ON audit (at);
