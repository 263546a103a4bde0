-- The keys that sign access tokens where a resource wants them signed (RFC 9068).
CREATE TABLE signing_keys (
  kid            TEXT PRIMARY KEY,
  public_jwk     TEXT NOT NULL,
  sealed_private BLOB NOT NULL,
  created_at     BIGINT NOT NULL,
  retired_at     BIGINT,                      -- signs nothing from then on
  gone_at        BIGINT                       -- published until then, as long as its tokens live
);

-- A signed token is kept sealed, so that a repeated refresh gets the same one.
ALTER TABLE access_tokens ADD COLUMN sealed_jwt BLOB;
