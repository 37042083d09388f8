import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Files that take longest, which come first, so that no worker is alone with one of them at the end. */
const LONGEST = [
  "e2e/stack-changes",
  "e2e/examples",
  "inspector/browser-access",
  "provider/events",
  "e2e/live",
  "lib/terraform",
  "provider/kills",
  "inspector/browser-compare",
  "delivery/other-kills",
  "inspector/browser-views",
  "e2e/cli",
  "package/install",
  "e2e/plain-terraform",
  "e2e/demo",
  "cli/local",
  "inspector/browser-links",
  "provider/plugin/terraform",
  "e2e/opentofu",
  "local/remembered",
  "e2e/secret",
  "provider/ownership",
  "e2e/moves",
].map((name) => fromRoot(`test/${name}.test.ts`));

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const missing = LONGEST.find((file) => !existsSync(file));
    if (missing !== undefined) throw new Error(`LONGEST of vitest.config.mts must name test files (got ${missing})`);
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.indexOf(moduleId);
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

// Tests run against the sources, not against dist/, so that a stale build cannot make them pass.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^#(tencentcloud|tencentci)\/(.*)$/, replacement: fromRoot("lib/providers/$1/$2/index.ts") },
      { find: /^cdktf-tencentcloud-ci\/handler$/, replacement: fromRoot("handler/index.ts") },
      { find: /^cdktf-tencentcloud-ci\/testing$/, replacement: fromRoot("testing/index.ts") },
      { find: /^cdktf-tencentcloud-ci\/(tencentcloud|tencentci)$/, replacement: fromRoot("lib/$1.ts") },
      { find: /^cdktf-tencentcloud-ci$/, replacement: fromRoot("lib/index.ts") },
      { find: /^typescript$/, replacement: fromRoot("harness/typescript.ts") },
    ],
  },
  test: {
    globalSetup: ["harness/executables.ts", "harness/run-folder.ts"],
    testTimeout: 20_000,
    maxWorkers: 4, // tests that wait for processes leave room for others on two cores
    env: {
      // Terraform and esbuild: their garbage collection takes longer than what they are started for.
      ...{ GOGC: "off", GOMEMLIMIT: "500MiB" },
      // Each Node.js process would read all certificates when it starts, which takes longer than the rest of its start.
      NODE_EXTRA_CA_CERTS: "",
    },
    // A condition that comes true late is no failure: a busy machine is ten times slower.
    expect: { poll: { timeout: 15_000, interval: 150 } }, // each look at a page takes processor time
    sequence: { sequencer: LongestFirst },
    include: ["test/**/*.test.ts"],
    tags: [{ name: "exhaustive", description: "repeats what another test shows once; `npm test` leaves it out" }],
    // Starting a process for each file takes longer than most files: see harness/test-file.ts.
    isolate: false,
    setupFiles: ["harness/test-file.ts"],
  },
});
