-- A remembered answer holds for one MCP server, and its scope grows with every yes.
DROP TABLE consents;
CREATE TABLE consents (
  id           TEXT PRIMARY KEY,
  user_id      TEXT NOT NULL,
  client_id    TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,                  -- without the port where that is free
  resource     TEXT NOT NULL,
  provider     TEXT NOT NULL,
  scope        TEXT NOT NULL,
  given_at     BIGINT NOT NULL,
  UNIQUE (user_id, client_id, redirect_uri, resource, provider)
);

-- Which accounts logged in with a browser; the cookie's hash gives no access to anything.
CREATE TABLE browser_accounts (
  hash       BLOB NOT NULL,
  account_id BIGINT NOT NULL REFERENCES service_accounts (id) ON DELETE CASCADE,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (hash, account_id)
);
CREATE INDEX browser_accounts_account ON browser_accounts (account_id);
CREATE INDEX browser_accounts_expiry ON browser_accounts (expires_at);

ALTER TABLE pending_logins ADD COLUMN expected_account BIGINT;
ALTER TABLE pending_logins ADD COLUMN skipped INTEGER NOT NULL DEFAULT 0;
