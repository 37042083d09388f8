/** Chromium for tests and for the pictures in docs/. */
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";

const CANDIDATES = [process.env["CHROMIUM_PATH"] ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const executablePath = CANDIDATES.find((path) => path !== "" && existsSync(path));

/** The browser makes no network requests of its own, and needs neither sandbox nor graphics card. */
const ARGS = [
  "no-sandbox",
  "disable-gpu",
  "disable-quic",
  "no-first-run",
  "disable-background-networking",
  "disable-component-update",
  "disable-sync",
].map((name) => `--${name}`);

export const CHROMIUM = {
  name: "chromium",
  missing: (): string | undefined =>
    executablePath === undefined ? "no Chromium at CHROMIUM_PATH, /usr/bin/chromium or google-chrome" : undefined,
  timeoutMs: 40_000,
};

/** Its folders are removed when it ends, and it ends with this process, however this process ends. */
export function launchChromium(): Promise<Browser> {
  const artifactsDir = mkdtempSync(join(tmpdir(), "chromium-"));
  return chromium.launch({
    ...{ executablePath: join(__dirname, "chromium.sh"), args: ARGS, artifactsDir },
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }, // these would end this process differently
    env: { ...process.env, CHROMIUM_EXECUTABLE: executablePath, CHROMIUM_ARTIFACTS: artifactsDir },
  });
}
