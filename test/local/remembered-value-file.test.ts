/** The user's values of remembered resources. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { rememberedTypesIn } from "../../local/remembered/types";
import { usageOf } from "../../local/remembered/usage";
import { checkValueFile, readValueFile } from "../../local/remembered/value-file";

describe("the file with values", () => {
  const folder = (files: Readonly<Record<string, string>>): string => {
    const path = mkdtempSync(join(tmpdir(), "remembered-inference-"));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
    return path;
  };

  it.each([
    ["[]", /must be an object of objects \(got a list\): \{ "tencentcloud_redis_instance"/],
    ["{", /must be JSON \(got: /],
    ['{"vpc": {}}', /must have types and addresses of tencentcloud_… as names \(got "vpc"\)/],
    ['{"tencentcloud_vpc": "vpc-1"}', /must have an object of attributes for tencentcloud_vpc \(got string\)/],
  ])("with %s is refused", (text, message) => {
    const path = join(folder({ "values.json": text }), "values.json");
    expect(() => readValueFile(path)).toThrow(message);
    expect(() => readValueFile(`${path}x`)).toThrow(/must exist \(got no file\)/);
  });

  it("is checked against the stacks", () => {
    const file = {
      resource: { tencentcloud_x: { y: { name: "n" } }, tencentcloud_cos_bucket: { b: {} } },
      data: { tencentcloud_images: { i: {} } },
      locals: { a: "${tencentcloud_x.y.ip} ${data.tencentcloud_images.i.images}" },
    };
    const values = {
      tencentcloud_x: { ip: "1", name: "m", other: 1, id: "x-1" },
      "tencentcloud_x.z": { ip: "1" },
      tencentcloud_cos_bucket: { arn: "x" },
      "data.tencentcloud_images.i": { images: [] },
    };
    expect(
      checkValueFile(values, usageOf([file], "tencentcloud_"), (type) => type === "tencentcloud_cos_bucket"),
    ).toEqual({
      mistakes: [
        "tencentcloud_x: name is set by the stack",
        "tencentcloud_cos_bucket: tencentcloud_cos_bucket is simulated, so its values come from the local cloud",
      ],
      unused: ["tencentcloud_x: no stack refers to other", "tencentcloud_x.z: no stack has it"],
    });
  });

  it("is optional, and invalid files and other providers are ignored", () => {
    const resource = { tencentcloud_x: { y: {} }, tencentcloud_cos_bucket: { b: {} }, aws_vpc: { v: {} } };
    const modules = {
      Modules: [
        { Key: "", Dir: "." },
        { Key: "m", Dir: "m" },
      ],
    };
    const state = {
      resources: [{ mode: "managed", type: "tencentcloud_old", instances: [{ attributes: { a: 1, B: 1 } }] }],
    };
    const path = folder({
      "main.tf.json": JSON.stringify({ resource, terraform: { backend: { local: { path: "s.tfstate" } } } }),
      "broken.tf.json": "{",
      "m/main.tf.json": JSON.stringify({ data: { tencentcloud_images: { i: {} } } }),
      ".terraform/modules/modules.json": JSON.stringify(modules),
      "s.tfstate": JSON.stringify(state),
      "terraform.tfstate.d/prod/terraform.tfstate": JSON.stringify({
        resources: [{ mode: "managed", type: "tencentcloud_prod" }],
      }),
    });
    const types = rememberedTypesIn(path, (type) => type === "tencentcloud_cos_bucket");
    expect(Object.keys(types.resource).sort()).toEqual(["tencentcloud_old", "tencentcloud_prod", "tencentcloud_x"]);
    expect(Object.keys(types.resource["tencentcloud_old"]!.schema.block.attributes!)).toEqual(["a", "id"]);
    expect(Object.keys(types.data)).toEqual(["tencentcloud_images"]);
  });
});
