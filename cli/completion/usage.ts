export const COMPLETION_USAGE = `Usage: cdktf-tencentcloud-ci completion <bash|zsh|fish>

Prints a script that completes commands, their options and the names of stacks:

  bash   source <(npx cdktf-tencentcloud-ci completion bash)
  zsh    source <(npx cdktf-tencentcloud-ci completion zsh)
  fish   npx cdktf-tencentcloud-ci completion fish | source

Add the line to ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish to enable it in every shell. It completes the command
cdktf-tencentcloud-ci, which is on PATH after \`npm install --global\` or if node_modules/.bin is on PATH.
Exit code: 0 printed, 2 wrong usage.`;
