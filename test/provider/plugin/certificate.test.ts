import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { expect, it } from "vitest";
import { createCertificate } from "../../../provider/plugin/certificate";

it("makes a self-signed authority for its host", () => {
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

it("makes one that OpenSSL takes, whatever the length of its signature", () => {
  // Signatures vary between 68 and 72 bytes; one in 130 makes base64 lines come out even.
  const lengths = new Set<number>();
  for (let i = 0; i < 2000 && !lengths.has(384); i++) {
    const { cert, key, der } = createCertificate();
    createSecureContext({ cert, key, ca: cert });
    lengths.add(der.length);
  }
  expect(lengths).toContain(384);
});
