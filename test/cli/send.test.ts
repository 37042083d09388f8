import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { UsageError } from "../../cli/errors";
import { runReplay } from "../../cli/send/replay";
import { runSend } from "../../cli/send/send";
import { parseCallback } from "../../handler";
import { createCertificate } from "../../provider/plugin/certificate";
import { sampleEvents, sampleTags } from "../../local/samples";

const FIXTURES = join(__dirname, "../handler/fixtures");

interface Receiver {
  readonly url: string;
  readonly bodies: Buffer[];
  readonly types: (string | undefined)[];
}

async function receiver(status = 200): Promise<Receiver> {
  const bodies: Buffer[] = [];
  const types: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    types.push(request.headers["content-type"]);
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      bodies.push(Buffer.concat(chunks));
      response.writeHead(status).end('{"status":"taken"}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://user:pass@127.0.0.1:${port}/ci/s3cret?token=t0ken`, bodies, types };
}

/** An address on this machine with a certificate that nothing trusts, as a local cloud has. */
async function selfSignedReceiver(): Promise<string> {
  const server = createTlsServer(createCertificate("localhost"), (_, response) => void response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `https://localhost:${(server.address() as AddressInfo).port}/s3cret`;
}

function run(command: typeof runSend, ...args: string[]) {
  return runIn({}, command, ...args);
}

async function runIn(env: NodeJS.ProcessEnv, command: typeof runSend, ...args: string[]) {
  let stdout = "";
  let stderr = "";
  const out = { write: (text: string) => (stdout += text) };
  const err = { write: (text: string) => (stderr += text) };
  const code = await command(args, env, out, err);
  const records = () =>
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, stdout, stderr, records };
}

function folder(files: Readonly<Record<string, string>>): string {
  const path = mkdtempSync(join(tmpdir(), "replay-test-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  return path;
}

describe("send", () => {
  it("posts a callback with the requested fields and prints the answer", async () => {
    const { url, bodies, types } = await receiver();

    const args = ["Transcode", "--failed", "--format", "json", "--object", "a.mp4", "--bucket", "film-1250000001"];
    const { code, records } = await run(runSend, ...args, "--url", url, "--json");

    expect(code).toBe(0);
    expect(types).toEqual(["application/json"]);
    const job = { tag: "Transcode", state: "Failed", input: { object: "a.mp4", bucketId: "film-1250000001" } };
    expect(parseCallback(bodies[0]!)).toMatchObject({ jobs: [job] });
    const answer = { name: "Transcode", event: "TaskFinish", status: 200, answer: '{"status":"taken"}' };
    expect(records()).toMatchObject([{ ...answer, ms: expect.any(Number) as number }]);
  });

  it("posts the requested number of callbacks, each with its own id", async () => {
    const { url, bodies } = await receiver();

    const { code, stderr } = await run(runSend, "SplitVideoParts", "--count", "3", "--workflow", "--url", url);

    const ids = bodies.map((body) => /<RunId>(\w+)/.exec(body.toString())?.[1]);
    expect({ code, different: new Set(ids).size }).toEqual({ code: 0, different: 3 });
    expect(stderr).toContain("3 of 3 answered 2xx");
  });

  it("never prints a part of an address that may be a secret", async () => {
    const { url } = await receiver();

    for (const json of [[], ["--json"]]) {
      const { stdout, stderr } = await run(runSend, "Probe", "--url", url, ...json);
      expect(stdout + stderr).toContain("/ci/…");
      expect(stdout + stderr).not.toMatch(/s3cret|t0ken|pass/);
    }
  });

  it.each([500, 404, 302])("exits with 1 if the answer is %s", async (status) => {
    const { url } = await receiver(status);

    const { code, records } = await run(runSend, "MediaInfo", "--url", url, "--json");

    expect(code).toBe(1);
    expect(records()).toMatchObject([{ status }]);
  });

  it("does not check the certificate of an address on this machine if the environment names a local cloud", async () => {
    const url = await selfSignedReceiver();
    const env = { TENCENTCI_ENDPOINT: "http://127.0.0.1:9" };

    const { code, records } = await runIn(env, runSend, "Probe", "--url", url, "--json");

    expect({ code, records: records() }).toMatchObject({ code: 0, records: [{ status: 200 }] });
  });

  it("checks the certificate of an address on this machine otherwise", async () => {
    const url = await selfSignedReceiver();

    const { code, stdout } = await run(runSend, "Probe", "--url", url);

    expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining("self-signed certificate") as string });
  });

  it("exits with 1 and prints the reason if there is no answer", async () => {
    const { code, stdout } = await run(runSend, "MediaInfo", "--url", "http://127.0.0.1:9/x");

    expect(code).toBe(1);
    expect(stdout).toMatch(/^MediaInfo j\w{32} {2}no answer: .*ECONNREFUSED/);
  });

  it("lists all available callbacks", async () => {
    const { code, stdout } = await run(runSend, "--list");

    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toEqual([...sampleTags, ...sampleEvents]);
  });

  it.each<[string[], RegExp]>([
    [[], /send takes one callback, .*\(got none\)/],
    [["SplitVideo"], /`send --list` names \(got "SplitVideo"\). Did you mean "SplitVideoParts"\?/],
    [["ReviewImage", "--format", "xml"], /format of ReviewImage must be json/],
    [["MediaInfo", "--format", "yaml"], /--format must be xml or json \(got "yaml"\)/],
    [["MediaInfo", "--count", "0"], /--count must be a whole number from 1 \(got "0"\)/],
    [["MediaInfo", "--url", "ftp://host/s3cret"], /^--url must be an http or https address \(got another text/],
    [["MediaInfo", "--verbose"], /Options of this command are --url, .*\(got "--verbose"\)/],
  ])("refuses %j", async (args, message) => {
    const failure = await run(runSend, ...args).catch((error: Error) => error);

    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as Error).message).toMatch(message);
  });
});

describe("replay", () => {
  it.each(["xml", "json"])("posts a saved callback byte for byte: %s", async (format) => {
    const { url, bodies, types } = await receiver();
    const file = join(FIXTURES, `split-video-parts.${format}`);

    const { code } = await run(runReplay, file, "--url", url);

    expect(code).toBe(0);
    expect(bodies).toEqual([readFileSync(file)]);
    expect(types).toEqual([`application/${format}`]);
  });

  it("posts only the callbacks of a folder, damaged ones included, in the order of their names", async () => {
    const { url, bodies } = await receiver();
    const path = folder({ "2.json": "{", "1.xml": "<Response", "3.JSON": "\ufeff{}", "notes.txt": "no" });

    const { code, records } = await run(runReplay, path, "--url", url, "--json");

    expect(code).toBe(0);
    expect(bodies.map(String)).toEqual(["<Response", "{", "\ufeff{}"]);
    expect(records().map(({ name, event }) => [name, event])).toEqual([
      ["1.xml", "invalid"],
      ["2.json", "invalid"],
      ["3.JSON", "invalid"],
    ]);
  });

  it("refuses a missing file and a folder without callbacks", async () => {
    await expect(run(runReplay, "missing.xml")).rejects.toThrow(/that exists \(got missing\.xml\)/);
    await expect(run(runReplay, folder({ "a.txt": "" }))).rejects.toThrow(
      /must have \.xml or \.json files \(got none in /,
    );
  });
});
