import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, it, onTestFinished, vi } from "vitest";
import { configurationOf, SINGLE_CHANGES } from "../../bench/stacks/changes";
import type { Changes } from "../../bench/stacks/changes";
import { largerSequences } from "../../bench/stacks/larger-sequences";
import { runSequence } from "../../bench/stacks/run-sequence";
import { chosenSequences, parseSequence, textOf } from "../../bench/stacks/sequences";
import { everyPair, walksOf } from "../../bench/stacks/pairs";
import { EXHAUSTIVE } from "../support/exhaustive";
import { program } from "../support/program";
import { describeTerraform } from "../support/terraform";

/**
 * Sequences whose plans once had cycles, were inconsistent or never became empty, and a random one. `npm run fuzz:stacks`
 * tests every pair.
 */
const SEQUENCES: Readonly<Record<string, readonly string[]>> = {
  "names, namespaces and aliases": [
    ...["base", "functionName=given", "alias=$LATEST", "namespace=other", "base", "alias=other", "base"],
    ...["functionName=given asyncRetry=given reservedMemory=given", "namespace=other asyncRetry=given", "base"],
  ],
  "uploads with other names and aliases": [
    ...["alias=$LATEST", "uploads=on", "functionName=given", "uploads=on", "alias=other", "uploads=prefix"],
    ...["alias=$LATEST", "uploads=on namespace=other", "alias=$LATEST uploads=prefix", "base"],
  ],
  "networks, logs, roles and warm instances": [
    ...["base", "vpc=given", "logs=existing", "logs=made", "role=existing", "grants=read", "base"],
    ...["provisionedInstances=one", "provisionedInstances=two", "canary=some", "base"],
  ],
  "every ingress": ["base", ...SINGLE_CHANGES.flat().filter((name) => name.startsWith("ingress=")), "base"],
  "every delivery": ["base", ...SINGLE_CHANGES.flat().filter((name) => name.startsWith("delivery=")), "base"],
};

/** Steps of each kind: names and aliases, ingress, uploads, delivery, network and logs, roles and capacity, media. */
const EVERY_KIND = [
  ...["base", "functionName=given alias=$LATEST ingress=apiGateway", "functionName=given alias=other uploads=on"],
  "vpc=given logs=made delivery=durable",
  "namespace=other role=existing provisionedInstances=one asyncRetry=given reservedMemory=given",
  ...["ingress=customDomain workflow=on alarms=on tags=given", "base"],
];

describeTerraform("a stack that changes", () => {
  it("plans no change after each change: one of every kind", () => expectNoFailure(EVERY_KIND));

  it.each(Object.entries(SEQUENCES))("plans no change after each change: %s", EXHAUSTIVE, (_subject, sequence) =>
    expectNoFailure(sequence),
  );

  it("plans no change after each change: random ones", EXHAUSTIVE, async () => {
    expect((await runSequence(largerSequences(3, Date.now()).flat())).failures).toEqual([]);
  });

  it("returns to the deployed configuration after it refused to take a function with a name of its own out of its VPC or off its log topic", async () => {
    const sequence = [
      ...["functionName=given vpc=given logs=made", "functionName=given logs=made code=other secret=rotated"],
      ...["functionName=given vpc=given", "base", "functionName=given"], // first another name, then its own
    ];
    expect(await runSequence(sequence.map(changesOf))).toEqual({ steps: 2, refused: 2, failures: [] });
  });

  it("leaves nothing behind when it is interrupted, and prints how to continue", async () => {
    const folder = mkdtempSync(join(tmpdir(), "interrupted-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const file = await program("bench/stacks/main.ts");
    const args = ["--pairs", "3", "--larger", "0", "--seed", "7", "--from", "2"];
    const child = spawn(process.execPath, [file, ...args], {
      ...{ cwd: join(__dirname, "../.."), env: { ...process.env, TMPDIR: folder } },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const output = text(child.stdout);
    const isDeployed = (): boolean =>
      readdirSync(folder).some((name) => existsSync(join(folder, name, "work/terraform.tfstate")));
    await vi.waitUntil(isDeployed, { timeout: 60_000, interval: 20 });
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([130, null]);
    expect(await output).toContain("npm run fuzz:stacks -- --seed 7 --from 2 --larger 0 --jobs 2 --pairs 3");
    expect(readdirSync(folder).filter((file) => /^(stacks|terraform-test)-/.test(file))).toEqual([]);
  });
});

it("tests every pair of single changes once, and deploys again only between walks", () => {
  const pairs = everyPair(SINGLE_CHANGES);
  const walks = walksOf(pairs, 20);
  const walked = walks.flatMap((walk) => walk.slice(1).map((to, index) => [walk[index]!, to] as const));
  expect(walked.map(String).sort()).toEqual(pairs.map(String).sort());
  expect(Math.max(...walks.map(({ length }) => length - 1))).toBe(20);
  expect(walks.length).toBeLessThan(pairs.length / 15);
});

it("selects longer sequences by seed, each step with at most one value of a subject", () => {
  const sequences = largerSequences(50, 1);
  expect(largerSequences(50, 1)).toEqual(sequences);
  expect(largerSequences(50, 2)).not.toEqual(sequences);
  for (const changes of sequences.flat()) {
    const subjects = changes.map((name) => name.split("=")[0]);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(() => configurationOf(changes)).not.toThrow();
  }
});

it("reads written sequences back unchanged", () => {
  const sequences = chosenSequences({ seed: 3, pairs: 40, larger: 10 });
  expect(sequences.map((sequence) => parseSequence(textOf(sequence)))).toEqual(sequences);
  expect(() => parseSequence("base > alias=none")).toThrow("change must be one of");
});

async function expectNoFailure(sequence: readonly string[]): Promise<void> {
  expect(await runSequence(sequence.map(changesOf))).toMatchObject({ refused: 0, failures: [] });
}

function changesOf(step: string): Changes {
  return step === "base" ? [] : step.split(" ");
}
