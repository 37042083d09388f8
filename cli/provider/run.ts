import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { providerFiles } from "../../lib/terraform/provider-files";
import { readArgs } from "../args";
import { UsageError } from "../errors";
import { createOutput } from "../output";
import type { Sink } from "../output";
import { PROVIDER_SOURCE, providerVersion } from "./identity";

/** Folder that `terraform init` searches by default. */
const DEFAULT_FOLDER = "terraform.d/plugins";

/**
 * Installs the provider for configurations that cdktf does not generate. Returns the exit code.
 *
 * @throws UsageError
 */
export function runProvider(args: readonly string[], _env: NodeJS.ProcessEnv, out: Sink, err: Sink): Promise<number> {
  const { values, positionals } = readArgs(args, {
    dir: { type: "string", default: DEFAULT_FOLDER },
    json: { type: "boolean", default: false },
  });
  if (positionals.join(" ") !== "install") {
    throw new UsageError(`provider takes install (got ${JSON.stringify(positionals.join(" ")) || "none"})`);
  }
  if (values.dir === "") throw new UsageError("--dir must name a folder (got an empty text)");
  const version = providerVersion();
  const files = providerFiles(PROVIDER_SOURCE, version);
  for (const { path, content, mode } of files) {
    const file = join(values.dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content());
    chmodSync(file, mode);
  }
  const folder = resolve(values.dir);
  const output = createOutput(values.json, out, err);
  output.result({ folder, source: PROVIDER_SOURCE, version }, requirement(version));
  output.summary([`Installed ${PROVIDER_SOURCE} ${version} into ${folder}`, ...mirrorAdvice(values.dir, folder)]);
  return Promise.resolve(0);
}

function requirement(version: string): string[] {
  return [
    "terraform {",
    "  required_providers {",
    "    tencentci = {",
    `      source  = "${PROVIDER_SOURCE}"`,
    `      version = "${version}"`,
    "    }",
    "  }",
    "}",
  ];
}

/** Terraform searches another folder only if its CLI configuration names it. */
function mirrorAdvice(dir: string, folder: string): string[] {
  if (dir === DEFAULT_FOLDER) return [];
  return [
    "Name the folder in Terraform's CLI configuration (~/.terraformrc):",
    `  provider_installation {`,
    `    filesystem_mirror {`,
    `      path    = ${JSON.stringify(folder)}`,
    `      include = ["terraform.internal/*/*"]`,
    `    }`,
    `    direct {`,
    `      exclude = ["terraform.internal/*/*"]`,
    `    }`,
    `  }`,
  ];
}
