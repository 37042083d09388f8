/**
 * A certificate for one host and one run, self-signed or issued by a self-signed one. Node has no API that issues
 * certificates, so this file writes the DER: X.509 version 3, a P-256 key, ECDSA with SHA-256.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface Certificate {
  /** Certificate and private key in PEM. */
  readonly cert: string;
  readonly key: string;
  readonly der: Buffer;
}

/** A certificate that signs others. */
export interface Issuer extends Pick<Certificate, "key"> {
  /** The issuer's host. */
  readonly host: string;
}

const DAY_MS = 86_400_000;
/** Checked once, when Terraform connects; covers a clock set back in between. */
const VALID_BEFORE_MS = DAY_MS;
const VALID_AFTER_MS = 365 * DAY_MS;

const OID = {
  ecdsaWithSha256: "2a8648ce3d040302",
  commonName: "550403",
  subjectAltName: "551d11",
  basicConstraints: "551d13",
  keyUsage: "551d0f",
  extendedKeyUsage: "551d25",
  serverAuth: "2b06010505070301",
  clientAuth: "2b06010505070302",
};

/** @param issuer signs the certificate. @default - self-signed */
export function createCertificate(host = "localhost", now = Date.now(), issuer?: Issuer): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const toBeSigned = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(15)])), // serial number, positive
    algorithm,
    nameOf(issuer?.host ?? host),
    sequence(utcTime(now - VALID_BEFORE_MS), utcTime(now + VALID_AFTER_MS)),
    nameOf(host),
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions(host)),
  );
  const signature = sign("sha256", toBeSigned, issuer?.key ?? privateKey);
  const certificate = sequence(toBeSigned, algorithm, bitString(signature));
  return {
    cert: pem(certificate),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    der: certificate,
  };
}

export function pem(certificate: Buffer): string {
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

function nameOf(host: string): Buffer {
  return sequence(set(sequence(oid(OID.commonName), der(0x0c, Buffer.from(host)))));
}

function extensions(host: string): Buffer {
  const critical = der(0x01, Buffer.from([0xff]));
  const extension = (id: string, ...content: Buffer[]): Buffer => sequence(oid(id), ...content);
  return sequence(
    extension(OID.subjectAltName, octets(sequence(der(0x82, Buffer.from(host))))),
    // Terraform trusts this certificate as a root, so it must be a CA.
    extension(OID.basicConstraints, critical, octets(sequence(der(0x01, Buffer.from([0xff]))))),
    // digitalSignature, keyEncipherment, keyAgreement, keyCertSign
    extension(OID.keyUsage, critical, octets(der(0x03, Buffer.from([2, 0b1010_1100])))),
    extension(OID.extendedKeyUsage, octets(sequence(oid(OID.serverAuth), oid(OID.clientAuth)))),
  );
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]): Buffer => der(0x31, Buffer.concat(parts));
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, "hex"));
const octets = (content: Buffer): Buffer => der(0x04, content);
const bitString = (content: Buffer): Buffer => der(0x03, Buffer.concat([Buffer.from([0]), content]));

/** YYMMDDhhmmssZ, valid until 2049. */
function utcTime(time: number): Buffer {
  return der(0x17, Buffer.from(`${new Date(time).toISOString().replace(/[-:T]/g, "").slice(2, 14)}Z`));
}
