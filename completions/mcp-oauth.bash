# Completion of mcp-oauth; generated from the commands by scripts/generate.
_mcp_oauth_everywhere='-o --output --json -q --quiet -v --verbose --trace --color --no-color --no-input --yes --config --data-dir --store --timeout -h --help -V --version'

_mcp_oauth_table() {
  case $1 in
    '') words='init classpath serve status stop doctor inspect config db demo client token provider consent keys audit shell completion man help'; names='' ;;
    'init') words='provider project update'; names='' ;;
    'init provider') words='--title --authorize-url --token-url --refresh-url --revoke-url --device-url --userinfo-url --user-id --user-login --scope --scope-separator --token-auth --pkce --refresh --extra-authorize --dir --dry-run --diff --force --preset --discover --interactive --maven --spec-only --package --class-name --no-tests --skip-existing'; names='' ;;
    'init project') words='--dir --dry-run --diff --force --skip-existing'; names='@files' ;;
    'init update') words='--dir --dry-run --diff --force --check'; names='' ;;
    'classpath') words=''; names='' ;;
    'serve') words='--port --provider --watch --protect --protect-stdio --host --public-url --registration --access-ttl --refresh-ttl --allow-http-public --tls-cert --tls-key --background --ready-file --pid-file --idle-timeout --log-format --demo'; names='' ;;
    'status') words=''; names='' ;;
    'stop') words=''; names='' ;;
    'doctor') words='--fix --online --bundle'; names='' ;;
    'inspect') words=''; names='' ;;
    'config') words='get set unset list path edit schema'; names='' ;;
    'config get') words=''; names='@settings' ;;
    'config set') words='--user --project'; names='@settings' ;;
    'config unset') words='--user --project'; names='@settings' ;;
    'config list') words='--show-origin'; names='' ;;
    'config path') words=''; names='' ;;
    'config edit') words='--user --project'; names='' ;;
    'config schema') words=''; names='' ;;
    'db') words='path check backup restore migrate vacuum prune recheck copy'; names='' ;;
    'db path') words=''; names='' ;;
    'db check') words=''; names='' ;;
    'db backup') words=''; names='@files' ;;
    'db restore') words=''; names='@files' ;;
    'db migrate') words=''; names='' ;;
    'db vacuum') words=''; names='' ;;
    'db prune') words=''; names='' ;;
    'db recheck') words=''; names='' ;;
    'db copy') words='--to'; names='' ;;
    'demo') words='--port --exit'; names='' ;;
    'client') words='register list delete registration-token'; names='' ;;
    'client register') words='--name --redirect-uri'; names='' ;;
    'client list') words=''; names='' ;;
    'client delete') words=''; names='@clients' ;;
    'client registration-token') words=''; names='' ;;
    'token') words='list get refresh'; names='' ;;
    'token list') words=''; names='' ;;
    'token get') words='--min-ttl'; names='@refs' ;;
    'token refresh') words='--min-ttl'; names='@refs' ;;
    'provider') words='list show presets add remove credentials check'; names='' ;;
    'provider list') words=''; names='' ;;
    'provider show') words=''; names='@providers' ;;
    'provider presets') words=''; names='@providers' ;;
    'provider add') words='--preset --discover --authorize-url --token-url --userinfo-url --scope --set --dry-run'; names='@providers' ;;
    'provider remove') words=''; names='@providers' ;;
    'provider credentials') words='--client-id --client-secret-stdin --client-secret-file --client-secret-cmd'; names='@providers' ;;
    'provider check') words='--online'; names='@providers' ;;
    'consent') words='list revoke'; names='' ;;
    'consent list') words=''; names='' ;;
    'consent revoke') words=''; names='' ;;
    'keys') words='list rotate rekey'; names='' ;;
    'keys list') words=''; names='' ;;
    'keys rotate') words=''; names='' ;;
    'keys rekey') words='--new-key-command'; names='' ;;
    'audit') words='tail export'; names='' ;;
    'audit tail') words='-n'; names='' ;;
    'audit export') words='--since'; names='' ;;
    'shell') words=''; names='' ;;
    'completion') words='--install'; names='bash zsh fish powershell' ;;
    'man') words='--dir'; names='@commands' ;;
    'help') words=''; names='@commands' ;;
    *) words=; names= ;;
  esac
}

_mcp_oauth_value() {
  case $1 in
    '|-o') value='text json jsonl plain' ;;
    '|--output') value='text json jsonl plain' ;;
    '|--color') value='auto always never' ;;
    '|--config') value='@files' ;;
    '|--data-dir') value='@files' ;;
    '|--store') value='@any' ;;
    '|--timeout') value='@any' ;;
    'init provider|--title') value='@any' ;;
    'init provider|--authorize-url') value='@any' ;;
    'init provider|--token-url') value='@any' ;;
    'init provider|--refresh-url') value='@any' ;;
    'init provider|--revoke-url') value='@any' ;;
    'init provider|--device-url') value='@any' ;;
    'init provider|--userinfo-url') value='@any' ;;
    'init provider|--user-id') value='@any' ;;
    'init provider|--user-login') value='@any' ;;
    'init provider|--scope') value='@any' ;;
    'init provider|--scope-separator') value='@any' ;;
    'init provider|--token-auth') value='@any' ;;
    'init provider|--pkce') value='@any' ;;
    'init provider|--refresh') value='@any' ;;
    'init provider|--extra-authorize') value='@any' ;;
    'init provider|--dir') value='@files' ;;
    'init provider|--preset') value='@any' ;;
    'init provider|--discover') value='@any' ;;
    'init provider|--package') value='@any' ;;
    'init provider|--class-name') value='@any' ;;
    'init project|--dir') value='@files' ;;
    'init update|--dir') value='@files' ;;
    'serve|--port') value='@any' ;;
    'serve|--provider') value='@any' ;;
    'serve|--protect') value='@any' ;;
    'serve|--protect-stdio') value='@any' ;;
    'serve|--host') value='@any' ;;
    'serve|--public-url') value='@any' ;;
    'serve|--registration') value='open token off' ;;
    'serve|--access-ttl') value='@any' ;;
    'serve|--refresh-ttl') value='@any' ;;
    'serve|--tls-cert') value='@files' ;;
    'serve|--tls-key') value='@files' ;;
    'serve|--ready-file') value='@files' ;;
    'serve|--pid-file') value='@files' ;;
    'serve|--idle-timeout') value='@any' ;;
    'serve|--log-format') value='text json' ;;
    'doctor|--bundle') value='@files' ;;
    'db copy|--to') value='@any' ;;
    'demo|--port') value='@any' ;;
    'client register|--name') value='@any' ;;
    'client register|--redirect-uri') value='@any' ;;
    'token get|--min-ttl') value='@any' ;;
    'token refresh|--min-ttl') value='@any' ;;
    'provider add|--preset') value='@any' ;;
    'provider add|--discover') value='@any' ;;
    'provider add|--authorize-url') value='@any' ;;
    'provider add|--token-url') value='@any' ;;
    'provider add|--userinfo-url') value='@any' ;;
    'provider add|--scope') value='@any' ;;
    'provider add|--set') value='@any' ;;
    'provider credentials|--client-id') value='@any' ;;
    'provider credentials|--client-secret-file') value='@files' ;;
    'provider credentials|--client-secret-cmd') value='@any' ;;
    'keys rekey|--new-key-command') value='@any' ;;
    'audit tail|-n') value='@any' ;;
    'audit export|--since') value='@any' ;;
    'man|--dir') value='@files' ;;
    *) value= ;;
  esac
}

_mcp_oauth_names() {
  case $1 in
    @files) COMPREPLY=($(compgen -f -- "$2")) ;;
    @any | @commands) ;;
    @*) COMPREPLY=($(compgen -W "$(mcp-oauth __complete "${1#@}" 2>/dev/null)" -- "$2")) ;;
    *) COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
  esac
}

_mcp_oauth() {
  local cur=${COMP_WORDS[COMP_CWORD]} path= before= words= names= value= word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [ -n "$value" ]; then
      value=
      continue
    fi
    case $word in
      -*)
        _mcp_oauth_value "$path|$word"
        [ -n "$value" ] || _mcp_oauth_value "|$word"
        ;;
      *)
        _mcp_oauth_table "$path"
        case " $words " in *" $word "*) path="${path:+$path }$word" ;; *) before=yes ;; esac
        ;;
    esac
  done
  if [ -n "$value" ]; then
    _mcp_oauth_names "$value" "$cur"
    return
  fi
  _mcp_oauth_table "$path"
  case $cur in
    -*) COMPREPLY=($(compgen -W "$words $_mcp_oauth_everywhere" -- "$cur")) ;;
    *)
      if [ -n "$names" ] && [ -z "$before" ]; then
        _mcp_oauth_names "$names" "$cur"
      elif [ -z "$before" ]; then
        for word in $words; do
          case $word in -*) ;; "$cur"*) COMPREPLY+=("$word") ;; esac
        done
      fi
      ;;
  esac
}

complete -F _mcp_oauth mcp-oauth
