import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeWith, missingOnPath } from "../support/describe-with";
import { EXHAUSTIVE } from "../support/exhaustive";
import { describeTerraform } from "../support/terraform";
import type { TerraformWorkspace } from "../support/terraform";
import { deployable, expectNoChanges, ok, STARTED_ON_DEMAND, valuesOf } from "./support";

const TYPE = "tencentci_callback_secret";
const ADDRESS = `${TYPE}.this`;
const OLD = "0123456789abcdef0123456789abcdef";
const OLDER = "fedcba9876543210fedcba9876543210";

const secret = (body = ""): string => `resource "${TYPE}" "this" {\n ${body}\n }\n`;

interface Values {
  readonly id: string;
  readonly current: string;
  readonly previous: string | null;
  readonly accepted: string;
}

async function applied(terraform: TerraformWorkspace, body?: string): Promise<Values> {
  if (body !== undefined) await terraform.configure(secret(body));
  ok(await terraform.apply());
  await expectNoChanges(terraform);
  return (await valuesOf(terraform, TYPE)) as unknown as Values;
}

describeTerraform(TYPE, () => {
  it("generates 32 random hexadecimal digits for each secret, and waits for a number known only after apply", async () => {
    const late = `resource "terraform_data" "n" {\n input = 5\n }\n`;
    const secrets = secret() + secret("rotation = terraform_data.n.output").replace("this", "late");
    const { terraform } = await deployable(late + secrets);
    const current = async (): Promise<readonly [kept: Values, late: Values]> => {
      const found = (await terraform.resources()).filter(({ type }) => type === TYPE);
      return ["this", "late"].map((name) => found.find((one) => one.address === `${TYPE}.${name}`)!.values) as never;
    };
    ok(await terraform.apply());
    await expectNoChanges(terraform);
    const [kept, before] = await current();
    for (const { current, previous, accepted } of [kept, before]) {
      expect(current).toMatch(/^[0-9a-f]{32}$/);
      expect({ previous, accepted }).toEqual({ previous: null, accepted: current });
    }
    expect(kept.current).not.toBe(before.current);

    await terraform.configure(late.replace("5", "6") + secrets);
    ok(await terraform.apply());
    expect(await current()).toMatchObject([kept, { rotation: 6, previous: before.current }]);
    await expectNoChanges(terraform);
  });

  it("generates a new secret for every other number, and accepts the previous one", async () => {
    const { terraform } = await deployable(secret("rotation = 3"));
    let before = await applied(terraform);
    expect(before.previous).toBeNull();
    const seen = new Set([before.current]);
    for (const rotation of [4, 9, 8]) {
      await terraform.configure(secret(`rotation = ${rotation}`));
      ok(await terraform.apply());
      const after = (await valuesOf(terraform, TYPE)) as unknown as Values;
      expect(seen).not.toContain(after.current);
      seen.add(after.current);
      expect(after).toMatchObject({
        id: before.id,
        previous: before.current,
        accepted: `${after.current},${before.current}`,
      });
      before = after;
    }
    await expectNoChanges(terraform);
    const one = await applied(terraform, "rotation = 8\n accept_previous = false");
    expect(one).toMatchObject({ current: before.current, previous: null, accepted: before.current });
    expect(await terraform.stateFile()).not.toContain(before.previous);
    const again = await applied(terraform, "rotation = 8");
    expect(again).toMatchObject({ current: before.current, previous: null });
    const next = await applied(terraform, "rotation = 9\n accept_previous = false");
    expect(next).toMatchObject({ previous: null, accepted: next.current });
  });

  for (const [order, lifecycle, options] of [
    ["destroyed first", "", EXHAUSTIVE],
    ["created first", "lifecycle { create_before_destroy = true }", {}],
  ] as const) {
    it(`accepts no other secret after a replacement: ${order}`, options, async () => {
      const { terraform } = await deployable(secret(`rotation = 1\n ${lifecycle}`));
      ok(await terraform.apply());
      const before = (await valuesOf(terraform, TYPE)) as unknown as Values;
      ok(await terraform.apply({ args: ["-replace", ADDRESS] }));
      const after = (await valuesOf(terraform, TYPE)) as unknown as Values;
      expect(after).toMatchObject({ previous: null, accepted: after.current });
      expect([after.id, after.current]).not.toEqual([before.id, before.current]);
      ok(await terraform.run(["taint", ADDRESS]));
      expect((await applied(terraform)).current).not.toBe(after.current);
    });
  }

  it("refuses an invalid number", async () => {
    const { terraform } = await deployable(secret("rotation = -1"));
    expect((await terraform.plan()).text).toContain("rotation must be a whole number from 0 (got -1)");
    await terraform.configure(secret("rotation = 0.5"));
    expect((await terraform.validate()).text).toContain("(got 0.5)");
  });

  it("imports from a variable or a file, at any rotation, without a new secret and without showing it", async () => {
    const { terraform } = await deployable(secret("rotation = 7"), {}, STARTED_ON_DEMAND);
    await terraform.configure({ "old.txt": `${OLD}\n` });
    // The provider's own process is in Terraform's directory.
    const imported = ok(await terraform.import(ADDRESS, "file:old.txt", { startsProviders: true }));
    expect(imported.stdout + imported.stderr).not.toContain(OLD);
    expect(await applied(terraform)).toMatchObject({ current: OLD, previous: null, accepted: OLD });

    ok(await terraform.run(["state", "rm", ADDRESS]));
    ok(await terraform.import(ADDRESS, "env:OLD_SECRETS", { env: { OLD_SECRETS: `${OLD}, ${OLDER}` } }));
    expect(await applied(terraform)).toMatchObject({ current: OLD, previous: OLDER, accepted: `${OLD},${OLDER}` });
    const rotated = await applied(terraform, "rotation = 8");
    expect(rotated.previous).toBe(OLD);
  });

  it("refuses to import text that is not a secret, without repeating it", async () => {
    const { terraform } = await deployable("");
    const [old, missing] = ["old.txt", "missing.txt"].map((name) => join(terraform.directory, name));
    const refused = [
      ["env:OLD_SECRETS", "env:OLD_SECRETS holds something else"],
      ["env:MISSING", "variable MISSING is not set"],
      [`file:${old}`, `file:${old} holds something else`],
      [`file:${missing}`, `file ${missing} cannot be read (ENOENT)`],
      ["anything else", "must be env:NAME"],
    ] as const;
    const imports = refused.map(
      ([id], index) =>
        `import {\n to = ${TYPE}.at_${index}\n id = "${id}"\n }\n${secret().replace("this", `at_${index}`)}`,
    );
    await terraform.configure({ "main.tf": imports.join(""), "old.txt": "too short" });
    const { code, text } = await terraform.plan({ env: { OLD_SECRETS: "https://cb.example.com/not-a-secret" } });
    expect(code).toBe(1);
    for (const [, reason] of refused) expect(text).toContain(reason);
    expect(text).not.toMatch(/not-a-secret|too short/);
  });

  it("adopts the secret of an earlier terraform_data by a moved block", async () => {
    const data = `resource "terraform_data" "old" {\n input = { secret = "${OLD}" }\n }\n`;
    const other = `resource "terraform_data" "other" {\n input = { note = "no secret" }\n }\n`;
    const moved = (from: string): string => `moved {\n from = terraform_data.${from}\n to = ${ADDRESS}\n }\n`;
    const { terraform } = await deployable(data + other);
    ok(await terraform.apply());
    await terraform.configure(moved("other") + secret() + data);
    expect((await terraform.plan()).text).toContain("No callback secret to adopt");

    await terraform.configure(moved("old") + secret("rotation = 1") + other);
    const plan = await terraform.plan();
    expect(plan.text).toContain("0 to add, 1 to change, 0 to destroy");
    ok(await terraform.apply());
    expect(await valuesOf(terraform, TYPE)).toMatchObject({ rotation: 1, current: OLD, previous: null, accepted: OLD });
    await expectNoChanges(terraform);
  });
});

/** Name in the page. */
const LEGACY = "terraform_data.Media_Secret_Rotation0_D00AA275";
const JQ = { name: "jq", missing: () => missingOnPath(["--version"], "jq"), timeoutMs: 60_000 };

describeWith(JQ, "the secret of earlier versions", () => {
  it("is read from the old state and imported by the commands of the page", async () => {
    const { terraform } = await deployable(
      `resource "terraform_data" "${LEGACY.split(".")[1]}" {\n input = { secret = "${OLD}" }\n }`,
    );
    ok(await terraform.apply());
    const page = readFileSync(join(__dirname, "../../docs/provider.md"), "utf8");
    const [, filter = ""] = /terraform state pull \| jq -r '([^']+)'/.exec(page) ?? [];
    const state = ok(await terraform.run(["state", "pull"])).stdout;
    const OLD_SECRET = execFileSync("jq", ["-r", filter], { input: state, encoding: "utf8" }).trim();
    expect(OLD_SECRET).toBe(OLD);

    await terraform.configure(secret());
    ok(await terraform.import(ADDRESS, "env:OLD_SECRET", { env: { OLD_SECRET } }));
    ok(await terraform.run(["state", "rm", LEGACY]));
    expect(page).toContain(`terraform state rm ${LEGACY}`);
    expect(await applied(terraform)).toMatchObject({ current: OLD, previous: null, accepted: OLD });
  });
});
