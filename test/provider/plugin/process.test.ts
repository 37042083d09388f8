import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { createLogger, Redactor } from "../../../provider/plugin/log";
import { handshakeLine, readHandshake } from "../../../provider/plugin/handshake";
import { PROVIDER_EXECUTABLE } from "../../../harness/executables";

const COOKIE = { TF_PLUGIN_MAGIC_COOKIE: "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2" };

describe("the executable", () => {
  it("prints an explanation when a person starts it", () => {
    const { status, stdout, stderr } = spawnSync(PROVIDER_EXECUTABLE, { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /^terraform-provider-tencentci \d+\.\d+\.\d+ is a Terraform provider and is started by Terraform[^\n]*\n$/,
    );
  });
});

describe("the executable's environment", () => {
  it("does not pass on NODE_OPTIONS", () => {
    const options = "--require ./missing.cjs --inspect-brk=127.0.0.1:0 --no-such-option"; // each one ends or stops Node.js
    const env = { ...process.env, NODE_OPTIONS: options };
    const { status, stderr } = spawnSync(PROVIDER_EXECUTABLE, { encoding: "utf8", env, timeout: 20_000 });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^[^\n]*is a Terraform provider[^\n]*\n$/) as string,
    });
  });

  it("reports a missing node", () => {
    const { status, stderr } = spawnSync(PROVIDER_EXECUTABLE, { encoding: "utf8", env: { PATH: "/nonexistent" } });
    expect({ status, stderr }).toEqual({
      status: 127,
      stderr: expect.stringContaining("there is no node on PATH") as string,
    });
  });
});

describe("the handshake", () => {
  it.each([
    ["speaks another protocol", { ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: "4,5" }, /speaks provider protocol 6.*got 4, 5/],
    ["gives no certificate", { ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: "5,6" }, /PLUGIN_CLIENT_CERT is not set/],
  ])("refuses a Terraform that %s", (_case, env, message) => {
    expect(() => readHandshake(env, "p")).toThrow(message);
  });

  it("has the address and the certificate, without padding", () => {
    expect(handshakeLine({ Network: "tcp", String: "127.0.0.1:1234" }, Buffer.from("abcd"))).toBe(
      "1|6|tcp|127.0.0.1:1234|grpc|YWJjZA\n",
    );
  });
});

describe("the log", () => {
  const lines: string[] = [];
  const redactor = new Redactor();
  const log = createLogger("m", redactor, (line) => lines.push(line));

  it("is JSON with level, module, six decimals of a second, and without secrets in any encoding", () => {
    redactor.add('se"cret/word');
    redactor.add("short");
    log.warn('short but se"cret/word', { path: "/se%22cret%2Fword" });
    expect(JSON.parse(lines[0]!)).toEqual({
      "@level": "warn",
      "@module": "m",
      "@message": "short but (sensitive)",
      "@timestamp": expect.stringMatching(/\.\d{6}Z$/) as string,
      path: "/(sensitive)",
    });
  });

  it("escapes control characters", () => {
    log.warn("\u001b[2J\u009b2J\u202e");
    expect(lines.at(-1)).toContain("\\u001b[2J\\u009b2J\\u202e");
  });
});
