-- Client ID Metadata Documents: the row of the client is the last good document.
CREATE TABLE client_documents (
  client_id   TEXT PRIMARY KEY REFERENCES clients (id) ON DELETE CASCADE,
  fetched_at  BIGINT NOT NULL,
  fresh_until BIGINT NOT NULL
);

-- RFC 7523: an assertion is good once.
CREATE TABLE used_assertions (
  client_id  TEXT NOT NULL,
  jti_hash   BLOB NOT NULL,
  expires_at BIGINT NOT NULL,
  PRIMARY KEY (client_id, jti_hash)
);
CREATE INDEX used_assertions_expiry ON used_assertions (expires_at);

CREATE INDEX clients_origin ON clients (origin, created_at);
