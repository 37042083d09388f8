import { expect, it } from "vitest";
import { configurationOf, SINGLE_CHANGES } from "../../bench/stacks/changes";
import type { Changes } from "../../bench/stacks/changes";
import { largerLives } from "../../bench/stacks/larger";
import { live } from "../../bench/stacks/life";
import { everyPair, walksOf } from "../../bench/stacks/pairs";
import { describeTerraform } from "../support/terraform";

/** Lives in which plans had cycles or applies failed. `npm run fuzz:stacks` goes through every pair. */
const LIVES: readonly (readonly [title: string, life: readonly string[]])[] = [
  ["a given name or namespace, and back", ["base", "functionName=given", "base", "namespace=other", "base"]],
  ["a given name, then no alias", ["functionName=given", "alias=$LATEST"]],
  ["another namespace, then no alias", ["namespace=other", "alias=$LATEST"]],
  ["no alias, then uploads", ["alias=$LATEST", "uploads=on"]],
  ["uploads, then another name", ["uploads=on", "functionName=given"]],
  ["uploads, then another alias", ["uploads=on", "alias=other"]],
  ["uploads, then no alias", ["uploads=on", "alias=$LATEST"]],
  ["another alias and back", ["base", "alias=other", "base"]],
  ["a network and none", ["base", "vpc=given", "base"]],
  ["every ingress", ["base", ...SINGLE_CHANGES.flat().filter((name) => name.startsWith("ingress=")), "base"]],
  ["every delivery", ["base", "delivery=durable", "delivery=durablePrefix", "delivery=durableElsewhere", "base"]],
];

/** What the constructs cannot do yet. */
const OPEN = new Set([
  "a given name, then no alias",
  "another namespace, then no alias",
  "uploads, then another name",
  "uploads, then another alias",
  "uploads, then no alias",
  "every ingress",
  "another alias and back",
]);

describeTerraform("a stack that changes", () => {
  for (const [title, life] of LIVES) {
    const test = OPEN.has(title) ? it.fails : it;
    test(`goes from one configuration to the next: ${title}`, async () => {
      expect((await live(life.map(changesOf))).failures).toEqual([]);
    });
  }
});

it("takes every pair of single changes once, and deploys again only between walks", () => {
  const pairs = everyPair(SINGLE_CHANGES);
  const walks = walksOf(pairs, 20);
  const walked = walks.flatMap((walk) => walk.slice(1).map((to, index) => [walk[index]!, to] as const));
  expect(walked.map(String).sort()).toEqual(pairs.map(String).sort());
  expect(Math.max(...walks.map(({ length }) => length - 1))).toBe(20);
  expect(walks.length).toBeLessThan(pairs.length / 15);
});

it("chooses larger lives by seed, each step with at most one value of a subject", () => {
  const lives = largerLives(50, 1);
  expect(largerLives(50, 1)).toEqual(lives);
  expect(largerLives(50, 2)).not.toEqual(lives);
  for (const changes of lives.flat()) {
    const subjects = changes.map((name) => name.split("=")[0]);
    expect(new Set(subjects).size).toBe(subjects.length);
    expect(() => configurationOf(changes)).not.toThrow();
  }
});

function changesOf(step: string): Changes {
  return step === "base" ? [] : step.split(" ");
}
