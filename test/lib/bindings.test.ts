import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const LIB = join(__dirname, "../../lib");

/** Our own provider is a construct of the library, which installs it. */
const EXPORTED_ELSEWHERE = ["#tencentci/provider"];

it.each(["tencentcloud", "tencentci"])("cdktf-tencentcloud-ci/%s exports every binding", (provider) => {
  const folders = readdirSync(join(LIB, "providers", provider), { withFileTypes: true });
  const bindings = folders.filter((entry) => entry.isDirectory()).map(({ name }) => `#${provider}/${name}`);
  const source = readFileSync(join(LIB, `${provider}.ts`), "utf8");
  const exported = [...source.matchAll(/^export \{ \w+ \} from "(.*)";$/gm)].map(([, path]) => path!);
  expect(exported.sort()).toEqual(bindings.filter((path) => !EXPORTED_ELSEWHERE.includes(path)).sort());
});
