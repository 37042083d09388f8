/**
 * Ends the processes of functions when the local cloud was killed. A function in an endless loop cannot end itself, so a
 * separate shell does it when its input closes.
 */
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";

/** Reads lines `+ PID` and `- PID`; at the end it kills the groups of the remaining processes, and removes the folder. */
const SCRIPT = `
trap "" INT TERM HUP
live=" "
while read -r sign pid; do
  case $sign in
    +) live="$live$pid " ;;
    -) case $live in *" $pid "*) live="\${live%% $pid *} \${live#* $pid }" ;; esac ;;
  esac
done
for pid in $live; do kill -s KILL -- "-$pid" 2>/dev/null; done
rm -rf -- "$1"
`;

export class Guardian {
  #shell: ChildProcess | undefined;

  /** @param folder removed if the cloud was killed */
  constructor(private readonly folder: string) {}

  /** Watches over the leader of a process group. */
  add(pid: number): void {
    this.#shell ??= this.#start();
    this.#write(`+ ${pid}\n`);
  }

  /** Stops watching a process that has ended. */
  remove(pid: number): void {
    this.#write(`- ${pid}\n`);
  }

  /** Resolves when the shell has ended. */
  async close(): Promise<void> {
    const shell = this.#shell;
    if (!shell || shell.pid === undefined || shell.exitCode !== null || shell.signalCode !== null) return;
    const ended = new Promise((resolve) => shell.once("exit", resolve));
    shell.ref();
    shell.stdin?.end();
    await ended;
  }

  #start(): ChildProcess {
    // A session of its own, so that signals for the cloud's group do not reach it.
    const shell = spawn("sh", ["-c", SCRIPT, "sh", this.folder], {
      cwd: "/",
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    shell.on("error", () => {}); // without a shell, only kill -9 leaves processes behind
    shell.stdin.on("error", () => {});
    shell.unref();
    (shell.stdin as unknown as { unref?: () => void }).unref?.();
    return shell;
  }

  #write(line: string): void {
    if (this.#shell?.stdin?.writable === true) this.#shell.stdin.write(line);
  }
}
