-- What a client wants back in `state` may be a secret of its own: sealed while its login waits.
ALTER TABLE pending_logins ADD COLUMN sealed_state BLOB;
