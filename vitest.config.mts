import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const fromRoot = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

// Tests run against the sources, not against dist/, so that a stale build cannot make them pass.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^#(tencentcloud|tencentci)\/(.*)$/, replacement: fromRoot("lib/providers/$1/$2/index.ts") },
      { find: /^cdktf-tencentcloud-ci\/handler$/, replacement: fromRoot("handler/index.ts") },
      { find: /^cdktf-tencentcloud-ci$/, replacement: fromRoot("lib/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/executables.ts"],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
