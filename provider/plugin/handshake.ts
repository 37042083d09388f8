/**
 * How Terraform starts a plugin: environment variables in, one line on standard output back.
 *
 * @see https://github.com/hashicorp/go-plugin/blob/main/docs/guide-plugin-write-non-go.md
 */
import type { Address } from "./grpc";

/** Not a secret: it shows that Terraform, not a person, started the plugin. */
const MAGIC_COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2";
/** Version of the handshake itself. */
const CORE_PROTOCOL = 1;
/** Version of the provider protocol. */
const PROVIDER_PROTOCOL = 6;

/** The environment keeps the plugin from starting; the text is for a person. */
export class HandshakeError extends Error {
  override readonly name = "HandshakeError";
}

/** Terraform's certificate, the only trusted client. */
export function readHandshake(env: NodeJS.ProcessEnv, program: string): { clientCertificate: string } {
  if (env["TF_PLUGIN_MAGIC_COOKIE"] !== MAGIC_COOKIE) {
    throw new HandshakeError(
      `${program} is a Terraform provider and is started by Terraform or OpenTofu, not by hand. Name it in a required_providers block ` +
        `and put this file into a filesystem mirror, for example terraform.d/plugins/<host>/<namespace>/<type>/<version>/<os_arch>/.`,
    );
  }
  const versions = (env["PLUGIN_PROTOCOL_VERSIONS"] ?? "").split(",");
  if (!versions.includes(String(PROVIDER_PROTOCOL))) {
    throw new HandshakeError(
      `${program} speaks provider protocol ${PROVIDER_PROTOCOL}, this Terraform does not (got ${versions.join(", ") || "none"}): use Terraform 1.0 or newer.`,
    );
  }
  const clientCertificate = env["PLUGIN_CLIENT_CERT"];
  if (!clientCertificate) {
    throw new HandshakeError(`${program} requires a client certificate: PLUGIN_CLIENT_CERT is not set.`);
  }
  return { clientCertificate };
}

/** The line with the address and certificate for Terraform. */
export function handshakeLine({ Network, String }: Address, certificate: Buffer): string {
  const base64 = certificate.toString("base64").replace(/=+$/, "");
  return `${CORE_PROTOCOL}|${PROVIDER_PROTOCOL}|${Network}|${String}|grpc|${base64}\n`;
}

/** How Terraform attaches to a running plugin of this process: the value of its source in TF_REATTACH_PROVIDERS. */
export function reattachment(address: Address): object {
  // Test: Terraform must not end the process.
  return { Protocol: "grpc", ProtocolVersion: PROVIDER_PROTOCOL, Pid: process.pid, Test: true, Addr: address };
}

/** The line that tells a person how to attach Terraform to a running plugin. */
export function reattachLine(source: string, address: Address): string {
  return `TF_REATTACH_PROVIDERS='${JSON.stringify({ [source]: reattachment(address) })}'\n`;
}
