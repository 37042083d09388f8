import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";
import type { TestSpecification } from "vitest/node";

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Whole deployments come first, so that at the end no worker is alone with the longest of them. */
class DeploymentsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isDeployment = ({ moduleId }: TestSpecification): boolean => moduleId.includes("/test/e2e/");
    return [...sorted.filter(isDeployment), ...sorted.filter((file) => !isDeployment(file))];
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
    ],
  },
  test: {
    globalSetup: ["harness/executables.ts"],
    testTimeout: 20_000,
    maxWorkers: 3, // tests that wait for processes leave room for others on two cores
    // Terraform and esbuild: their garbage collection takes longer than what they are started for.
    env: { GOGC: "off", GOMEMLIMIT: "500MiB" },
    // A condition that comes true late is no failure: a busy machine is ten times slower.
    expect: { poll: { timeout: 15_000 } },
    sequence: { sequencer: DeploymentsFirst },
    include: ["test/**/*.test.ts"],
    // Starting a process for each file takes longer than most files: see harness/test-file.ts.
    isolate: false,
    setupFiles: ["harness/test-file.ts"],
  },
});
