import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { expect, it } from "vitest";
import { createCertificate, pem } from "../../../provider/plugin/certificate";

it("creates a self-signed authority for its host", () => {
  const now = Date.parse("2030-01-02T03:04:05Z");
  const { cert, der } = createCertificate("localhost", now);
  const parsed = new X509Certificate(cert);
  expect(parsed.raw).toEqual(der);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed).toMatchObject({ ca: true, subject: "CN=localhost", issuer: "CN=localhost" });
  expect(parsed.checkHost("localhost")).toBe("localhost");
  expect(parsed.checkHost("example.com")).toBeUndefined();
  expect(new Date(parsed.validFrom).toISOString()).toBe("2030-01-01T03:04:05.000Z");
  expect(parsed.publicKey.asymmetricKeyDetails).toMatchObject({ namedCurve: "prime256v1" });
});

it("creates one that OpenSSL accepts", () => {
  const { cert, key } = createCertificate();
  expect(() => createSecureContext({ cert, key, ca: cert })).not.toThrow();
});

// Signatures vary in length; with one in 130 the last line of base64 is a full one.
it.each([383, 384, 385])("writes %i bytes as PEM without an empty line", (length) => {
  const lines = pem(Buffer.alloc(length, 7)).trimEnd().split("\n");
  expect(lines.slice(1, -1).every((line) => line.length > 0 && line.length <= 64)).toBe(true);
  expect(Buffer.from(lines.slice(1, -1).join(""), "base64")).toEqual(Buffer.alloc(length, 7));
});
