import { expect, it } from "vitest";
import { PAGES, withDiagram } from "../../scripts/docs/architecture";
import { read } from "./pages";

it.each(PAGES)(
  "%s shows the current imports (npm run docs renews it)",
  (page) => {
    expect(read(page)).toBe(withDiagram(page));
  },
  60_000,
);

it("shows rooms, packages and files", () => {
  const page = read(PAGES[0]!);
  for (const edge of ["handler --> api", "provider --> http_proxy_agent", "lib -. bundles it .-> handler"]) {
    expect(page).toContain(`  ${edge}\n`);
  }
  expect(page).not.toContain("handler --> lib");
}, 60_000);
