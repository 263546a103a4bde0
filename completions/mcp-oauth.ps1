# Completion of mcp-oauth; generated from the commands by scripts/generate.
$script:McpOauthEverywhere = '-o --output --json -q --quiet -v --verbose --trace --color --no-color --no-input --yes --config --data-dir --store --timeout -h --help -V --version' -split ' '
$script:McpOauthTable = @{
    '' = @('serve status stop doctor inspect config demo client token provider keys shell completion man help', '')
    'serve' = @('--port --provider --watch --host --public-url --registration --access-ttl --refresh-ttl --allow-http-public --tls-cert --tls-key --background --ready-file --pid-file --idle-timeout --log-format --demo', '')
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
    'demo' = @('--port --exit', '')
    'client' = @('register list delete', '')
    'client register' = @('--name --redirect-uri', '')
    'client list' = @('', '')
    'client delete' = @('', '@clients')
    'token' = @('list get refresh', '')
    'token list' = @('', '')
    'token get' = @('--min-ttl', '@refs')
    'token refresh' = @('--min-ttl', '@refs')
    'provider' = @('list', '')
    'provider list' = @('', '')
    'keys' = @('rekey', '')
    'keys rekey' = @('--new-key-command', '')
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
    'serve|--port' = '@any'
    'serve|--provider' = '@any'
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
    'demo|--port' = '@any'
    'client register|--name' = '@any'
    'client register|--redirect-uri' = '@any'
    'token get|--min-ttl' = '@any'
    'token refresh|--min-ttl' = '@any'
    'keys rekey|--new-key-command' = '@any'
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
