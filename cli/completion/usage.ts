export const COMPLETION_USAGE = `Usage: cdktf-tencentcloud-ci completion <bash|zsh|fish>

Prints a script that completes commands, their options and the names of stacks:

  bash   source <(npx cdktf-tencentcloud-ci completion bash)
  zsh    source <(npx cdktf-tencentcloud-ci completion zsh)
  fish   npx cdktf-tencentcloud-ci completion fish | source

Put the line into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish to have it in every shell. It works for the name
cdktf-tencentcloud-ci, which is on PATH with \`npm install --global\` or with node_modules/.bin on PATH.
Exit code: 0 printed, 2 wrong usage.`;
