/** A policy of two rules, the first with a comment that holds and one that does not. */
export const teamPolicy = `name: team
enforcement_mode: observe
rules:
  - name: block-rm
    # test: bash {command: rm -rf x} => deny
    # test: bash {command: ls} => deny
    action: deny
    match: {tool_name: bash, command_pattern: "rm -rf"}
  - name: ask-push
    action: require_approval
    match: {tool_name: bash, command_pattern: "git push"}
`
