/** Completion scripts. Stack names are those of the stacks synthesized in the shell's current folder. */

/** A command with its completions. */
export interface Completed {
  readonly name: string;
  /** Arguments that may follow. */
  readonly words: readonly string[];
  /** Options, with `--`. */
  readonly options: readonly string[];
  readonly takesStack: boolean;
}

const PROGRAM = "cdktf-tencentcloud-ci";
const STACKS = "$(ls cdktf.out/stacks 2>/dev/null)";

export const SHELLS = { bash, zsh, fish } as const;

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(
    ({ name, words, options, takesStack }) =>
      `    ${name}) words="${[...words, ...options].join(" ")}${takesStack ? ` ${STACKS}` : ""}" ;;`,
  );
  return `_cdktf_tencentcloud_ci() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) words="" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${[...commands.map(({ name }) => name), "--help", "--version"].join(" ")}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _cdktf_tencentcloud_ci ${PROGRAM}
`;
}

/** zsh can run bash completions. */
function zsh(commands: readonly Completed[]): string {
  return `autoload -Uz compinit bashcompinit
(( $+functions[compdef] )) || compinit
bashcompinit
${bash(commands)}`;
}

function fish(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap(({ name, words, options, takesStack }) => {
    const after = `complete -c ${PROGRAM} -n '__fish_seen_subcommand_from ${name}'`;
    return [
      `complete -c ${PROGRAM} -n '__fish_use_subcommand' -f -a ${name}`,
      ...(words.length > 0 ? [`${after} -a '${words.join(" ")}'`] : []),
      ...(takesStack ? [`${after} -a '(ls cdktf.out/stacks 2>/dev/null)'`] : []),
      ...options.map((option) => `${after} -l ${option.slice(2)}`),
    ];
  });
  return `# ${names}
complete -c ${PROGRAM} -n '__fish_use_subcommand' -l help -l version
${lines.join("\n")}
`;
}
