import { writeFileSync } from "node:fs";
import { createServer as createProxy } from "node:http";
import { createServer as createHttps } from "node:https";
import { connect } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { expect, it, onTestFinished } from "vitest";
import { ciHost, ciRegionHost, picHost } from "../../api/hosts";
import { startLocalCloud } from "../../local/cloud";
import { createCertificate } from "../../provider/plugin/certificate";
import { forward } from "../support/forwarder";
import { describeTerraform } from "../support/terraform";
import { BUCKET, ok, queue, REGION, URL_ONE, workspaceFor } from "./support";

const ADDRESS = { bucket: BUCKET, region: REGION };
const HOSTS = [ciHost(ADDRESS), picHost(ADDRESS), ciRegionHost(REGION)];

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A proxy that stands for the way to Tencent Cloud: whatever host is asked for, a local cloud answers, with TLS. */
async function startProxy(cloudUrl: string): Promise<{ url: string; certificates: string; tunnels: string[] }> {
  const certificates = new Map(HOSTS.map((host) => [host, createCertificate(host)]));
  const [first] = certificates.values();
  const tlsPort = await listen(
    createHttps(
      {
        cert: first!.cert,
        key: first!.key,
        SNICallback: (name, done) => {
          const { cert, key } = certificates.get(name) ?? first!;
          done(null, createSecureContext({ cert, key }));
        },
      },
      (incoming, outgoing) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.on("end", () => {
          const url = new URL(incoming.url ?? "/", cloudUrl);
          const { method = "", headers } = incoming;
          const query = Object.fromEntries(url.searchParams);
          const body = Buffer.concat(chunks).toString("utf8");
          void forward(cloudUrl, { method, path: url.pathname, query, headers, host: headers.host ?? "", body }).then(
            (answer) => outgoing.writeHead(answer.status ?? 200).end(answer.body),
          );
        });
      },
    ),
  );
  const tunnels: string[] = [];
  const proxy = createProxy();
  proxy.on("connect", (request, socket: Socket) => {
    tunnels.push(`${request.url} ${request.headers["proxy-authorization"] ?? ""}`);
    const upstream = connect(tlsPort, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("error", () => upstream.destroy());
  });
  const port = await listen(proxy);
  return {
    url: `http://user:p%40ss@127.0.0.1:${port}`,
    certificates: [...certificates.values()].map(({ cert }) => cert).join(""),
    tunnels,
  };
}

describeTerraform("behind a proxy with a certificate of its own", () => {
  it("deploys through HTTPS_PROXY trusting SSL_CERT_FILE, and without the certificate says what is missing", async () => {
    const cloud = await startLocalCloud({ buckets: [BUCKET] });
    onTestFinished(() => cloud.close());
    const proxy = await startProxy(cloud.url);
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
