_mcp_oauth_everywhere='@EVERYWHERE@'

_mcp_oauth_table() {
  case $1 in
@TABLE@    *) follow=; names= ;;
  esac
}

_mcp_oauth_value() {
  case $1 in
@VALUES@    *) value= ;;
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
