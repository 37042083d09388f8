/**
 * Certificates to trust. Node reads NODE_EXTRA_CA_CERTS by itself; SSL_CERT_FILE and SSL_CERT_DIR, which Terraform and
 * the vendor's provider use, are read here. Both add to Node's own list.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createSecureContext, rootCertificates } from "node:tls";
import type { SecureContext } from "node:tls";

type Warn = (message: string) => void;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** A context that also trusts the additional certificates; undefined when there are none. */
export function secureContext(env: NodeJS.ProcessEnv, warn: Warn): SecureContext | undefined {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: directories } = env;
  if (!file && !directories) return undefined;
  const files = [
    ...(file ? [file] : []),
    ...(directories ?? "")
      .split(":")
      .filter(Boolean)
      .flatMap((dir) => filesOf(dir, warn)),
  ];
  // `ca` replaces Node's whole list, NODE_EXTRA_CA_CERTS included.
  const extra = [env["NODE_EXTRA_CA_CERTS"], ...files].flatMap((path) => (path ? certificatesOf(path, warn) : []));
  return createSecureContext({ ca: [...new Set([...rootCertificates, ...extra])] });
}

function filesOf(directory: string, warn: Warn): string[] {
  try {
    return readdirSync(directory).map((name) => join(directory, name));
  } catch (error) {
    warn(`SSL_CERT_DIR: ${(error as Error).message}`);
    return [];
  }
}

function certificatesOf(path: string, warn: Warn): string[] {
  try {
    return readFileSync(path, "latin1").match(CERTIFICATE) ?? [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EISDIR") warn(`certificates: ${(error as Error).message}`);
    return [];
  }
}
