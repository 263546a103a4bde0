-- Times are whole seconds since 1970 (UTC). Tokens, codes and secrets are SHA-256 hashes.
-- Columns named sealed_* are AES-256-GCM with the row's identity as associated data.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
);

CREATE TABLE clients (
  id                TEXT PRIMARY KEY,
  origin            TEXT NOT NULL,            -- cli, dcr, builtin
  name              TEXT NOT NULL,
  redirect_uris     TEXT NOT NULL,            -- one a line
  grant_types       TEXT NOT NULL,            -- separated by spaces
  auth_method       TEXT NOT NULL,
  scope             TEXT NOT NULL,
  client_uri        TEXT,
  logo_uri          TEXT,
  software_id       TEXT,
  software_version  TEXT,
  application_type  TEXT,
  jwks_uri          TEXT,
  jwks              TEXT,
  secret_hash       BLOB,
  secret_expires_at BIGINT,
  registration_hash BLOB,                     -- RFC 7592 registration access token
  created_at        BIGINT NOT NULL
);

CREATE TABLE service_accounts (
  id                   INTEGER PRIMARY KEY AUTOINCREMENT,
  provider             TEXT NOT NULL,
  subject              TEXT NOT NULL,
  login                TEXT,
  name                 TEXT,
  email                TEXT,
  email_verified       INTEGER NOT NULL,
  tenant               TEXT,
  sealed_access_token  BLOB NOT NULL,
  sealed_refresh_token BLOB,
  sealed_extra         BLOB,
  token_type           TEXT NOT NULL,
  scope                TEXT NOT NULL,
  expires_at           BIGINT,
  refresh_expires_at   BIGINT,
  state                TEXT NOT NULL,         -- ok, login_needed
  last_refresh         TEXT,
  updated_at           BIGINT NOT NULL,
  version              BIGINT NOT NULL,       -- grows with every new service token
  lease_owner          TEXT,
  lease_until          BIGINT,
  UNIQUE (provider, subject)
);

CREATE TABLE pending_logins (
  id            TEXT PRIMARY KEY,
  phase         TEXT NOT NULL,                -- ask, sent, returned, done, failed
  provider      TEXT NOT NULL,
  client_id     TEXT,                         -- NULL: an account login without an MCP client
  redirect_uri  TEXT,
  state         TEXT,
  scope         TEXT,
  challenge     TEXT,
  resource      TEXT,
  login_hint    TEXT,
  browser_hash  BLOB NOT NULL,
  csrf_hash     BLOB NOT NULL,
  state_hash    BLOB UNIQUE,
  sealed_verifier BLOB,
  account_id    BIGINT,
  failure       TEXT,
  created_at    BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL
);
CREATE INDEX pending_logins_expiry ON pending_logins (expires_at);

CREATE TABLE grants (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  client_id       TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  account_id      BIGINT NOT NULL REFERENCES service_accounts (id) ON DELETE CASCADE,
  user_id         TEXT NOT NULL,
  provider        TEXT NOT NULL,
  scope           TEXT NOT NULL,
  resource        TEXT NOT NULL,
  redirect_uri    TEXT NOT NULL,
  created_at      BIGINT NOT NULL,
  expires_at      BIGINT NOT NULL,
  revoked_at      BIGINT,
  revoked_because TEXT
);
CREATE INDEX grants_client ON grants (client_id);
CREATE INDEX grants_account ON grants (account_id);

CREATE TABLE codes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       BLOB NOT NULL,
  grant_id   BIGINT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  challenge  TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT
);
CREATE INDEX codes_grant ON codes (grant_id);

CREATE TABLE access_tokens (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  hash       BLOB NOT NULL,
  grant_id   BIGINT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  scope      TEXT NOT NULL,
  issued_at  BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX access_tokens_grant ON access_tokens (grant_id);

CREATE TABLE refresh_tokens (
  id                  INTEGER PRIMARY KEY AUTOINCREMENT,
  hash                BLOB NOT NULL,
  grant_id            BIGINT NOT NULL REFERENCES grants (id) ON DELETE CASCADE,
  issued_at           BIGINT NOT NULL,
  expires_at          BIGINT NOT NULL,
  used_at             BIGINT,
  successor_id        BIGINT,
  successor_access_id BIGINT
);
CREATE INDEX refresh_tokens_grant ON refresh_tokens (grant_id);

CREATE TABLE provider_secrets (
  provider      TEXT PRIMARY KEY,
  client_id     TEXT NOT NULL,
  sealed_secret BLOB
);

CREATE TABLE audit (
  id     INTEGER PRIMARY KEY AUTOINCREMENT,
  at     BIGINT NOT NULL,
  event  TEXT NOT NULL,
  detail TEXT NOT NULL
);


CREATE TABLE consents (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id      TEXT NOT NULL,
  client_id    TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  scope        TEXT NOT NULL,
  provider     TEXT NOT NULL,
  given_at     BIGINT NOT NULL,
  UNIQUE (user_id, client_id, redirect_uri, scope, provider)
);
