-- Tokens are found by their number and by nothing else. An index of their grants would put every new
-- token on a page of its own; one of their ends would make every refresh a quarter longer, and the
-- sweep can read them all. A token whose grant is gone is no token, because whoever reads one reads its
-- grant with it; its row goes when its own time is over.

-- only postgresql
ALTER TABLE access_tokens DROP CONSTRAINT access_tokens_grant_id_fkey;
-- only postgresql
ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_grant_id_fkey;
-- only postgresql
DROP INDEX access_tokens_grant;
-- only postgresql
DROP INDEX refresh_tokens_grant;
-- only postgresql
DROP INDEX access_tokens_expiry;
-- only postgresql
DROP INDEX refresh_tokens_expiry;

-- only sqlite
CREATE TABLE access_tokens_anew (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       BLOB NOT NULL,
  grant_id   BIGINT NOT NULL,
  scope      TEXT NOT NULL,
  issued_at  BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  sealed_jwt BLOB
);
-- only sqlite
INSERT INTO sqlite_sequence (name, seq)
SELECT 'access_tokens_anew', seq FROM sqlite_sequence WHERE name = 'access_tokens';
-- only sqlite
INSERT INTO access_tokens_anew
  (id, hash, grant_id, scope, issued_at, expires_at, revoked_at, sealed_jwt)
SELECT id, hash, grant_id, scope, issued_at, expires_at, revoked_at, sealed_jwt FROM access_tokens;
-- only sqlite
DROP TABLE access_tokens;
-- only sqlite
ALTER TABLE access_tokens_anew RENAME TO access_tokens;

-- only sqlite
CREATE TABLE refresh_tokens_anew (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  hash                BLOB NOT NULL,
  grant_id            BIGINT NOT NULL,
  issued_at           BIGINT NOT NULL,
  expires_at          BIGINT NOT NULL,
  used_at             BIGINT,
  successor_id        BIGINT,
  successor_access_id BIGINT
);
-- only sqlite
INSERT INTO sqlite_sequence (name, seq)
SELECT 'refresh_tokens_anew', seq FROM sqlite_sequence WHERE name = 'refresh_tokens';
-- only sqlite
INSERT INTO refresh_tokens_anew
  (id, hash, grant_id, issued_at, expires_at, used_at, successor_id, successor_access_id)
SELECT id, hash, grant_id, issued_at, expires_at, used_at, successor_id, successor_access_id
FROM refresh_tokens;
-- only sqlite
DROP TABLE refresh_tokens;
-- only sqlite
ALTER TABLE refresh_tokens_anew RENAME TO refresh_tokens;

-- How often a client, a grant or an account was changed or removed: what was read of them holds as
-- long as this does, however many tokens come and go. A schema file that makes one of these tables
-- anew has to make its triggers anew.

-- only sqlite
CREATE TABLE lasting_changes (
  count BIGINT NOT NULL
);
-- only sqlite
INSERT INTO lasting_changes (count) VALUES (0);

-- only sqlite
CREATE TRIGGER clients_changed AFTER UPDATE ON clients
  BEGIN UPDATE lasting_changes SET count = count + 1; END;
-- only sqlite
CREATE TRIGGER clients_removed AFTER DELETE ON clients
  BEGIN UPDATE lasting_changes SET count = count + 1; END;

-- only sqlite
CREATE TRIGGER grants_changed AFTER UPDATE ON grants
  WHEN new.last_used_at IS old.last_used_at
  BEGIN UPDATE lasting_changes SET count = count + 1; END;
-- only sqlite
CREATE TRIGGER grants_removed AFTER DELETE ON grants
  BEGIN UPDATE lasting_changes SET count = count + 1; END;

-- only sqlite
CREATE TRIGGER service_accounts_changed AFTER UPDATE ON service_accounts
  WHEN new.last_used_at IS old.last_used_at
  BEGIN UPDATE lasting_changes SET count = count + 1; END;
-- only sqlite
CREATE TRIGGER service_accounts_removed AFTER DELETE ON service_accounts
  BEGIN UPDATE lasting_changes SET count = count + 1; END;
