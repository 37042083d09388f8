/** axe-core on the inspector's page. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const SOURCE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Loads axe-core into a page, before the first call of `violationsOn`. */
export const loadAxe = (page: Page): Promise<unknown> => page.evaluate(SOURCE);

/**
 * Failing rules with their elements; only in the dialog if one is open, since nothing else is reachable then.
 *
 * @param contrastOf selector of the elements whose contrast is checked, which takes most of axe's time: what is not as at
 *   the last call, or nothing where colours cannot differ @default - everything
 */
export function violationsOn(page: Page, contrastOf: string = "everything"): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const contrastOf = ${JSON.stringify(contrastOf)};
    const scope = document.querySelector("dialog") ?? document;
    const options = { resultTypes: ["violations"], preload: false }; // nothing is loaded later
    const rules = { "color-contrast": { enabled: contrastOf === "everything" } };
    const { violations } = await axe.run(scope, { ...options, rules });
    if (!["everything", "nothing"].includes(contrastOf)) {
      violations.push(...(await axe.run(contrastOf, { ...options, runOnly: ["color-contrast"] })).violations);
    }
    return violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html.slice(0, 150)).join(" | "));
  })()`);
}
