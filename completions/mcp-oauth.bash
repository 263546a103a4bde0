# Completion of mcp-oauth; generated from the commands by scripts/generate.
_mcp_oauth_everywhere='-o --output --json -q --quiet -v --verbose --trace --color --no-color --no-input --yes --config --data-dir --store --timeout -h --help -V --version'

_mcp_oauth_table() {
  case $1 in
    '') follow='init classpath serve status stop doctor inspect trace config db demo client token login logout prune provider consent keys audit shell completion man help'; names='' ;;
    'init') follow='provider project update'; names='' ;;
    'init provider') follow='--title --authorize-url --token-url --refresh-url --revoke-url --device-url --userinfo-url --user-id --user-login --scope --scope-separator --token-auth --pkce --refresh --extra-authorize --dir --dry-run --diff --force --preset --discover --interactive --maven --spec-only --package --class-name --no-tests --skip-existing'; names='' ;;
    'init project') follow='--dir --dry-run --diff --force --skip-existing'; names='@files' ;;
    'init update') follow='--dir --dry-run --diff --force --check'; names='' ;;
    'classpath') follow=''; names='' ;;
    'serve') follow='--port --operations --provider --watch --protect --protect-stdio --host --public-url --registration --access-ttl --refresh-ttl --allow-http-public --tls-cert --tls-key --background --ready-file --pid-file --idle-timeout --log-format --inspector --demo'; names='' ;;
    'status') follow=''; names='' ;;
    'stop') follow=''; names='' ;;
    'doctor') follow='--fix --online --bundle'; names='' ;;
    'inspect') follow=''; names='' ;;
    'trace') follow='--failed --recent --count'; names='' ;;
    'config') follow='get set unset list path edit trust schema'; names='' ;;
    'config get') follow=''; names='@settings' ;;
    'config set') follow='--user --project'; names='@settings' ;;
    'config unset') follow='--user --project'; names='@settings' ;;
    'config list') follow='--show-origin'; names='' ;;
    'config path') follow=''; names='' ;;
    'config edit') follow='--user --project'; names='' ;;
    'config trust') follow='--revoke'; names='' ;;
    'config schema') follow=''; names='' ;;
    'db') follow='path check backup restore migrate vacuum prune recheck copy'; names='' ;;
    'db path') follow=''; names='' ;;
    'db check') follow=''; names='' ;;
    'db backup') follow=''; names='@files' ;;
    'db restore') follow=''; names='@files' ;;
    'db migrate') follow=''; names='' ;;
    'db vacuum') follow=''; names='' ;;
    'db prune') follow='--keep'; names='' ;;
    'db recheck') follow=''; names='' ;;
    'db copy') follow='--to'; names='' ;;
    'demo') follow='--port --operations --exit --at'; names='' ;;
    'client') follow='register list show update rotate-secret delete snippet install registration-token'; names='' ;;
    'client register') follow='--name --preset --redirect-uri --type --grant --scope --resource --id --secret-out --expires --if-not-exists'; names='' ;;
    'client list') follow=''; names='' ;;
    'client show') follow=''; names='@clients' ;;
    'client update') follow='--name --redirect-uri --add-redirect-uri --scope --resource --any-resource'; names='@clients' ;;
    'client rotate-secret') follow='--secret-out --expires'; names='@clients' ;;
    'client delete') follow=''; names='@clients' ;;
    'client snippet') follow='--for --resource --server --headers-helper'; names='@clients' ;;
    'client install') follow='--for --resource --server --headers-helper --file --dry-run --force'; names='@clients' ;;
    'client registration-token') follow=''; names='' ;;
    'token') follow='list show get headers env exec refresh revoke verify issue watch'; names='' ;;
    'token list') follow='--all --limit'; names='' ;;
    'token show') follow='--account --reveal'; names='@refs' ;;
    'token get') follow='--account --min-ttl --refresh --offline --type --scope --wait --format -n --no-newline'; names='@refs' ;;
    'token headers') follow='--account --min-ttl --refresh --offline --type --scope --wait'; names='@refs' ;;
    'token env') follow='--account --min-ttl --refresh --offline --type --scope --wait --shell --name'; names='@refs' ;;
    'token exec') follow='--account --min-ttl --refresh --offline --type --scope --wait --name'; names='@refs' ;;
    'token refresh') follow='--account --all --expiring'; names='@refs' ;;
    'token revoke') follow='--account --local-only'; names='@refs' ;;
    'token verify') follow='--resource --scope'; names='' ;;
    'token issue') follow='--resource --scope --ttl --format'; names='' ;;
    'token watch') follow='--interval --count'; names='' ;;
    'login') follow='--account --scope --add-scope --browser --paste --device --login-hint --force --wait'; names='@providers' ;;
    'logout') follow='--account --all --local-only'; names='@refs' ;;
    'prune') follow='--keep'; names='' ;;
    'provider') follow='list show presets add remove credentials check'; names='' ;;
    'provider list') follow=''; names='' ;;
    'provider show') follow=''; names='@providers' ;;
    'provider presets') follow=''; names='@providers' ;;
    'provider add') follow='--preset --discover --title --authorize-url --token-url --refresh-url --revoke-url --device-url --userinfo-url --user-id --user-login --scope --scope-separator --token-auth --pkce --refresh --extra-authorize --set --dry-run'; names='@providers' ;;
    'provider remove') follow=''; names='@providers' ;;
    'provider credentials') follow='--client-id --client-secret-stdin --client-secret-file --client-secret-cmd'; names='@providers' ;;
    'provider check') follow='--online'; names='@providers' ;;
    'consent') follow='list revoke'; names='' ;;
    'consent list') follow=''; names='' ;;
    'consent revoke') follow=''; names='' ;;
    'keys') follow='list rotate rekey'; names='' ;;
    'keys list') follow=''; names='' ;;
    'keys rotate') follow=''; names='' ;;
    'keys rekey') follow='--new-key-command'; names='' ;;
    'audit') follow='tail export'; names='' ;;
    'audit tail') follow='-n'; names='' ;;
    'audit export') follow='--since'; names='' ;;
    'shell') follow=''; names='' ;;
    'completion') follow='--install'; names='bash zsh fish powershell' ;;
    'man') follow='--dir'; names='@commands' ;;
    'help') follow=''; names='@commands' ;;
    *) follow=; names= ;;
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
    'serve|--operations') value='@any' ;;
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
    'serve|--inspector') value='@any' ;;
    'doctor|--bundle') value='@files' ;;
    'trace|--count') value='@any' ;;
    'db prune|--keep') value='@any' ;;
    'db copy|--to') value='@any' ;;
    'demo|--port') value='@any' ;;
    'demo|--operations') value='@any' ;;
    'demo|--at') value='@any' ;;
    'client register|--name') value='@any' ;;
    'client register|--preset') value='@clients' ;;
    'client register|--redirect-uri') value='@any' ;;
    'client register|--type') value='public confidential' ;;
    'client register|--grant') value='@any' ;;
    'client register|--scope') value='@any' ;;
    'client register|--resource') value='@any' ;;
    'client register|--id') value='@clients' ;;
    'client register|--secret-out') value='@any' ;;
    'client register|--expires') value='@any' ;;
    'client update|--name') value='@any' ;;
    'client update|--redirect-uri') value='@any' ;;
    'client update|--add-redirect-uri') value='@any' ;;
    'client update|--scope') value='@any' ;;
    'client update|--resource') value='@any' ;;
    'client rotate-secret|--secret-out') value='@any' ;;
    'client rotate-secret|--expires') value='@any' ;;
    'client snippet|--for') value='@clients' ;;
    'client snippet|--resource') value='@any' ;;
    'client snippet|--server') value='@any' ;;
    'client snippet|--headers-helper') value='@refs' ;;
    'client install|--for') value='@clients' ;;
    'client install|--resource') value='@any' ;;
    'client install|--server') value='@any' ;;
    'client install|--headers-helper') value='@refs' ;;
    'client install|--file') value='@files' ;;
    'token list|--limit') value='@any' ;;
    'token show|--account') value='@any' ;;
    'token get|--account') value='@any' ;;
    'token get|--min-ttl') value='@any' ;;
    'token get|--refresh') value='auto always never' ;;
    'token get|--type') value='external mcp' ;;
    'token get|--scope') value='@any' ;;
    'token get|--wait') value='@any' ;;
    'token get|--format') value='token header header-value json env exec-credential aws git' ;;
    'token headers|--account') value='@any' ;;
    'token headers|--min-ttl') value='@any' ;;
    'token headers|--refresh') value='auto always never' ;;
    'token headers|--type') value='external mcp' ;;
    'token headers|--scope') value='@any' ;;
    'token headers|--wait') value='@any' ;;
    'token env|--account') value='@any' ;;
    'token env|--min-ttl') value='@any' ;;
    'token env|--refresh') value='auto always never' ;;
    'token env|--type') value='external mcp' ;;
    'token env|--scope') value='@any' ;;
    'token env|--wait') value='@any' ;;
    'token env|--shell') value='sh fish powershell' ;;
    'token env|--name') value='@any' ;;
    'token exec|--account') value='@any' ;;
    'token exec|--min-ttl') value='@any' ;;
    'token exec|--refresh') value='auto always never' ;;
    'token exec|--type') value='external mcp' ;;
    'token exec|--scope') value='@any' ;;
    'token exec|--wait') value='@any' ;;
    'token exec|--name') value='@any' ;;
    'token refresh|--account') value='@any' ;;
    'token refresh|--expiring') value='@any' ;;
    'token revoke|--account') value='@any' ;;
    'token verify|--resource') value='@any' ;;
    'token verify|--scope') value='@any' ;;
    'token issue|--resource') value='@any' ;;
    'token issue|--scope') value='@any' ;;
    'token issue|--ttl') value='@any' ;;
    'token issue|--format') value='token header header-value json env exec-credential aws git' ;;
    'token watch|--interval') value='@any' ;;
    'token watch|--count') value='@any' ;;
    'login|--account') value='@any' ;;
    'login|--scope') value='@any' ;;
    'login|--add-scope') value='@any' ;;
    'login|--browser') value='@any' ;;
    'login|--login-hint') value='@any' ;;
    'login|--wait') value='@any' ;;
    'logout|--account') value='@any' ;;
    'prune|--keep') value='@any' ;;
    'provider add|--preset') value='@any' ;;
    'provider add|--discover') value='@any' ;;
    'provider add|--title') value='@any' ;;
    'provider add|--authorize-url') value='@any' ;;
    'provider add|--token-url') value='@any' ;;
    'provider add|--refresh-url') value='@any' ;;
    'provider add|--revoke-url') value='@any' ;;
    'provider add|--device-url') value='@any' ;;
    'provider add|--userinfo-url') value='@any' ;;
    'provider add|--user-id') value='@any' ;;
    'provider add|--user-login') value='@any' ;;
    'provider add|--scope') value='@any' ;;
    'provider add|--scope-separator') value='@any' ;;
    'provider add|--token-auth') value='@any' ;;
    'provider add|--pkce') value='@any' ;;
    'provider add|--refresh') value='@any' ;;
    'provider add|--extra-authorize') value='@any' ;;
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
  local cur=${COMP_WORDS[COMP_CWORD]} path= before= follow= names= value= word i
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
        case " $follow " in *" $word "*) path="${path:+$path }$word" ;; *) before=yes ;; esac
        ;;
    esac
  done
  if [ -n "$value" ]; then
    _mcp_oauth_names "$value" "$cur"
    return
  fi
  _mcp_oauth_table "$path"
  case $cur in
    -*) COMPREPLY=($(compgen -W "$follow $_mcp_oauth_everywhere" -- "$cur")) ;;
    *)
      if [ -n "$names" ] && [ -z "$before" ]; then
        _mcp_oauth_names "$names" "$cur"
      elif [ -z "$before" ]; then
        for word in $follow; do
          case $word in -*) ;; "$cur"*) COMPREPLY+=("$word") ;; esac
        done
      fi
      ;;
  esac
}

complete -F _mcp_oauth mcp-oauth
