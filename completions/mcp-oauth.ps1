# Completion of mcp-oauth; generated from the commands by scripts/generate.
$script:McpOauthEverywhere = '-o --output --json -q --quiet -v --verbose --trace --color --no-color --no-input --yes --config --data-dir --store --timeout -h --help -V --version' -split ' '
$script:McpOauthTable = @{
    '' = @('init classpath serve status stop doctor inspect config db demo client token provider consent keys audit shell completion man help', '')
    'init' = @('provider project update', '')
    'init provider' = @('--title --authorize-url --token-url --refresh-url --revoke-url --device-url --userinfo-url --user-id --user-login --scope --scope-separator --token-auth --pkce --refresh --extra-authorize --dir --dry-run --diff --force --preset --discover --interactive --maven --spec-only --package --class-name --no-tests --skip-existing', '')
    'init project' = @('--dir --dry-run --diff --force --skip-existing', '@files')
    'init update' = @('--dir --dry-run --diff --force --check', '')
    'classpath' = @('', '')
    'serve' = @('--port --provider --watch --protect --protect-stdio --host --public-url --registration --access-ttl --refresh-ttl --allow-http-public --tls-cert --tls-key --background --ready-file --pid-file --idle-timeout --log-format --demo', '')
    'status' = @('', '')
    'stop' = @('', '')
    'doctor' = @('--fix --online --bundle', '')
    'inspect' = @('', '')
    'config' = @('get set unset list path edit schema', '')
    'config get' = @('', '@settings')
    'config set' = @('--user --project', '@settings')
    'config unset' = @('--user --project', '@settings')
    'config list' = @('--show-origin', '')
    'config path' = @('', '')
    'config edit' = @('--user --project', '')
    'config schema' = @('', '')
    'db' = @('path check backup restore migrate vacuum prune recheck copy', '')
    'db path' = @('', '')
    'db check' = @('', '')
    'db backup' = @('', '@files')
    'db restore' = @('', '@files')
    'db migrate' = @('', '')
    'db vacuum' = @('', '')
    'db prune' = @('', '')
    'db recheck' = @('', '')
    'db copy' = @('--to', '')
    'demo' = @('--port --exit', '')
    'client' = @('register list delete registration-token', '')
    'client register' = @('--name --redirect-uri', '')
    'client list' = @('', '')
    'client delete' = @('', '@clients')
    'client registration-token' = @('', '')
    'token' = @('list get refresh', '')
    'token list' = @('', '')
    'token get' = @('--min-ttl', '@refs')
    'token refresh' = @('--min-ttl', '@refs')
    'provider' = @('list show presets add remove credentials check', '')
    'provider list' = @('', '')
    'provider show' = @('', '@providers')
    'provider presets' = @('', '@providers')
    'provider add' = @('--preset --discover --authorize-url --token-url --userinfo-url --scope --set --dry-run', '@providers')
    'provider remove' = @('', '@providers')
    'provider credentials' = @('--client-id --client-secret-stdin --client-secret-file --client-secret-cmd', '@providers')
    'provider check' = @('--online', '@providers')
    'consent' = @('list revoke', '')
    'consent list' = @('', '')
    'consent revoke' = @('', '')
    'keys' = @('list rotate rekey', '')
    'keys list' = @('', '')
    'keys rotate' = @('', '')
    'keys rekey' = @('--new-key-command', '')
    'audit' = @('tail export', '')
    'audit tail' = @('-n', '')
    'audit export' = @('--since', '')
    'shell' = @('', '')
    'completion' = @('--install', 'bash zsh fish powershell')
    'man' = @('--dir', '@commands')
    'help' = @('', '@commands')
}
$script:McpOauthValues = @{
    '|-o' = 'text json jsonl plain'
    '|--output' = 'text json jsonl plain'
    '|--color' = 'auto always never'
    '|--config' = '@files'
    '|--data-dir' = '@files'
    '|--store' = '@any'
    '|--timeout' = '@any'
    'init provider|--title' = '@any'
    'init provider|--authorize-url' = '@any'
    'init provider|--token-url' = '@any'
    'init provider|--refresh-url' = '@any'
    'init provider|--revoke-url' = '@any'
    'init provider|--device-url' = '@any'
    'init provider|--userinfo-url' = '@any'
    'init provider|--user-id' = '@any'
    'init provider|--user-login' = '@any'
    'init provider|--scope' = '@any'
    'init provider|--scope-separator' = '@any'
    'init provider|--token-auth' = '@any'
    'init provider|--pkce' = '@any'
    'init provider|--refresh' = '@any'
    'init provider|--extra-authorize' = '@any'
    'init provider|--dir' = '@files'
    'init provider|--preset' = '@any'
    'init provider|--discover' = '@any'
    'init provider|--package' = '@any'
    'init provider|--class-name' = '@any'
    'init project|--dir' = '@files'
    'init update|--dir' = '@files'
    'serve|--port' = '@any'
    'serve|--provider' = '@any'
    'serve|--protect' = '@any'
    'serve|--protect-stdio' = '@any'
    'serve|--host' = '@any'
    'serve|--public-url' = '@any'
    'serve|--registration' = 'open token off'
    'serve|--access-ttl' = '@any'
    'serve|--refresh-ttl' = '@any'
    'serve|--tls-cert' = '@files'
    'serve|--tls-key' = '@files'
    'serve|--ready-file' = '@files'
    'serve|--pid-file' = '@files'
    'serve|--idle-timeout' = '@any'
    'serve|--log-format' = 'text json'
    'doctor|--bundle' = '@files'
    'db copy|--to' = '@any'
    'demo|--port' = '@any'
    'client register|--name' = '@any'
    'client register|--redirect-uri' = '@any'
    'token get|--min-ttl' = '@any'
    'token refresh|--min-ttl' = '@any'
    'provider add|--preset' = '@any'
    'provider add|--discover' = '@any'
    'provider add|--authorize-url' = '@any'
    'provider add|--token-url' = '@any'
    'provider add|--userinfo-url' = '@any'
    'provider add|--scope' = '@any'
    'provider add|--set' = '@any'
    'provider credentials|--client-id' = '@any'
    'provider credentials|--client-secret-file' = '@files'
    'provider credentials|--client-secret-cmd' = '@any'
    'keys rekey|--new-key-command' = '@any'
    'audit tail|-n' = '@any'
    'audit export|--since' = '@any'
    'man|--dir' = '@files'
}

function script:Get-McpOauthNames($kind) {
    if ($kind -eq '@files' -or $kind -eq '@any' -or $kind -eq '@commands') { return @() }
    if ($kind.StartsWith('@')) { return @(mcp-oauth __complete $kind.Substring(1) 2>$null) }
    return $kind -split ' '
}

Register-ArgumentCompleter -Native -CommandName mcp-oauth -ScriptBlock {
    param($current, $ast, $position)
    $path = ''
    $before = $false
    $value = ''
    $elements = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
    foreach ($word in $elements) {
        if ($value) { $value = ''; continue }
        if ($word.StartsWith('-')) {
            $value = $script:McpOauthValues["$path|$word"]
            if (-not $value) { $value = $script:McpOauthValues["|$word"] }
        } elseif ((($script:McpOauthTable[$path])[0] -split ' ') -contains $word) {
            $path = "$path $word".Trim()
        } else { $before = $true }
    }
    if ($value) {
        $found = Get-McpOauthNames $value
    } else {
        $row = $script:McpOauthTable[$path]
        $words = $row[0] -split ' '
        if ($current.StartsWith('-')) { $found = @($words | Where-Object { $_.StartsWith('-') }) + $script:McpOauthEverywhere }
        elseif ($row[1] -and -not $before) { $found = Get-McpOauthNames $row[1] }
        elseif (-not $before) { $found = $words | Where-Object { -not $_.StartsWith('-') } }
        else { $found = @() }
    }
    $found | Where-Object { $_ -like "$current*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
