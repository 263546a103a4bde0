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
    @files) _files ;;
    @any | @commands) ;;
    @*) compadd -- ${(f)"$(mcp-oauth __complete ${1#@} 2>/dev/null)"} ;;
    *) compadd -- ${=1} ;;
  esac
}

_mcp_oauth_complete() {
  # "words" is zsh's own name for the line: a variable of that name would take it away
  local cur=$line_words[$line_at] path_= before= follow= names= value= word i
  for ((i = 2; i < line_at; i++)); do
    word=$line_words[i]
    if [[ -n $value ]]; then
      value=
      continue
    fi
    case $word in
      -*)
        _mcp_oauth_value "$path_|$word"
        [[ -n $value ]] || _mcp_oauth_value "|$word"
        ;;
      *)
        _mcp_oauth_table "$path_"
        case " $follow " in *" $word "*) path_="${path_:+$path_ }$word" ;; *) before=yes ;; esac
        ;;
    esac
  done
  if [[ -n $value ]]; then
    _mcp_oauth_names "$value"
    return
  fi
  _mcp_oauth_table "$path_"
  if [[ $cur == -* ]]; then
    compadd -- ${(M)${=follow}:#-*} ${=_mcp_oauth_everywhere}
  elif [[ -n $names && -z $before ]]; then
    _mcp_oauth_names "$names"
  elif [[ -z $before ]]; then
    compadd -- ${${=follow}:#-*}
  fi
}

_mcp_oauth() {
  local -a line_words=("${words[@]}")
  local line_at=$CURRENT
  _mcp_oauth_complete
}

if [ "$funcstack[1]" = "_mcp-oauth" ]; then
  _mcp_oauth "$@"
else
  compdef _mcp_oauth mcp-oauth
fi
