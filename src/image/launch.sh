# Sourced by both launchers, scripts/mcp-oauth and bin/mcp-oauth of a release, and by the scripts
# that make their start-up caches. Prints nothing itself.

# Prints the token of a plain `token get REF` that a running broker has, which is faster than a JVM
# can start; false where the command itself must answer. The broker is told where the command was
# started: it answers only when the settings there lead to its own database and key.
ask_broker() {
  [ $# = 3 ] && [ "$1 $2" = "token get" ] || return 1
  [ -z "${MCP_OAUTH_CONFIG:-}${MCP_OAUTH_DATA_DIR:-}${MCP_OAUTH_KEY_FILE:-}${MCP_OAUTH_KEY_CMD:-}" ] || return 1
  case $3 in
    '' | -* | @* | *[!A-Za-z0-9._@/-]*) return 1 ;;
  esac
  case ${XDG_RUNTIME_DIR:-}:${XDG_STATE_HOME:-} in
    /*) socket=$XDG_RUNTIME_DIR/mcp-oauth/broker.sock ;;
    *:/*) socket=$XDG_STATE_HOME/mcp-oauth/run/broker.sock ;;
    *) socket=${HOME:-}/.local/state/mcp-oauth/run/broker.sock ;;
  esac
  # Its folder and itself must be ours: nobody else could have made them.
  [ -S "$socket" ] && [ -O "$socket" ] && [ -O "${socket%/*}" ] || return 1
  case $PWD:${HOME:-}:${XDG_CONFIG_HOME:-}:${XDG_STATE_HOME:-}:${XDG_RUNTIME_DIR:-} in
    *[!A-Za-z0-9._/@+~,=:-]*) return 1 ;;
  esac
  if command -v nc.openbsd >/dev/null 2>&1; then
    ask_by_nc "$3"
  else
    ask_by_curl "$3"
  fi && printf '%s\n' "$token" 2>/dev/null
}

# Sets `token` to what the broker has for $1. This netcat, which every Ubuntu has, is done before curl
# has loaded its libraries; others have no -U, or wait without end.
ask_by_nc() {
  said=$(printf %b "GET /t/$1 HTTP/1.0\r\nHost: broker\r\nAsker-Folder: $PWD\r\n" \
    "${HOME:+Asker-Home: $HOME\r\n}${XDG_CONFIG_HOME:+Asker-Config: $XDG_CONFIG_HOME\r\n}" \
    "${XDG_STATE_HOME:+Asker-State: $XDG_STATE_HOME\r\n}" \
    "${XDG_RUNTIME_DIR:+Asker-Runtime: $XDG_RUNTIME_DIR\r\n}" '\r\n' |
    nc.openbsd -w 2 -U "$socket" 2>/dev/null) || return 1
  case $said in 'HTTP/1.1 200 '*) ;; *) return 1 ;; esac
  token=${said##*"
"}
  length=${said#*Content-Length: }
  # an answer that was cut off is none; the line's end counts
  [ "${length%%[!0-9]*}" = $((${#token} + 1)) ]
}

ask_by_curl() {
  command -v curl >/dev/null 2>&1 || return 1
  token=$(curl -q -sf --max-time 2 --unix-socket "$socket" -H "Asker-Folder: $PWD" \
    ${HOME:+-H "Asker-Home: $HOME"} ${XDG_CONFIG_HOME:+-H "Asker-Config: $XDG_CONFIG_HOME"} \
    ${XDG_STATE_HOME:+-H "Asker-State: $XDG_STATE_HOME"} \
    ${XDG_RUNTIME_DIR:+-H "Asker-Runtime: $XDG_RUNTIME_DIR"} "http://broker/t/$1")
}

# Sets `family`: what kind of command it is, which decides on flags and start-up caches.
#   get    a token get that is answered before the command line is there
#   serve  runs until it is stopped
#   cli    everything else
find_family() {
  family=cli
  skip=no
  if [ $# -ge 3 ] && [ "$1 $2" = "token get" ] && is_plain "$@"; then
    family=get
    return
  fi
  for word; do
    if [ "$skip" = yes ]; then
      skip=no
      continue
    fi
    case $word in
      --config | --data-dir | --store | --timeout | --output | -o | --color) skip=yes ;;
      -*) ;;
      serve | demo) family=serve && return ;;
      *) return ;;
    esac
  done
}

is_plain() {
  shift 2
  for word; do
    case $word in
      --min-ttl | --format | --data-dir | -n | --no-newline) ;;
      '' | -* | @* | mcp:*) return 1 ;;
    esac
  done
}

# Where the standard input is closed, it is empty: Java would give its number to the first file that it
# opens, one of its own, and read that as if somebody had typed it.
find_input() {
  if ! { true 3<&0; } 2>/dev/null; then exec </dev/null; fi
}

# Sets `terminals`: Java cannot tell which of its streams a person is at.
find_terminals() {
  terminals=
  for n in 0 1 2; do
    if [ -t "$n" ]; then terminals=$terminals$n; fi
  done
}

# Lets Java read file names and arguments as UTF-8 where no locale was chosen, as under cron or in a
# container: it would take each letter beyond ASCII for `?`, and so another folder. A locale that was
# chosen stays, whatever its letters are. What a command starts gets this too, as from Python (PEP
# 538): sorting and messages are those of the locale C. Only Linux has the name, and needs it.
find_letters() {
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    '' | C | POSIX) [ -d /proc/self ] || return 0 ;;
    *) return 0 ;;
  esac
  if [ -n "${LC_ALL:-}" ]; then
    export LC_ALL=C.UTF-8
  else
    export LC_CTYPE=C.UTF-8
  fi
}

# Sets `flags` for the family. A cache that does not fit this machine is left out without a word.
find_flags() {
  flags="-Xlog:disable -XX:-UsePerfData
    --enable-native-access=ALL-UNNAMED -Djdk.reflect.useNativeAccessorOnly=true
    -Djava.locale.providers=HOST -XX:-HeapDumpOnOutOfMemoryError -XX:+ExitOnOutOfMemoryError -XX:-CreateCoredumpOnCrash"
  # Compiled code pays late: it is made when it is asked for again, not as soon as in the training.
  flags="$flags -XX:CompileThresholdScaling=3 -XX:+UnlockDiagnosticVMOptions -XX:-AOTReplayTraining"
  # A server's short-lived objects need room while it has much to do, and none when it has not.
  case $family in
    serve) flags="$flags -XX:+UseParallelGC -Xms16m -Xmx512m -Xss512k" ;;
    *) flags="$flags -XX:+UseSerialGC -XX:TieredStopAtLevel=1" ;;
  esac
}

# Trains a start-up cache for serve: runs it by the command line that follows, lets the pretend
# client of the launcher $2 log in there, and ends it as a service manager does. Its data go into the
# folder $1.
train_server() {
  data=$1
  client=$2
  shift 2
  rm -f "$data/ready"
  "$@" serve --demo --port 0 --data-dir "$data" --ready-file "$data/ready" &
  server=$!
  until [ -s "$data/ready" ]; do
    kill -0 "$server" 2>/dev/null || return 1
    sleep 0.2
  done
  url=$(sed -n 's/.*"issuer":"\([^"]*\)".*/\1/p' "$data/ready")
  MCP_OAUTH_CACHE=off MCP_OAUTH_JAVA_OPTS= "$client" demo --at "$url/mcp" || :
  kill -TERM "$server"
  wait "$server" || :
}

# Trains a start-up cache for the other commands by what is asked most, all in one process of the
# command line that follows, on the data in the folder $1.
train_cli() {
  data=$1
  shift
  printf '%s\n' 'token list' 'token get demo/alice --json' 'client list' 'provider list' status |
    "$@" shell --data-dir "$data" || :
}
