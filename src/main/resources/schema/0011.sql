-- A login toward the service is found by its handle, which is in front of its state; handles of one
-- time are neighbours. An index of random hashes would put every login on a page of its own. A login
-- that was at its service when this came has a state of the old form and has to begin again; one that
-- waits for its user goes on.
-- Codes are found by their number and by nothing else, as tokens are; one whose grant is gone is no
-- code, because whoever reads one reads its grant with it.
-- Few grants are revoked: only those are in the index.

-- only postgresql
ALTER TABLE pending_logins DROP CONSTRAINT pending_logins_state_hash_key;
-- only postgresql
ALTER TABLE codes DROP CONSTRAINT codes_grant_id_fkey;
-- only postgresql
DROP INDEX codes_grant;
-- only postgresql
DROP INDEX codes_expiry;

-- only sqlite
CREATE TABLE pending_logins_anew (
  id               TEXT PRIMARY KEY,
  phase            TEXT NOT NULL,
  provider         TEXT NOT NULL,
  client_id        TEXT,
  redirect_uri     TEXT,
  scope            TEXT,
  challenge        TEXT,
  resource         TEXT,
  login_hint       TEXT,
  browser_hash     BLOB NOT NULL,
  csrf_hash        BLOB NOT NULL,
  state_hash       BLOB,
  sealed_verifier  BLOB,
  account_id       BIGINT,
  failure          TEXT,
  created_at       BIGINT NOT NULL,
  expires_at       BIGINT NOT NULL,
  expected_account BIGINT,
  skipped          INTEGER NOT NULL DEFAULT 0,
  sealed_state     BLOB
);
-- only sqlite
INSERT INTO pending_logins_anew
  (id, phase, provider, client_id, redirect_uri, scope, challenge, resource, login_hint,
   browser_hash, csrf_hash, state_hash, sealed_verifier, account_id, failure, created_at,
   expires_at, expected_account, skipped, sealed_state)
SELECT id, phase, provider, client_id, redirect_uri, scope, challenge, resource, login_hint,
   browser_hash, csrf_hash, state_hash, sealed_verifier, account_id, failure, created_at,
   expires_at, expected_account, skipped, sealed_state FROM pending_logins;
-- only sqlite
DROP TABLE pending_logins;
-- only sqlite
ALTER TABLE pending_logins_anew RENAME TO pending_logins;
-- only sqlite
CREATE INDEX pending_logins_expiry ON pending_logins (expires_at);
-- only sqlite
CREATE INDEX pending_logins_asking ON pending_logins (expires_at) WHERE phase = 'ask';

-- only sqlite
CREATE TABLE codes_anew (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       BLOB NOT NULL,
  grant_id   BIGINT NOT NULL,
  challenge  TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT
);
-- only sqlite
INSERT INTO sqlite_sequence (name, seq)
SELECT 'codes_anew', seq FROM sqlite_sequence WHERE name = 'codes';
-- only sqlite
INSERT INTO codes_anew (id, hash, grant_id, challenge, expires_at, used_at)
SELECT id, hash, grant_id, challenge, expires_at, used_at FROM codes;
-- only sqlite
DROP TABLE codes;
-- only sqlite
ALTER TABLE codes_anew RENAME TO codes;

DROP INDEX grants_revoked;
CREATE INDEX grants_revoked ON grants (revoked_at) WHERE revoked_at IS NOT NULL;
