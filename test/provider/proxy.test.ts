import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { ciHost, ciRegionHost, picHost } from "../../api/hosts";
import { startLocalCloud } from "../../local/cloud";
import { startProxy } from "../support/proxy";
import { describeTerraform } from "../support/terraform";
import { BUCKET, ok, queue, REGION, URL_ONE, workspaceFor } from "./support";

const ADDRESS = { bucket: BUCKET, region: REGION };
const HOSTS = [ciHost(ADDRESS), picHost(ADDRESS), ciRegionHost(REGION)];

describeTerraform("behind a proxy with a certificate of its own", () => {
  it("deploys through HTTPS_PROXY trusting SSL_CERT_FILE, and reports a missing certificate", async () => {
    const cloud = await startLocalCloud({ buckets: [BUCKET] });
    onTestFinished(() => cloud.close());
    const proxy = await startProxy({ hosts: HOSTS, target: cloud.url });
    const terraform = await workspaceFor(undefined, queue(`notify_config = { url = "${URL_ONE}" }`), {
      TENCENTCLOUD_SECRET_ID: cloud.credential.secretId,
      TENCENTCLOUD_SECRET_KEY: cloud.credential.secretKey,
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: undefined,
      SSL_CERT_FILE: undefined,
      SSL_CERT_DIR: undefined,
    });
    const untrusted = await terraform.apply();
    expect(untrusted.code).toBe(1);
    expect(untrusted.text).toContain("Binding CI to media-1250000000 failed: no answer");
    expect(untrusted.text).toContain("SSL_CERT_FILE or NODE_EXTRA_CA_CERTS");
    const certificates = join(terraform.directory, "ca.pem");
    writeFileSync(certificates, proxy.certificates);
    const env = { SSL_CERT_FILE: certificates };
    ok(await terraform.apply({ env }));
    expect(cloud.queues(BUCKET)[0]).toMatchObject({ NotifyConfig: { Url: URL_ONE } });
    expect(new Set(proxy.tunnels)).toEqual(
      new Set(HOSTS.map((host) => `${host}:443 Basic ${Buffer.from("user:p@ss").toString("base64")}`)),
    );
  });
});
