import { describe, expect, it } from "vitest";
import { aws4Signature } from "../../../local/http/aws4";
import { tc3Authorization } from "../../../local/http/tc3";
import { startCloud } from "../support";
import { call, refusalOf } from "./support";

const BODY = '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}';
const HEADERS = { "content-type": "application/json; charset=utf-8", host: "cvm.tencentcloudapi.com" };
const SCOPE = { service: "cvm", timestamp: 1551113065 };

// The examples of https://cloud.tencent.com/document/api/213/30654: the page's secret keys are masked with asterisks, and
// the signatures are those of the masked keys. The first is today's, the second an older one's.
it.each([
  [
    { ...HEADERS, "x-tc-action": "DescribeInstances" },
    { secretId: `AKID${"*".repeat(32)}`, secretKey: "*".repeat(32) },
    "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
  ],
  [
    HEADERS,
    { secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", secretKey: "Gu5t9xGARNpq86cd98joQYCN3*******" },
    "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c",
  ],
])("signs a request of API 3.0 as the vendor's page does", (headers, credential, signature) => {
  const names = Object.keys(headers).sort().join(";");
  expect(tc3Authorization({ method: "POST", target: "/", headers, body: BODY }, credential, SCOPE)).toBe(
    `TC3-HMAC-SHA256 Credential=${credential.secretId}/2019-02-25/cvm/tc3_request, SignedHeaders=${names}, Signature=${signature}`,
  );
});

// The example "GET Bucket Lifecycle" of https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
it("signs a request of S3 as Amazon's page does", () => {
  const headers = {
    host: "examplebucket.s3.amazonaws.com",
    "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "x-amz-date": "20130524T000000Z",
  };
  const request = { method: "GET", target: "/?lifecycle", query: new URLSearchParams("lifecycle"), headers };
  const key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
  const scope = "20130524/us-east-1/s3/aws4_request";
  expect(aws4Signature(request, key, scope, Object.keys(headers))).toBe(
    "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  );
});

describe("API 3.0 refuses a request", () => {
  const now = Math.floor(Date.now() / 1000);

  it.each([
    ["without a signature", { headers: { authorization: "" } }, "AuthFailure.InvalidAuthorization"],
    ["with another scheme", { headers: { authorization: "Bearer abc" } }, "AuthFailure.InvalidAuthorization"],
    [
      "of a secret id that does not exist",
      { credential: { secretId: "AKIDnobody", secretKey: "x" } },
      "AuthFailure.SecretIdNotFound",
    ],
    ["that is too old", { timestamp: now - 400 }, "AuthFailure.SignatureExpire"],
    ["from the future", { timestamp: now + 400 }, "AuthFailure.SignatureExpire"],
    ["for another service", { headers: { host: "cam.tencentcloudapi.com" } }, "AuthFailure.SignatureFailure"],
    [
      "at another time than it was signed",
      { headers: { "x-tc-timestamp": String(now - 90_000) } },
      "AuthFailure.SignatureFailure",
    ],
    ["with a token that is not the key's", { headers: { "x-tc-token": "abc" } }, "AuthFailure.TokenFailure"],
  ])("%s", async (_, options, code) => {
    const cloud = await startCloud();
    expect(await refusalOf(call(cloud, "scf.GetFunction", { FunctionName: "f" }, options))).toBe(code);
  });

  it("whose key is not the secret id's", async () => {
    const cloud = await startCloud();
    const credential = { secretId: cloud.credential.secretId, secretKey: "another" };
    expect(await refusalOf(call(cloud, "sts.GetCallerIdentity", {}, { credential }))).toBe(
      "AuthFailure.SignatureFailure",
    );
  });

  it.each([
    ["of an action that is not served", "scf.ListLayers"],
    ["of a service that is not served", "cvm.DescribeInstances"],
    ["whose action is a property of every object", "scf.constructor"],
  ])("%s", async (_, name) => {
    expect(await refusalOf(call(await startCloud(), name))).toBe("InvalidAction");
  });
});

it("accepts temporary keys with their token", async () => {
  const credential = { secretId: "AKIDtemporary", secretKey: "key", token: "token" };
  const cloud = await startCloud({ credentials: [credential] });
  expect(await call(cloud, "sts.GetCallerIdentity")).toMatchObject({ AccountId: cloud.appId });
});
