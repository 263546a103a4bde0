-- Whoever removes a client removes the answers of its users with it: they are found by the client,
-- where every client that was removed cost a look at all answers there are. The five texts that make
-- an answer can be longer together than a page of an index of PostgreSQL; that there is one row of
-- them is seen to by the row of the account, which every login that remembers an answer writes.

-- only postgresql
ALTER TABLE consents DROP CONSTRAINT consents_user_id_client_id_redirect_uri_resource_provider_key;

-- only sqlite
CREATE TABLE consents_anew (
  id           TEXT PRIMARY KEY,
  user_id      TEXT NOT NULL,
  client_id    TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  redirect_uri TEXT NOT NULL,
  resource     TEXT NOT NULL,
  provider     TEXT NOT NULL,
  scope        TEXT NOT NULL,
  given_at     BIGINT NOT NULL
);
-- only sqlite
INSERT INTO consents_anew
  (id, user_id, client_id, redirect_uri, resource, provider, scope, given_at)
SELECT id, user_id, client_id, redirect_uri, resource, provider, scope, given_at FROM consents;
-- only sqlite
DROP TABLE consents;
-- only sqlite
ALTER TABLE consents_anew RENAME TO consents;

CREATE INDEX consents_client ON consents (client_id, user_id);
