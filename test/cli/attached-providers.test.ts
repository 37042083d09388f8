import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { version } from "../../package.json";
import { withProviders } from "../../cli/local/attached-providers";

const OWN = "terraform.internal/cdktf-tencentcloud-ci/tencentci";
const VENDOR = "registry.terraform.io/tencentcloudstack/tencentcloud";
const VENDOR_OPENTOFU = "registry.opentofu.org/tencentcloudstack/tencentcloud";

type Attached = Readonly<Record<string, { readonly Addr: { readonly Network: string; readonly String: string } }>>;

/** A working folder with the provider `tencentci` of a version. */
function stackOf(ofVersion: string): string {
  const cwd = mkdtempSync(join(tmpdir(), "attached-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  mkdirSync(join(cwd, "terraform.d/plugins", OWN, ofVersion), { recursive: true });
  return cwd;
}

/** The providers that a run of Terraform gets, and the result of `during`. */
async function attachedTo<T>(cwd: string, env: NodeJS.ProcessEnv = {}, during?: (attached: Attached) => T) {
  return withProviders({ cwd, env }, ({ TF_REATTACH_PROVIDERS: text }) => {
    const attached = JSON.parse(text ?? "{}") as Attached;
    return Promise.resolve({ attached, result: during?.(attached) });
  });
}

describe.skipIf(process.platform === "win32")("the providers of a stack", () => {
  it("are served to Terraform on sockets of this user alone, for the time of a run", async () => {
    const { attached, result } = await attachedTo(stackOf(version), {}, (served) => {
      const socket = served[OWN]!.Addr.String;
      return { socket: statSync(socket).isSocket(), folder: statSync(dirname(socket)).mode & 0o777 };
    });
    expect(Object.keys(attached).sort()).toEqual([VENDOR_OPENTOFU, VENDOR, OWN].sort());
    expect(attached[OWN]!.Addr.Network).toBe("unix");
    expect(result).toEqual({ socket: true, folder: 0o700 });
    expect(existsSync(dirname(attached[OWN]!.Addr.String))).toBe(false);
  });

  it("leave no socket behind after a run that fails", async () => {
    let folder = "";
    const run = attachedTo(stackOf(version), {}, (served) => {
      folder = dirname(served[OWN]!.Addr.String);
      throw new Error("Terraform failed");
    });
    await expect(run).rejects.toThrow("Terraform failed");
    expect([folder, existsSync(folder)]).toEqual([expect.stringMatching(/plugins-/), false]);
  });

  it("are started by Terraform if the stack has another version of tencentci", async () => {
    expect(Object.keys((await attachedTo(stackOf("0.0.1"))).attached)).not.toContain(OWN);
  });

  it("are started by Terraform if a path would be too long for a socket", async () => {
    const cwd = stackOf(version);
    const parent = join(cwd, "a".repeat(100));
    mkdirSync(parent);
    vi.stubEnv("TMPDIR", parent);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await attachedTo(cwd)).attached).toEqual({});
  });

  it("are started by Terraform on Windows, and not taken from the user there either", async () => {
    const { platform } = process;
    Object.defineProperty(process, "platform", { value: "win32" });
    onTestFinished(() => void Object.defineProperty(process, "platform", { value: platform }));
    const userProvider = { Addr: { Network: "tcp", String: "127.0.0.1:1" } };
    const env = {
      TF_REATTACH_PROVIDERS: JSON.stringify({
        [OWN]: userProvider,
        [VENDOR]: userProvider,
        "example/other": userProvider,
      }),
    };
    expect((await attachedTo(stackOf(version), env)).attached).toEqual({ "example/other": userProvider });
  });

  it("are not those that the user has attached, which may use the real cloud; other providers stay attached", async () => {
    const userProvider = { Addr: { Network: "tcp", String: "127.0.0.1:1" } };
    const sources = [OWN, VENDOR, "TencentCloudStack/tencentcloud", "example/other"];
    const env = {
      TF_REATTACH_PROVIDERS: JSON.stringify(Object.fromEntries(sources.map((source) => [source, userProvider]))),
    };
    const { attached } = await attachedTo(stackOf(version), env);
    expect(Object.keys(attached).sort()).toEqual(["example/other", OWN, VENDOR, VENDOR_OPENTOFU].sort());
    expect(attached["example/other"]).toEqual(userProvider);
    expect([attached[OWN]!.Addr.Network, attached[VENDOR]!.Addr.Network]).toEqual(["unix", "unix"]);
    const older = await attachedTo(stackOf("0.0.1"), env);
    expect(older.attached[OWN]).toBeUndefined();
    const none = await attachedTo(stackOf(version), { TF_REATTACH_PROVIDERS: "null" });
    expect(Object.keys(none.attached)).toHaveLength(3);
    await expect(attachedTo(stackOf(version), { TF_REATTACH_PROVIDERS: "x" })).rejects.toThrow(
      'TF_REATTACH_PROVIDERS must be JSON (got "x")',
    );
  });
});
