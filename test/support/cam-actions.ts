/** CAM's names of measured calls. The measurement named calls of CI and COS by method and sub-resource. */

const SERVICES: Readonly<Record<string, string>> = { apigateway: "apigw" };

/** @see https://www.tencentcloud.com/document/product/598/57092 */
const COS: Readonly<Record<string, string>> = {
  HEADBucket: "HeadBucket",
  PUTBucket: "PutBucket",
  DELETEBucket: "DeleteBucket",
  "GETBucket?acl": "GetBucketACL",
  "PUTBucket?acl": "PutBucketACL",
  "GETBucket?cors": "GetBucketCORS",
  "GETBucket?versions": "GetBucketObjectVersions",
  "GETBucket?object-lock": "GetBucketObjectLockConfiguration",
  "GETBucket?intelligent-tiering": "GetBucketIntelligentTiering",
  "GETBucket?intelligenttiering": "GetBucketIntelligentTiering",
};

/** Pages of CI's calls on services and queues: 460/41741, 1045/47936, 1045/72923, 1045/72964, 1045/73366. */
const FAMILIES: Readonly<Record<string, string>> = {
  Media: "Media",
  Asr: "Asr",
  speech: "Asr",
  Pic: "PicProcess",
  picture: "PicProcess",
  Ai: "AiProcess",
  ai: "AiProcess",
  Doc: "DocProcess",
  document: "DocProcess",
  File: "FileProcess",
  file: "FileProcess",
};

/** Alternative actions for a call. */
export function camActions(call: string): string[] {
  const [service = "", name = ""] = call.split(/\.(.*)/s);
  if (service === "cos") return [`name/cos:${COS[name] ?? cosName(name)}`];
  if (service !== "ci") return [`${SERVICES[service] ?? service}:${name}`];
  if (name === "GetCIBucket") return ["ci:DescribeCIBuckets"];
  const [, verb, family, noun] = /^(Create|Delete|Describe|Update)([A-Z]?[a-z]+)(Buckets?|Queues?)$/.exec(name) ?? [];
  const known = family === undefined ? undefined : FAMILIES[family];
  if (known === undefined) return [`ci:${name}`];
  const ofList = verb === "Describe" && noun === "Buckets" && known.endsWith("Process");
  return [`ci:${verb}${known}${noun}`, ...(ofList ? [`ci:${verb}${known}Bucket`] : [])];
}

/** `GETBucket?lifecycle` → `GetBucketLifecycle`. */
function cosName(name: string): string {
  const [, verb = "", of = ""] = /^([A-Z]+)Bucket\?(.*)$/.exec(name) ?? [];
  const capital = (word: string): string => word[0]!.toUpperCase() + word.slice(1).toLowerCase();
  return `${capital(verb)}Bucket${capital(of)}`;
}
