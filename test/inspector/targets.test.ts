import { describe, expect, it } from "vitest";
import { callbackSources } from "../../local/inspector/targets";

const RULE = JSON.stringify({ prefix: "videos/", extensions: [], jobs: [], format: "XML", attempts: 3 });

/** A cloud with one function of these variables, and nothing else. */
const cloudWith = (environment: Readonly<Record<string, string>>): Parameters<typeof callbackSources>[0] => ({
  buckets: [],
  resources: [
    {
      ...{ type: "tencentcloud_scf_function", id: "default+submitter", region: "ap-guangzhou" },
      attributes: { environment },
    },
  ],
});

describe("callersOf", () => {
  it("finds the callback URL of jobs on uploads, which no queue and no workflow has", () => {
    const cloud = cloudWith({
      CI_CALLBACK_BUCKET: "media-1250000000",
      CI_CALLBACK_UPLOAD_URL: "https://f.example.com/secret",
      CI_CALLBACK_UPLOAD_RULE: RULE,
    });
    expect(callbackSources(cloud)).toEqual([
      {
        kind: "uploads",
        id: "default+submitter",
        label: "media-1250000000 · videos/*",
        url: "https://f.example.com/secret",
        bucket: "media-1250000000",
        region: "ap-guangzhou",
        format: "XML",
      },
    ]);
  });

  it("omits a submitter whose jobs report to the receiver of their queue", () => {
    expect(
      callbackSources(cloudWith({ CI_CALLBACK_BUCKET: "media-1250000000", CI_CALLBACK_UPLOAD_RULE: RULE })),
    ).toEqual([]);
  });
});
