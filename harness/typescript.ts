/**
 * TypeScript for tests, which vitest.config.mts names. `import` would scan its nine megabytes for exported names, which
 * takes twice as long as to load it.
 */
import { createRequire } from "node:module";
import type ts from "typescript";

export default createRequire(__filename)("typescript") as typeof ts;
