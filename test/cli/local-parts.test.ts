/** The parts of `local` that can be tested without Terraform. */
import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { UsageError } from "../../cli/errors";
import { annotationsOf } from "../../cli/local/annotations";
import { findProject, synthesize } from "../../cli/local/project";
import { findSession, SessionFolder } from "../../cli/local/session";
import { processStart } from "../../local/process-start";
import { codeSources, copyStack, needsOf } from "../../cli/local/stack";

const SESSION = {
  url: "http://127.0.0.1:1",
  credential: { secretId: "id", secretKey: "key" },
  certificate: "",
  callbackUrls: ["https://localhost:1/secret"],
  region: "ap-guangzhou",
};

function folder(files: Readonly<Record<string, string | object>> = {}): string {
  const path = mkdtempSync(join(tmpdir(), "local-parts-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), typeof content === "string" ? content : JSON.stringify(content));
  }
  return path;
}

describe("the stack", () => {
  it("has the annotations of its constructs", () => {
    const annotation = (level: string) => ({ constructPath: "a/P", level, message: "said", stacktrace: [] });
    const annotations = ["@cdktf/warn", "@cdktf/info", "@cdktf/error"].map(annotation);
    const output = folder({ "manifest.json": { stacks: { a: { annotations }, b: {} } }, "stacks/a/cdk.tf.json": {} });

    expect(annotationsOf(join(output, "stacks/a")).map(({ level }) => level)).toEqual(["warning", "info", "error"]);
    expect(annotationsOf(join(output, "stacks/a"))[0]).toMatchObject({ constructPath: "a/P", message: "said" });
    expect(annotationsOf(join(output, "stacks/b"))).toEqual([]);
    expect(annotationsOf(folder())).toEqual([]);
  });

  it("is applied as a copy with its own state, for any backend and neighbouring files", () => {
    const source = folder({
      "cdk.tf.json": { terraform: { backend: { cos: { bucket: "state-1250000000" } } } },
      "assets/1/function.zip": "zip",
      ".terraform/terraform.tfstate": "the user's",
      "terraform.tfstate": "the user's",
      ".terraform.lock.hcl": "the user's",
    });
    const target = folder({ "terraform.tfstate": "ours" });

    copyStack(source, target);

    const read = (name: string): string => readFileSync(join(target, name), "utf8");
    expect(read("assets/1/function.zip")).toBe("zip");
    expect(read("terraform.tfstate")).toBe("ours");
    const backend = { terraform: { backend: { local: { path: "terraform.tfstate" } } } };
    expect(JSON.parse(read("local_override.tf.json"))).toEqual(backend);
    expect([".terraform", ".terraform.lock.hcl"].filter((name) => existsSync(join(target, name)))).toEqual([]);
  });

  it("needs the buckets that it names but does not create, in their regions", () => {
    const stack = folder({
      "cdk.tf.json": {
        provider: { tencentcloud: [{ region: "ap-shanghai" }] },
        resource: {
          tencentcloud_cos_bucket: { own: { bucket: "own-1250000001" } },
          tencentci_media_queue: { queue: { bucket: "film-1250000001", region: "ap-beijing" } },
          tencentcloud_scf_function: {
            f: { environment: { CI_CALLBACK_INBOX_BUCKET: "own-1250000001", CI_CALLBACK_BUCKET: "film-1250000001" } },
            g: { environment: { INPUT_BUCKET: "more-1250000001", OTHER: "not-1250000001" }, bucket: "${var.bucket}" },
          },
        },
      },
    });

    const { buckets, region, appId } = needsOf([stack], ["extra-1250000001"], {});

    expect({ region, appId }).toEqual({ region: "ap-shanghai", appId: "1250000001" });
    expect(Object.fromEntries(buckets)).toEqual({
      "extra-1250000001": "ap-shanghai",
      "film-1250000001": "ap-beijing",
      "more-1250000001": "ap-shanghai",
    });
  });

  it("has the APPID of its buckets, also of those that it creates", () => {
    const resource = { tencentcloud_cos_bucket: { own: { bucket: "own-1260000000" } } };
    expect(needsOf([folder({ "cdk.tf.json": { resource } })], [], {})).toMatchObject({ appId: "1260000000" });
    expect(needsOf([folder({ "cdk.tf.json": {} })], [], {}).appId).toBeUndefined();
  });

  it("is named in the error if the buckets of several stacks or options have several APPIDs", () => {
    const queue = (bucket: string) => ({ resource: { tencentci_media_queue: { queue: { bucket } } } });
    const app = folder({
      "dev/cdk.tf.json": queue("media-1250000000"),
      "none/cdk.tf.json": {},
      "prod/cdk.tf.json": queue("media-1260000000"),
    });
    const stacks = ["dev", "none", "prod"].map((name) => join(app, name));
    const refusal = (of: readonly string[], buckets: readonly string[] = []): unknown => {
      try {
        return needsOf(of, buckets, {}).appId;
      } catch (error) {
        return error;
      }
    };
    expect(refusal(stacks)).toEqual(
      new UsageError(
        "The buckets of the stacks must have one APPID, since local is one account (got dev: 1250000000; prod: 1260000000); name one stack",
      ),
    );
    expect(refusal([stacks[2]!])).toBe("1260000000");
    expect(refusal([stacks[2]!], ["more-1250000000"])).toMatchObject({
      message: expect.stringMatching(
        /\(got --bucket: 1250000000; prod: 1260000000\); name a stack and buckets/,
      ) as string,
    });
  });

  it("has the entry file of its code if the file still exists", () => {
    const project = folder({ "src/on-media.ts": "" });
    const stack = folder({
      "cdk.tf.json": "assets/aa/function.zip assets/bb/function.zip assets/cc/function.zip",
      "assets/aa/source.json": { entry: "src/on-media.ts", durable: true },
      "assets/bb/source.json": { entry: "src/gone.ts", durable: false },
      "assets/cc/function.zip": "built elsewhere",
      "assets/old/source.json": { entry: "src/on-media.ts", durable: false },
    });

    const file = join(project, "src/on-media.ts");
    expect(codeSources(stack, project)).toEqual([{ sha256: "aa", file, durable: true }]);
  });
});

describe("the project", () => {
  it("is the nearest folder with a cdktf.json and is synthesized into a temporary folder", async () => {
    const app = `echo '{}' > "$CDKTF_OUTDIR/manifest.json"; echo "$CDKTF_CONTEXT_JSON" > "$CDKTF_OUTDIR/context"`;
    const path = folder({ "cdktf.json": { app, context: { size: 1 } }, "src/deep/a.ts": "" });
    const outdir = folder();

    const project = findProject(join(path, "src/deep"));
    const written = await synthesize(project!, outdir, { env: process.env, signal: new AbortController().signal });

    expect(project).toMatchObject({ folder: path, app });
    expect(written).toBe(outdir);
    expect(readFileSync(join(outdir, "context"), "utf8")).toBe('{"size":1}\n');
  });

  it("is read from its own output folder if it writes there, and its failure is printed", async () => {
    const options = { env: process.env, signal: new AbortController().signal };
    const path = folder({ "out/x": "" });
    const stubborn = { folder: path, app: "echo '{}' > out/manifest.json", output: join(path, "out") };
    expect(await synthesize(stubborn, folder(), options)).toBe(join(path, "out"));
    const silent = { ...stubborn, app: "true" };
    await expect(synthesize(silent, folder(), options)).rejects.toThrow(/got none of true\); does it call app\.synth/);

    const broken = { ...stubborn, app: "echo no such bucket >&2; exit 3" };
    await expect(synthesize(broken, folder(), options)).rejects.toThrow(/got exit code 3 of .*:\nno such bucket/);
  });
});

describe("the session", () => {
  it("is found from subfolders while its process runs, is readable only by its owner, and ends with its folder", () => {
    const project = folder({ "cdktf.json": { app: "true" }, "src/a.ts": "", "src/package.json": "{}" });
    const session = SessionFolder.open(project);
    expect(() => findSession(project)).toThrow(/must be up \(got one that is starting\)/);

    session.announce(SESSION);

    expect(findSession(join(project, "src"))).toEqual(SESSION);
    expect(statSync(join(session.path, "local.json")).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(session.path, ".gitignore"), "utf8")).toBe("*\n");
    expect(() => SessionFolder.open(project)).toThrow(new RegExp(`got process ${process.pid} in `));
    session.remove();
    expect(existsSync(session.path)).toBe(false);
    expect(findSession(project)).toBeUndefined();
  });

  it("is not that of an earlier run with the same process id, as in a container", () => {
    const stored = { pid: process.pid, start: "1", session: SESSION };
    const project = folder({ "cdktf.json": {}, ".cdktf-tencentcloud-ci/local.json": stored });
    if (processStart(process.pid) === undefined) return; // this system has no start times of processes
    expect(findSession(project)).toBeUndefined();
    const session = SessionFolder.open(project);
    session.announce(SESSION);
    expect(findSession(project)).toEqual(SESSION);
    session.remove();
  });

  it.each(['{"pid":', "null", "[]", '{"pid":"1"}'])(
    "is not a damaged one, which the next start replaces: %s",
    (text) => {
      const project = folder({ "cdktf.json": {}, ".cdktf-tencentcloud-ci/x": "" });
      writeFileSync(join(project, ".cdktf-tencentcloud-ci/local.json"), text);
      expect(findSession(project)).toBeUndefined();
      const session = SessionFolder.open(project);
      session.announce(SESSION);
      expect(findSession(project)).toEqual(SESSION);
      session.remove();
    },
  );

  const planted = (files: Readonly<Record<string, string | object>>, session: object = SESSION): string =>
    folder({ ".cdktf-tencentcloud-ci/local.json": { pid: process.pid, session }, ...files });

  it.each([["package.json"], ["cdktf.json"], [".git/HEAD"], ["notes.txt"]])(
    "is not searched above the project, whose folder has %s",
    (file) => {
      const above = planted({ [`a/project/${file}`]: "", "a/project/src/x": "" });
      expect(findSession(above)).toEqual(SESSION);
      expect(findSession(join(above, "a/project"))).toBeUndefined();
      expect(findSession(join(above, "a/project/src"))).toBeUndefined();
    },
  );

  it("is refused if another user has written it", () => {
    const project = planted({ "cdktf.json": { app: "true" } });
    vi.spyOn(process, "getuid").mockReturnValue(12_345);
    onTestFinished(() => void vi.restoreAllMocks());
    expect(() => findSession(project)).toThrow(/cdktf-tencentcloud-ci must be your own \(got user \d+'s\)/);
    expect(() => SessionFolder.open(project)).toThrow(/must be your own/);
  });

  it("is refused behind a link, and if its addresses are not on this machine", () => {
    const [linked, other] = [folder({ "cdktf.json": { app: "true" } }), planted({})];
    symlinkSync(join(other, ".cdktf-tencentcloud-ci"), join(linked, ".cdktf-tencentcloud-ci"));
    expect(() => findSession(linked)).toThrow(/must be your own \(got a link\)/);
    for (const url of [
      "http://evil.test:1",
      "http://127.0.0.1:1@evil.test",
      "https://[::1]:1",
      "http://127.0.0.1:1/x",
    ]) {
      expect(() => findSession(planted({}, { ...SESSION, url }))).toThrow(/must name a pipeline on this machine/);
    }
  });
});

describe("the project", () => {
  it("is not run from a parent folder of another user", () => {
    const path = folder({ "cdktf.json": { app: "touch planted" }, "work/x": "" });
    const stat = vi.spyOn(process, "getuid").mockReturnValue(12_345);
    onTestFinished(() => void vi.restoreAllMocks());
    const owner = statSync(path).uid;
    if (owner === 0) chownSync(join(path, "cdktf.json"), 65_534, 65_534); // root's own files are trusted
    if (owner === 0) expect(() => findProject(join(path, "work"))).toThrow(/its command is not run/);
    expect(findProject(path)?.app).toBe("touch planted"); // run in the folder itself, as with any other tool
    stat.mockRestore();
  });
});
