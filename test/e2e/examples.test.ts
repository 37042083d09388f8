import { readdirSync } from "node:fs";
import { join } from "node:path";
import { it } from "vitest";
import { walkExample } from "../support/example";
import { describeTerraform } from "../support/terraform";

const EXAMPLES = readdirSync(join(__dirname, "../../examples"));

describeTerraform("every example", () => {
  it.each(EXAMPLES)(
    "%s delivers a callback, and keeps its callback URL when it changes",
    (name) => walkExample(name),
    180_000,
  );
});
