import { Testing } from "cdktf";
import { expect } from "vitest";

// cdktf registers its matchers on a global `expect`, which vitest does not define by itself.
(globalThis as { expect?: unknown }).expect = expect;
Testing.setupJest();
