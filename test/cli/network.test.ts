/** `local` and `send` connect to nothing but this machine, whatever the stack and the environment name. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { CiClient } from "../../api/client";
import { createJob } from "../../api/jobs";
import { findSession } from "../../cli/local/session";
import { COMMAND_LINE } from "../../harness/executables";
import { startProxy } from "../support/proxy";
import { describeTerraform } from "../support/terraform";
import { isAbout, copyExample, QUICK_APP } from "./local-project";
import { CliProcess, runCli } from "./spawn";

/** Loaded first by each Node.js process: appends the program and the target of each connection and look-up to a file. */
const RECORDER = `
const { appendFileSync } = require("node:fs");
const dns = require("node:dns");
const net = require("node:net");
const record = (target) => appendFileSync(process.env.RECORDED, process.argv[1] + " " + target + "\\n");
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [first] = Array.isArray(args[0]) ? args[0] : args;
  const { path, host = "localhost", port } = typeof first === "object" ? first : { port: first, host: args[1] };
  if (!path) record(host + ":" + port);
  return connect.apply(this, args);
};
for (const api of [dns, dns.promises]) {
  for (const name of ["lookup", "resolve", "resolve4", "resolve6", "resolveAny"]) {
    const original = api[name];
    api[name] = function (host, ...rest) {
      record(host + ":dns");
      return original.call(this, host, ...rest);
    };
  }
}
`;

const isLoopback = (target: string): boolean => /^(127\.0\.0\.1|localhost|::1):(\d+|dns)$/.test(target);

describeTerraform("the network", () => {
  it("has no connection of local or send to another machine", async () => {
    const proxy = await startProxy({ hosts: ["gateway.example.com"], target: "http://127.0.0.1:9" });
    const project = copyExample(QUICK_APP, "existing-url"); // without npx, which may look for its own updates
    const recorded = join(project.tmp, "recorded");
    const recorder = join(project.tmp, "recorder.cjs");
    writeFileSync(recorder, RECORDER);
    // A provider that Terraform starts runs the `node` of PATH, without NODE_OPTIONS.
    const node = join(project.tmp, "node");
    writeFileSync(node, `#!/bin/sh\nexec ${process.execPath} --require ${recorder} "$@"\n`, { mode: 0o755 });
    const env = {
      ...project.env,
      PATH: `${project.tmp}:${process.env["PATH"]}`,
      NODE_OPTIONS: `--require ${recorder}`,
      RECORDED: recorded,
      ...{ HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, ALL_PROXY: proxy.url, NO_PROXY: "" },
      ...{ http_proxy: proxy.url, https_proxy: proxy.url, all_proxy: proxy.url, no_proxy: "" },
    };
    const attacked = { ...project, env };
    const local = new CliProcess(["local", "--json"], attacked);
    onTestFinished(() => void local.child.kill("SIGKILL"));
    const up = await local.line(({ type }) => type === "up");
    expect(up.callbackUrls).toEqual(["https://gateway.example.com/ci/…"]);

    // The callback URL of the stack names another host; the local cloud calls the stack's own function.
    const sent = await runCli(["send", "SplitVideoParts", "--json"], attacked);
    expect(JSON.parse(sent.stdout)).toMatchObject({ status: 200 });
    expect((await runCli(["upload", join(project.cwd, "README.md"), "/videos/a.mp4"], attacked)).code).toBe(0);

    // A job names an address of its own.
    const { url, credential } = findSession(project.cwd)!;
    const ci = new CiClient({ credentials: credential, endpoint: url });
    const job = await createJob(
      ci,
      { bucket: "media-1250000000", region: "ap-guangzhou" },
      {
        ...{ Tag: "SplitVideoParts", Input: { Object: "videos/a.mp4" } },
        ...{ CallBack: "https://elsewhere.example.com/secret", Operation: {} },
      },
    );
    const refused = await local.line(isAbout(job!["JobId"]));
    expect(refused.error).toMatch(/^The local cloud posts to this machine only \(got elsewhere\.example\.com\)/);

    local.child.kill("SIGINT");
    expect((await local.finished).code).toBe(0);
    const targets = readFileSync(recorded, "utf8").trimEnd().split("\n");
    // The recorder works: `local` runs the providers, which call the local cloud.
    expect(targets).toContain(`${COMMAND_LINE} ${new URL(url).host}`);
    expect(targets.filter((line) => !isLoopback(line.slice(line.lastIndexOf(" ") + 1)))).toEqual([]);
    expect(proxy.tunnels).toEqual([]);
  });
});
