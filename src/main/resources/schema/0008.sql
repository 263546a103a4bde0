-- When a token was last handed out or shown to an MCP server, to the minute.
ALTER TABLE service_accounts ADD COLUMN last_used_at BIGINT;
ALTER TABLE grants ADD COLUMN last_used_at BIGINT;

-- A client with rows here gets tokens for these MCP servers only; one without, for all.
CREATE TABLE client_resources (
  client_id TEXT NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  resource  TEXT NOT NULL,
  PRIMARY KEY (client_id, resource)
);
