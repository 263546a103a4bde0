-- Logins that nobody has answered are trimmed without a look at the others.
CREATE INDEX pending_logins_asking ON pending_logins (expires_at) WHERE phase = 'ask';
