import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  isConfigurationUnknown,
  knownRegion,
  resolveConfiguration,
  validateConfiguration,
} from "../../provider/configuration";
import type { ProviderConfig } from "../../provider/configuration";
import { tc3Headers } from "../../api/v3/tc3";
import { proxyFor } from "../../provider/http/agent";
import { bypassesProxy } from "../../provider/http/no-proxy";
import { DiagnosticError } from "../../provider/plugin/diagnostics";
import { UNKNOWN } from "../../provider/plugin/values";

const NOTHING: ProviderConfig = {
  secret_id: null,
  secret_key: null,
  security_token: null,
  region: null,
  profile: null,
  shared_credentials_dir: "/nonexistent",
  endpoint: null,
  assume_role: null,
};
const ENV = {
  TENCENTCLOUD_SECRET_ID: "env-id",
  TENCENTCLOUD_SECRET_KEY: "env-key",
  TENCENTCLOUD_SECURITY_TOKEN: "env-token",
};

function sharedDirectory(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), "tccli-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}

describe("the provider's configuration", () => {
  it("uses the block first, then the environment, then the profile, then the default", () => {
    const block = { ...NOTHING, secret_id: "id", secret_key: "key", region: "ap-beijing" };
    expect(resolveConfiguration(block, { ...ENV, TENCENTCLOUD_REGION: "ap-shanghai" })).toMatchObject({
      credentials: { secretId: "id", secretKey: "key", token: undefined },
      region: "ap-beijing",
    });
    expect(resolveConfiguration(NOTHING, { ...ENV, TENCENTCLOUD_REGION: "ap-shanghai" })).toMatchObject({
      credentials: { secretId: "env-id", secretKey: "env-key", token: "env-token" },
      region: "ap-shanghai",
    });
    const directory = sharedDirectory({
      "p.credential": '{"secretId": " file-id ", "secretKey": "file-key"}',
      "p.configure": '{"_sys_param": {"region": "ap-nanjing"}}',
    });
    expect(resolveConfiguration({ ...NOTHING, profile: "p", shared_credentials_dir: directory }, {})).toMatchObject({
      credentials: { secretId: "file-id", secretKey: "file-key" },
      region: "ap-nanjing",
    });
    expect(resolveConfiguration(NOTHING, ENV).region).toBe("ap-guangzhou");
  });

  it("trims blanks and line ends around keys, token, region and endpoint", () => {
    const env = {
      TENCENTCLOUD_SECRET_ID: "env-id\n",
      TENCENTCLOUD_SECRET_KEY: " env-key\r\n",
      TENCENTCLOUD_SECURITY_TOKEN: "env-token\n",
      TENCENTCLOUD_REGION: "ap-shanghai\n",
      TENCENTCI_ENDPOINT: "http://127.0.0.1:8080\n",
    };
    expect(resolveConfiguration(NOTHING, env)).toMatchObject({
      credentials: { secretId: "env-id", secretKey: "env-key", token: "env-token" },
      region: "ap-shanghai",
      endpoint: "http://127.0.0.1:8080",
    });
  });

  it.each(["secret_id", "secret_key", "security_token"] as const)("names %s if a header cannot contain it", (name) => {
    const block = { ...NOTHING, secret_id: "an-id", secret_key: "a-key", security_token: "a-token" };
    const wrong = { ...block, [name]: "se cret" };
    expect(() => resolveConfiguration(wrong, {})).toThrow(
      `${name} must be visible ASCII characters (got another one at position 3 of 7)`,
    );
  });

  it("treats empty texts as unset arguments", () => {
    const block = { ...NOTHING, secret_id: "", secret_key: " ", region: "", profile: "", endpoint: "" };
    expect(validateConfiguration(block)).toEqual([]);
    expect(resolveConfiguration(block, ENV)).toMatchObject({
      credentials: { secretId: "env-id", token: "env-token" },
      region: "ap-guangzhou",
      endpoint: undefined,
    });
  });

  it("assumes a role that the environment names", () => {
    const env = {
      ...ENV,
      TENCENTCLOUD_ASSUME_ROLE_ARN: "arn",
      TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME: "s",
      TENCENTCLOUD_ASSUME_ROLE_SESSION_DURATION: "900",
    };
    expect(resolveConfiguration(NOTHING, env).roles).toMatchObject([
      { roleArn: "arn", sessionName: "s", sessionDuration: 900 },
    ]);
  });

  // Read in `providerConfigure` and `getConfigFromProfile` of the vendor's provider 1.83.25.
  describe("as the vendor's provider reads a profile", () => {
    const profile = {
      "p.credential": '{"secretId": "file-id", "secretKey": "file-key", "role-arn": "arn", "role-session-name": "s"}',
      "p.configure": '{"_sys_param": {"region": "ap-nanjing"}}',
    };
    const env = (more: NodeJS.ProcessEnv = {}) => ({
      TENCENTCLOUD_PROFILE: "p",
      TENCENTCLOUD_SHARED_CREDENTIALS_DIR: sharedDirectory(profile),
      ...more,
    });
    const nothing = { ...NOTHING, shared_credentials_dir: null };

    it("ignores it, the region included, with an explicit key", () => {
      const resolved = resolveConfiguration(nothing, env(ENV));
      expect(resolved).toMatchObject({ credentials: { secretId: "env-id" }, region: "ap-guangzhou", roles: [] });
      expect(knownRegion(nothing, env(ENV))).toBe("ap-guangzhou");
      expect(knownRegion({ ...nothing, secret_id: UNKNOWN }, env())).toBe("ap-guangzhou");
      expect(knownRegion(nothing, env())).toBe("ap-nanjing");
    });

    it("assumes the profile's role, then the environment's, then the block's", () => {
      const other = { TENCENTCLOUD_ASSUME_ROLE_ARN: "other", TENCENTCLOUD_ASSUME_ROLE_SESSION_NAME: "o" };
      const role = { role_arn: "own", session_name: "b", session_duration: null, policy: null, external_id: null };
      const block = { ...role, source_identity: null, serial_number: null, token_code: null };
      const arns = (config: ProviderConfig, more?: NodeJS.ProcessEnv): string[] =>
        resolveConfiguration(config, env(more)).roles.map(({ roleArn }) => roleArn);
      expect(arns(nothing)).toEqual(["arn"]);
      expect(arns({ ...nothing, assume_role: [block] }, other)).toEqual(["arn", "other", "own"]);
      expect(arns({ ...nothing, assume_role: [{ ...block, role_arn: "other" }] }, other)).toEqual(["arn", "other"]);
    });

    it("ignores a damaged file that is not needed", () => {
      const directory = sharedDirectory({ "p.credential": "{" });
      const more = { ...ENV, TENCENTCLOUD_SHARED_CREDENTIALS_DIR: directory };
      expect(resolveConfiguration(nothing, env(more)).credentials.secretId).toBe("env-id");
    });
  });

  it.each([
    ["nothing", NOTHING, {}, /got neither.*\/nonexistent\/default\.credential/],
    ["half a key", { ...NOTHING, secret_key: "secret-word" }, {}, /got a secret key without a secret id/],
    ["a wrong region", { ...NOTHING, region: "x" }, ENV, /must be a region such as ap-guangzhou \(got "x"\)/],
    ["a wrong endpoint", NOTHING, { ...ENV, TENCENTCI_ENDPOINT: "localhost:80" }, /endpoint must be/],
  ])("is refused with %s", (_case, block, env, message) => {
    expect(() => resolveConfiguration(block, env)).toThrow(message);
    expect(() => resolveConfiguration(block, env)).not.toThrow(/secret-word/);
  });

  it("does not quote a damaged credential file", () => {
    const directory = sharedDirectory({ "default.credential": '{"secretKey": "secret-word"' });
    const resolve = () => resolveConfiguration({ ...NOTHING, shared_credentials_dir: directory }, {});
    expect(resolve).toThrow(/must be a JSON object, as `tccli configure` writes it/);
    expect(resolve).not.toThrow(/secret-word/);
  });

  it("reports whether a value is unknown", () => {
    expect(isConfigurationUnknown(NOTHING)).toBe(false);
    expect(isConfigurationUnknown({ ...NOTHING, secret_key: UNKNOWN })).toBe(true);
    expect(isConfigurationUnknown({ ...NOTHING, assume_role: [UNKNOWN] })).toBe(true);
  });
});

it("signs API 3.0 as the vendor's documentation does", () => {
  const headers = tc3Headers(
    {
      service: "cvm",
      host: "cvm.tencentcloudapi.com",
      body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
      timestamp: 1_551_113_065,
    },
    { secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE" },
  );
  expect(headers["authorization"]).toMatch(
    /Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168$/,
  );
});

describe("NO_PROXY", () => {
  it.each([
    ["https://a.example.com", "example.com", true],
    ["https://example.com", "example.com", true],
    ["https://badexample.com", "example.com", false],
    ["https://example.com", ".example.com", false],
    ["https://a.example.com", "*.example.com", true],
    ["https://a.example.com", "x.org, a.example.com:443", true],
    ["https://a.example.com", "a.example.com:8443", false],
    ["http://10.1.2.3", "10.0.0.0/8", true],
    ["http://11.1.2.3", "10.0.0.0/8", false],
    ["http://[fd00::1]", "fd00::/8", true],
    ["http://[fd00::1]", "fd00::1", true],
    ["https://anything", "*", true],
    ["http://127.0.0.1:80", "", true],
    ["http://localhost", "", true],
    ["https://a", "nonsense/99,,/", false],
  ])("for %s, %j: direct is %s", (origin, noProxy, direct) => {
    expect(bypassesProxy(new URL(origin), noProxy)).toBe(direct);
  });

  it("does not affect other proxies", () => {
    const env = { HTTPS_PROXY: "proxy:3128", http_proxy: "http://lower", HTTP_PROXY: "http://upper" };
    expect(proxyFor(new URL("https://a.example.com"), env)).toBe("http://proxy:3128");
    // As Go programs do, and so Terraform: https://pkg.go.dev/golang.org/x/net/http/httpproxy#FromEnvironment
    expect(proxyFor(new URL("http://a.example.com"), env)).toBe("http://upper");
    const https = { HTTPS_PROXY: "http://upper", https_proxy: "http://lower" };
    expect(proxyFor(new URL("https://a.example.com"), https)).toBe("http://upper");
  });

  it("an unsupported kind of proxy is not reported as a defect of the provider", () => {
    const call = (): unknown => proxyFor(new URL("https://a"), { HTTPS_PROXY: "socks5://user:secret@x" });
    expect(call).toThrow(DiagnosticError);
    expect(call).toThrow(/^Unusable proxy: HTTPS_PROXY and HTTP_PROXY must be http:\/\/ or https:\/\/ URLs/);
  });
});
