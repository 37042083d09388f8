import { afterEach, describe, expect, it, vi } from "vitest";
import { ConfigurationError, defineHandler } from "../../handler";
import { sourceChecker } from "../../handler/source";
import { apiGatewayEvent, captureLog, functionUrlEvent, SECRET, SEED } from "./support";

describe("allowed networks", () => {
  it.each([
    ["203.0.113.0/24", "203.0.113.255", true],
    ["203.0.113.0/24", "203.0.114.0", false],
    ["203.0.113.7", "203.0.113.7", true],
    ["203.0.113.7", "203.0.113.8", false],
    ["203.0.113.0/24", "::ffff:203.0.113.9", true],
    ["0.0.0.0/0", "198.51.100.1", true],
    ["2001:db8::/32", "2001:db8:1::1", true],
    ["2001:db8::/32", "2001:db9::1", false],
    ["2001:db8::/32", "203.0.113.7", false],
    ["203.0.113.0/24", "203.0.113.9, 198.51.100.1", false],
    ["203.0.113.0/24", "", false],
    ["203.0.113.0/24", undefined, false],
  ])("%s contain the address %s: %s", (cidr, address, allowed) => {
    expect(sourceChecker(["192.0.2.1/32", cidr])(address)).toBe(allowed);
  });

  it("contain every address by default", () => {
    expect(sourceChecker([])(undefined)).toBe(true);
  });

  it.each([
    "203.0.113.0/33",
    "203.0.113/24",
    "203.0.113.0/",
    "203.0.113.0/24/8",
    "2001:db8::/129",
    "example.com",
    "/8",
  ])("cannot be %s", (cidr) => {
    expect(() => sourceChecker([cidr])).toThrow(ConfigurationError);
    expect(() => sourceChecker([cidr])).toThrow(`(got "${cidr}")`);
  });
});

describe("a request from another network", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  it("is answered like a request with a wrong secret", async () => {
    vi.stubEnv("CI_CALLBACK_SECRETS", SECRET);
    vi.stubEnv("CI_CALLBACK_ALLOWED_CIDRS", "203.0.113.0/24");
    captureLog();
    const handler = defineHandler({});
    const spoofed = { "X-Scf-Remote-Addr": "203.0.113.7" };
    const status = async (event: unknown) => (await handler(event)).statusCode;

    expect(await status(functionUrlEvent(SEED.xml))).toBe(200);
    expect(await status(apiGatewayEvent(SEED.json))).toBe(200);
    expect(await status(functionUrlEvent(SEED.xml, { headers: { "x-scf-remote-addr": "198.51.100.1" } }))).toBe(404);
    expect(await status(functionUrlEvent(SEED.xml, { headers: {} }))).toBe(404);
    const otherSource = { sourceIp: "198.51.100.1" };
    expect(await status(apiGatewayEvent(SEED.json, { requestContext: otherSource, headers: spoofed }))).toBe(404);
  });
});
