// Licences of the packages inside the bundled files.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

const RULE = "-".repeat(80);

const BINDINGS = `The bindings under bindings/tencentcloud, lib/providers/tencentcloud and cdktn/providers/tencentcloud are generated from
the schema (names and types) of terraform-provider-tencentcloud, which is published under the Mozilla Public License 2.0:
https://github.com/tencentcloudstack/terraform-provider-tencentcloud`;

/** Folders of the packages that took part in bundles, from their metafiles. */
export function packageFolders(metafiles) {
  const inputs = metafiles.flatMap((metafile) =>
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  return [...new Set(inputs.flatMap((input) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []))].sort();
}

/** Text of the notices; throws for a package without a licence. */
export async function notices(root, folders) {
  const sections = await Promise.all(folders.map((folder) => section(join(root, folder))));
  return [`Packages inside the bundled files of this package\n\n${BINDINGS}\n`, ...sections].join(`\n${RULE}\n\n`);
}

async function section(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (!license) throw new Error(`Bundled package must state its licence (got none in ${folder})`);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? await readFile(join(folder, file), "utf8") : `Licence: ${license}`;
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
