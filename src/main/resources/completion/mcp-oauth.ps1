$script:McpOauthEverywhere = '@EVERYWHERE@' -split ' '
$script:McpOauthTable = @{
@TABLE@}
$script:McpOauthValues = @{
@VALUES@}

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
