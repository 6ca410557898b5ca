/** What the webview's script and the extension tell each other. */
export type FromPage =
  | { readonly say: 'ready' }
  | { readonly say: 'window'; readonly hours: number }
  | { readonly say: 'action'; readonly action: string; readonly card: number }

const style = `
body { padding: 0 12px 12px; color: var(--vscode-foreground); font: var(--vscode-font-size)/1.4 var(--vscode-font-family); }
.window { display: block; margin: 8px 0; }
select { color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border: 1px solid var(--vscode-dropdown-border, transparent); font: inherit; padding: 2px; }
.card { border: 1px solid var(--vscode-contrastBorder, var(--vscode-widget-border, transparent)); border-left: 3px solid var(--vscode-widget-border, var(--vscode-contrastBorder, currentColor)); background: var(--vscode-sideBarSectionHeader-background, transparent); padding: 8px 10px; margin: 0 0 12px; }
.card.observe { border-left-color: var(--vscode-rehearsal-shadowForeground); }
header { display: flex; align-items: baseline; gap: 8px; }
h2 { font-size: 1.1em; margin: 0; overflow-wrap: anywhere; }
.mode { margin-left: auto; white-space: nowrap; }
.observe .mode, .observe .count { color: var(--vscode-rehearsal-shadowForeground); }
.about, .reviewed { color: var(--vscode-descriptionForeground); }
p { margin: 4px 0; }
dl { margin: 8px 0; }
.figure { margin: 6px 0; }
dd { margin: 0; display: flex; align-items: center; gap: 10px; }
.count { font-size: 1.5em; font-variant-numeric: tabular-nums; min-width: 2.2em; }
.picture { flex: 1; height: 36px; min-width: 60px; }
.base { stroke: var(--vscode-descriptionForeground); stroke-width: 1; vector-effect: non-scaling-stroke; }
.bar { fill: var(--vscode-rehearsal-shadowForeground); }
.enforce .bar { fill: var(--vscode-descriptionForeground); }
.buttons { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 8px; }
button { font: inherit; padding: 3px 10px; cursor: pointer; color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); border: 1px solid var(--vscode-contrastBorder, var(--vscode-button-border, transparent)); }
button:hover { background: var(--vscode-button-secondaryHoverBackground); }
button.primary { color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.primary:hover { background: var(--vscode-button-hoverBackground); }
button.link { color: var(--vscode-textLink-foreground); background: none; border: 0; padding: 0; text-align: left; overflow-wrap: anywhere; }
button.link:hover { text-decoration: underline; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
`

/** Redrawn as a whole, with the focus kept where it was. */
const script = `
const vscode = acquireVsCodeApi()
const main = document.querySelector('main')
addEventListener('message', ({ data }) => {
  const focused = document.activeElement && document.activeElement.id
  main.innerHTML = data.html
  const again = focused && document.getElementById(focused)
  if (again) again.focus()
})
main.addEventListener('click', ({ target }) => {
  const button = target.closest('button')
  if (button) vscode.postMessage({ say: 'action', action: button.dataset.action, card: Number(button.dataset.card) })
})
main.addEventListener('change', ({ target }) => {
  if (target.id === 'window') vscode.postMessage({ say: 'window', hours: Number(target.value) })
})
vscode.postMessage({ say: 'ready' })
`

/** The page around the cards: it loads nothing, and runs and styles only what carries this nonce. */
export function pageHtml(nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>Summary</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main aria-label="Summary of policies"></main>
<script nonce="${nonce}">${script}</script>
</body>
</html>`
}
