import { TerraformVariable } from "cdktf";
import { describe, expect, it } from "vitest";
import { CiCallbackPipeline, Ingress, Job, JobTemplate, Node, Template, Workflow } from "../../../lib";
import { resourceSchema } from "../../../local/vendor/schema";
import type { Block } from "../../../provider/plugin/schema";
import { CODE, newStack, resource, resources, synth } from "../support";
import { CONTENTS, contentOf, OPTIONS } from "./contents";

const BUCKET = "media-1250000000";

interface Argument {
  readonly path: string;
  readonly isRequired: boolean;
}

/** Arguments of a block in the vendor's schema, blocks included. */
function argumentsOf({ attributes = {}, block_types: blocks = {} }: Block, prefix = ""): Argument[] {
  return [
    ...Object.entries(attributes)
      .filter(([name, attribute]) => (attribute.required ?? attribute.optional ?? false) && prefix + name !== "id")
      .map(([name, attribute]) => ({ path: prefix + name, isRequired: attribute.required === true })),
    ...Object.entries(blocks).flatMap(([name, { block, min_items: least = 0 }]) => [
      { path: prefix + name, isRequired: least > 0 },
      ...argumentsOf(block, `${prefix}${name}.`),
    ]),
  ];
}

/** Paths and values of a resource. */
function pathsOf(values: object, prefix = ""): [path: string, value: unknown][] {
  return Object.entries(values).flatMap(([name, value]): [string, unknown][] =>
    Array.isArray(value)
      ? [[prefix + name, "block"], ...value.flatMap((item: object) => pathsOf(item, `${prefix}${name}.`))]
      : [[prefix + name, value]],
  );
}

/** The same options without the one at a path, in every element of lists along the path. */
function without(options: unknown, [name, ...rest]: readonly string[]): unknown {
  if (Array.isArray(options)) return options.map((item) => without(item, [name!, ...rest]));
  const { [name!]: value, ...others } = options as Record<string, unknown>;
  return rest.length === 0 ? others : { ...others, [name!]: without(value, rest) };
}

/** Paths of all options. */
function optionPaths(options: unknown, path: readonly string[] = []): string[][] {
  if (Array.isArray(options)) return optionPaths(options[0], path);
  if (typeof options !== "object" || options === null) return [];
  return Object.entries(options).flatMap(([name, value]) => [[...path, name], ...optionPaths(value, [...path, name])]);
}

describe("the contents of a template", () => {
  it.each(CONTENTS)("match the arguments of the vendor's provider: %s", (_type, content) => {
    const stack = newStack();
    new JobTemplate(stack, "T", { bucket: BUCKET, name: "all", content });
    const rendered = resource(stack, content.resourceType);
    const paths = pathsOf(content.render(stack));
    const known = argumentsOf(resourceSchema(content.resourceType).block).map(({ path }) => path);
    expect([...new Set(["bucket", "name", ...paths.map(([path]) => path)])].sort()).toEqual([...known].sort());
    expect(paths.filter(([, value]) => typeof value !== "string")).toEqual([]); // every argument is a text
    expect(rendered).toMatchObject(content.render(stack));
  });

  it.each(Object.entries(OPTIONS))("require what the vendor's provider requires: %s", (type, options) => {
    const stack = newStack();
    const { block } = resourceSchema(contentOf(type, options).resourceType);
    const required = argumentsOf(block).filter(({ isRequired }) => isRequired);
    for (const path of optionPaths(options)) {
      const rest = contentOf(type, without(options, path) as object);
      let rendered: object;
      try {
        rendered = rest.render(stack);
      } catch (error) {
        expect((error as Error).message).toContain(`must have ${path.at(-1)} (got none)`);
        continue;
      }
      const paths = new Set(["bucket", "name", ...pathsOf(rendered).map(([name]) => name)]);
      const isMissing = ({ path: name }: Argument): boolean => {
        const parent = name.split(".").slice(0, -1).join(".");
        return !paths.has(name) && (parent === "" || paths.has(parent));
      };
      expect(required.filter(isMissing), `without ${path.join(".")}`).toEqual([]);
    }
  });

  it("are refused, naming an option without an argument in the provider", () => {
    const options = { container: { format: "mp4" }, subtitle: { remove: true } };
    expect(() => contentOf("transcode", options).render(newStack())).toThrow(/known options only \(got subtitle;/);
  });
});

describe("a template", () => {
  it("is accepted instead of an id: by nodes, by jobs, and as a watermark", () => {
    const stack = newStack();
    const template = (id: string, content: Parameters<typeof make>[1]) => make(id, content);
    const make = (id: string, content: ConstructorParameters<typeof JobTemplate>[2]["content"]) =>
      new JobTemplate(stack, id, { bucket: BUCKET, content });
    const covers = template("Covers", Template.smartCover({ format: "jpg" }));
    const watermark = template("Mark", contentOf("watermark", OPTIONS.watermark));
    const small = template("Small", Template.transcode({ container: { format: "mp4" } }));
    const output = { object: "out/${InputName}.jpg" };
    new CiCallbackPipeline(stack, "Media", {
      ...{ bucket: BUCKET, region: "ap-guangzhou", code: CODE, ingress: Ingress.functionUrl(), queue: {} },
      workflow: { topology: Workflow.start("in/").then(Node.smartCover({ template: covers, output })) },
      uploads: [{ prefix: "videos/", job: Job.transcode({ template: small, watermarks: [watermark], output }) }],
    });
    const { topology } = resource(stack, "tencentci_media_workflow") as { topology: string };
    const ref = (type: string, id: string): string =>
      `\${tencentcloud_ci_media_${type}_template.${id}.id}`.slice(2, -1);
    expect(topology).toContain(ref("smart_cover", covers.resource.friendlyUniqueId));
    const submitter = JSON.stringify(resources(stack, "tencentcloud_scf_function"));
    expect(submitter).toContain(ref("transcode", small.resource.friendlyUniqueId));
    expect(submitter).toContain(ref("watermark", watermark.resource.friendlyUniqueId));
  });

  it("waits for its service, is replaced when it changes, and ignores values that CI fills in", () => {
    const stack = newStack();
    const content = Template.tts({ codec: "mp3", speed: 100 });
    new JobTemplate(stack, "Voice", { bucket: BUCKET, region: "ap-guangzhou", name: "voice", content });
    expect(resource(stack, "tencentci_media_service")).toMatchObject({ bucket: BUCKET, family: "speech" });
    const rendered = resource(stack, "tencentcloud_ci_media_tts_template");
    expect(rendered).toMatchObject({
      ...{ bucket: BUCKET, codec: "mp3", speed: "100" },
      name: expect.stringMatching(
        /^voice-\$\{substr\(sha256\(jsonencode\(terraform_data\.\w+\.input\)\), 0, 8\)\}$/,
      ) as unknown,
      depends_on: [expect.stringMatching(/^tencentci_media_service\./)],
      lifecycle: {
        create_before_destroy: true,
        ignore_changes: ["codec", "speed"],
        replace_triggered_by: [expect.stringMatching(/^terraform_data\./)],
      },
    });
    const { input } = resource(stack, "terraform_data");
    expect(input).toEqual({
      ...{ bucket: BUCKET, name: "voice", type: "tencentcloud_ci_media_tts_template" },
      values: { codec: "mp3", speed: "100" },
    });
  });

  it.each([
    ["a name with a blank", { name: "two words" }, "Name of the template must have 1 to 55 letters"],
    ["a name that is too long", { name: "n".repeat(56) }, "Name of the template must have 1 to 55 letters"],
    ["no content", { content: undefined as never }, "Content of the template must be given"],
  ])("refuses %s", (_title, props, message) => {
    const content = Template.snapshot({ count: 1 });
    expect(() => new JobTemplate(newStack(), "T", { bucket: BUCKET, content, ...props })).toThrow(message);
  });

  it("refuses a region other than that of the vendor's provider", () => {
    const stack = newStack();
    new JobTemplate(stack, "T", { bucket: BUCKET, region: "ap-shanghai", content: Template.snapshot({ count: 1 }) });
    expect(() => synth(stack)).toThrow(/Bucket of a template must be in the region of the vendor's provider/);
  });

  it("accepts values that are known only at apply", () => {
    const stack = newStack();
    const rule = new TerraformVariable(stack, "rule", { type: "string" }).stringValue;
    new JobTemplate(stack, "T", { bucket: BUCKET, content: Template.picProcess({ processRule: rule }) });
    expect(resource(stack, "tencentcloud_ci_media_pic_process_template")).toMatchObject({
      pic_process: [{ process_rule: "${var.rule}" }],
    });
  });
});
