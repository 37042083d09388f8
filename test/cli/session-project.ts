import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, vi } from "vitest";
import { SessionFolder } from "../../cli/local/session";

/** A project that is the working directory, and its session of this process, until the test ends. */
export function sessionProject(): { readonly project: string; readonly session: SessionFolder } {
  const project = mkdtempSync(join(tmpdir(), "session-project-"));
  writeFileSync(join(project, "cdktf.json"), "{}");
  const session = SessionFolder.open(project);
  vi.spyOn(process, "cwd").mockReturnValue(project);
  onTestFinished(() => {
    vi.restoreAllMocks();
    session.remove();
    rmSync(project, { recursive: true, force: true });
  });
  return { project, session };
}
