import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const ROOT = join(__dirname, "../..");
const DIST = join(ROOT, "dist");
const NOTICES = readFileSync(join(DIST, "THIRD-PARTY-NOTICES"), "utf8");

/** A text that is unique to the package and survives bundling → the bundled file that contains it. */
const TRACES: readonly [name: string, trace: string, file: string][] = [
  [
    "https-proxy-agent",
    "Proxy connection ended before receiving CONNECT response",
    "provider/terraform-provider-tencentci",
  ],
  ["fast-xml-parser", "Maximum nested tags exceeded", "handler/index.js"],
];

it.each(TRACES)("%s, which is bundled, is named with version and licence", (name, trace, file) => {
  const { version, license } = JSON.parse(readFileSync(join(ROOT, "node_modules", name, "package.json"), "utf8")) as {
    version: string;
    license: string;
  };

  expect(readFileSync(join(DIST, file), "utf8")).toContain(trace);
  expect(NOTICES).toContain(`\n${name} ${version} (${license})\n`);
});

it("the plugin server is in the package once", () => {
  const vendor = readFileSync(join(DIST, "local/vendor/terraform-provider-tencentcloud"), "utf8");
  const trace = "a call must have one whole message";
  expect(readFileSync(join(DIST, "provider/terraform-provider-tencentci"), "utf8")).toContain(trace);
  expect(vendor).not.toContain(trace);
  expect(vendor).toContain('require("../../provider/terraform-provider-tencentci")');
});

it("every notice has a licence that permits redistribution", () => {
  const sections = NOTICES.split(`\n${"-".repeat(80)}\n`).slice(1);
  expect(sections.length).toBeGreaterThan(3);
  for (const section of sections) {
    const [title = "", ...text] = section.trim().split("\n");
    expect(title).toMatch(/^\S+ \d+\.\d+\.\d+ \((MIT|ISC|Apache-2\.0|BSD-3-Clause)\)$/);
    expect(text.join("").length, title).toBeGreaterThan(5);
  }
});

it("a bundled package is pinned to the bundled version", () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    dependencies: Readonly<Record<string, string>>;
    devDependencies: Readonly<Record<string, string>>;
  };
  const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as {
    packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;
  };
  const shipped = [...NOTICES.matchAll(/^(\S+) (\d+\.\d+\.\d+) \([\w.-]+\)$/gm)].map(([, name, version]) => [
    name!,
    version!,
  ]);
  expect(shipped.length).toBeGreaterThan(3);
  for (const [name, version] of shipped as [string, string][]) {
    // Packages that package.json does not name are dependencies of named ones, at the version of the lock file.
    expect((dependencies[name] ?? devDependencies[name]) || version, name).toBe(version);
    const locked = Object.entries(packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    expect(
      locked.some(([, entry]) => entry.version === version && entry.integrity),
      name,
    ).toBe(true);
  }
});

it("a package that is not bundled is not in the notices", () => {
  for (const name of ["@grpc/grpc-js", "@msgpack/msgpack", "protobufjs", "strnum", "debug", "esbuild"])
    expect(NOTICES).not.toContain(`\n${name} `);
});
