/** axe-core on the inspector's page. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { LOW_CONTRAST } from "./contrast";

const SOURCE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Loads axe-core into a page, before the first call of `violationsOn`. */
export const loadAxe = (page: Page): Promise<unknown> => page.evaluate(SOURCE);

/** Checks contrast with axe-core, which takes most of its time, or with the less exact `LOW_CONTRAST`. */
export type ContrastCheck = "axe" | "own";

/**
 * Failing rules with their elements; only in the dialog if one is open, since nothing else is reachable then.
 *
 * @param changed selector of the elements that differ from the last call @default - the whole page
 */
export async function violationsOn(page: Page, changed?: string, contrast: ContrastCheck = "axe"): Promise<string[]> {
  const failed = await page.evaluate<string[]>(`(async () => {
    const scope = document.querySelector("dialog") ?? ${changed === undefined ? "document" : JSON.stringify(changed)};
    const rules = { "color-contrast": { enabled: ${contrast === "axe"} } };
    const options = { resultTypes: ["violations"], preload: false, rules }; // nothing is loaded later
    const { violations } = await axe.run(scope, options);
    return violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 150)).join(" | "));
  })()`);
  if (contrast === "axe") return failed;
  return [...failed, ...(await page.evaluate<string[]>(LOW_CONTRAST)).map((text) => `low contrast: ${text}`)];
}
