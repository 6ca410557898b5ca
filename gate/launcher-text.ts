/** What the launcher was made for. */
export interface LauncherTarget {
  /** The Node that was used when it was written. */
  readonly node: string
  /** True when that Node is VS Code's own, which must be told to be one. */
  readonly electron: boolean
  /** The command line's file. */
  readonly cli: string
}

/** A command line inside an extension's folder, whose name ends in a version: `…/publisher.rehearsal-1.2.3/dist/cli.cjs`. */
const inExtension = /^(.*[\\/][\w-]+\.rehearsal-)\d[^\\/]*([\\/].*)$/

/**
 * The launcher for a POSIX shell. It finds a Node and the newest installed command line, and lets exit codes 0 and 2
 * through; any other end of a hook becomes 2 with a sentence where a policy of this log enforces, else 0.
 */
export function posixLauncher({ node, electron, cli }: LauncherTarget): string {
  const parts = inExtension.exec(cli)
  const newest =
    parts === null
      ? ''
      : `[ -f "$cli" ] || for found in ${quoted(parts[1] ?? '')}*${quoted(parts[2] ?? '')}; do [ -f "$found" ] && cli=$found; done\n`
  return `#!/bin/sh
# Starts Rehearsal's hook; written by \`rehearsal init\`, and kept where no update removes it.
cli=${quoted(cli)}
${newest}node=${quoted(node)}
${electron ? 'export ELECTRON_RUN_AS_NODE=1\n' : ''}[ -x "$node" ] || node=node
"$node" "$cli" "$@"
code=$?
[ "$1" = hook ] || exit $code
case $code in 0 | 2) exit $code ;; esac
audit= mode= before= line=
for word in "$@"; do
  case $before in --audit) audit=$word ;; --enforcement-mode) mode=$word ;; esac
  before=$word
done
[ "$2" = cursor ] || [ "$2" = copilot ] && exit 0
if [ -z "$mode" ]; then
  case $audit in *.db | *.sqlite | *.sqlite3) audit=\${audit%.*} ;; esac
  for file in "$audit".policies/*.json; do
    [ -f "$file" ] && IFS= read -r line <"$file" || [ -n "$line" ] || continue
    case $line in *'"enforcing":true'*) mode=enforce ;; esac
  done
fi
[ "$mode" = enforce ] || exit 0
echo "Blocked by Rehearsal: its hook ended with code $code, and a policy here enforces. \\\`rehearsal doctor\\\` tells more." >&2
exit 2
`
}

/** The same for Windows, where no agent was tried yet. */
export function windowsLauncher({ node, electron, cli }: LauncherTarget): string {
  const lines = [
    '@echo off',
    'rem Starts Rehearsal\'s hook; written by "rehearsal init", and kept where no update removes it.',
    'setlocal enabledelayedexpansion',
    `set "cli=${cli}"`,
    `set "node=${node}"`,
    ...(electron ? ['set "ELECTRON_RUN_AS_NODE=1"'] : []),
    'if not exist "%node%" set "node=node"',
    '"%node%" "%cli%" %*',
    'set "code=%errorlevel%"',
    'if not "%~1"=="hook" exit /b %code%',
    'if "%code%"=="0" exit /b 0',
    'if "%code%"=="2" exit /b 2',
    'set "audit=" & set "mode=" & set "before="',
    'for %%w in (%*) do (',
    '  if "!before!"=="--audit" set "audit=%%~dpnw"',
    '  if "!before!"=="--enforcement-mode" set "mode=%%~w"',
    '  set "before=%%~w"',
    ')',
    'if not defined mode findstr /m /c:"\\"enforcing\\":true" "%audit%.policies\\*.json" >nul 2>&1 && set "mode=enforce"',
    'if not "%mode%"=="enforce" exit /b 0',
    'echo Blocked by Rehearsal: its hook ended with code %code%, and a policy here enforces. 1>&2',
    'exit /b 2',
  ]
  return `${lines.join('\r\n')}\r\n`
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
