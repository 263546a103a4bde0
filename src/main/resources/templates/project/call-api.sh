#!/bin/sh
# Calls an API with a service's token: ./call-api.sh github https://api.github.com/user
# The token is fresh for five minutes at least, and no other program sees it on a command line.
set -eu
provider=${1:?which provider?} url=${2:?which address?}
token=$(mcp-oauth token get "$provider" --min-ttl 300) || {
  exit=$?
  [ "$exit" -ne 3 ] || echo "run: mcp-oauth login $provider" >&2
  exit "$exit"
}
printf 'Authorization: Bearer %s\n' "$token" | curl -fsS -H @- "$url"
