/*
 * What a shell has to know: to ask `micro complete` for the words that fit, and to offer files where there are none.
 */

const bash = `# bash completion for micro; in ~/.bashrc: source <(micro completion bash)
_micro() {
  local IFS=$'\\n'
  COMPREPLY=($(micro complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _micro micro
`;

const zsh = `#compdef micro
# zsh completion for micro; in ~/.zshrc, after compinit: source <(micro completion zsh)
_micro() {
  local -a candidates
  candidates=(\${(f)"$(micro complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( $#candidates )); then compadd -a candidates; else _files; fi
}
compdef _micro micro
`;

const fish = `# fish completion for micro; in ~/.config/fish/config.fish: micro completion fish | source
function __micro_complete
  set -l candidates (micro complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)
  if set -q candidates[1]
    printf '%s\\n' $candidates
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c micro -f -a '(__micro_complete)'
`;

/** The script of each shell. */
export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish };
