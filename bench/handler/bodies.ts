/** Bodies for measurements. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const SECRET = "0123456789abcdef0123456789abcdef";

/** The documented example, byte for byte. */
export const SEED = readFileSync(join(__dirname, "../../test/handler/fixtures/split-video-parts.xml"), "utf8");

export const SEED_JOB = "j96ca39faebe411eda9b5*********";

/** The documented example with a given number of shots. */
export function shots(count: number): string {
  const part = (index: number): string =>
    `<TimeInfo><Index>${index}</Index><PartBegin>${(index * 5.32).toFixed(6)}</PartBegin>` +
    `<PartEnd>${((index + 1) * 5.32).toFixed(6)}</PartEnd></TimeInfo>`;
  const parts = Array.from({ length: count }, (_, index) => part(index)).join("");
  return SEED.replace(/<TimeInfo>.*<\/TimeInfo>/, parts);
}

/** A job with this XML as operation. */
export function job(operation: string, prolog = ""): string {
  return (
    `${prolog}<Response><EventName>TaskFinish</EventName><JobsDetail><JobId>j1</JobId><Tag>Transcode</Tag>` +
    `<State>Success</State><Operation>${operation}</Operation></JobsDetail></Response>`
  );
}

/** Bodies that repeat one construct, with a given approximate size in bytes. */
export const FLOODS: Record<string, (bytes: number) => string> = {
  text: (bytes) => job(`<UserData>${"x".repeat(bytes)}</UserData>`),
  blank: (bytes) => job(" ".repeat(bytes)),
  "&amp;": (bytes) => job(`<UserData>${"&amp;".repeat(bytes / 5)}</UserData>`),
  tag: (bytes) => job("<aa></aa>".repeat(bytes / 9)),
  "empty tag": (bytes) => job("<a/>".repeat(bytes / 4)),
  attribute: (bytes) => {
    let attributes = "";
    for (let i = 0; attributes.length < bytes; i++) attributes += ` a${i}="1"`;
    return job(`<a${attributes}/>`);
  },
};
