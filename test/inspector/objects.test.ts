/** Objects of buckets for the page: lists, types, started work, and protection against hostile content. */
import { describe, expect, it } from "vitest";
import { contentOf } from "../../local/inspector/objects/content";
import type { ObjectDetail, ObjectList } from "../../local/inspector/protocol";
import { BUCKET, enableMedia, startCloud } from "../local/support";
import { create } from "../local/workflows-support";
import { ask, detailOf, inspect, listenUntil, post } from "./support";

const query = (key: string): string => `api/object?bucket=${BUCKET}&key=${encodeURIComponent(key)}`;

describe("an object is recognized by its bytes:", () => {
  it.each([
    ["a PNG image", "\x89PNG\r\n\x1a\n\0\0", "image", "image/png"],
    ["a JPEG image", "\xff\xd8\xff\xe0\0", "image", "image/jpeg"],
    ["a WebP image", "RIFF\0\0\0\0WEBPVP8 ", "image", "image/webp"],
    ["an AVIF image", "\0\0\0\x1cftypavif", "image", "image/avif"],
    ["an SVG image", '<?xml version="1.0"?>\n<!-- by hand -->\n<svg xmlns="…"/>', "image", "image/svg+xml"],
    ["an image that few browsers decode", "\0\0\0\x1cftypheic", "none", "image/heic"],
    ["a film in MP4", "\0\0\0\x1cftypisom", "video", "video/mp4"],
    ["a film in WebM", "\x1a\x45\xdf\xa3\0", "video", "video/webm"],
    ["sound in WAV", "RIFF\0\0\0\0WAVEfmt ", "audio", "audio/wav"],
    ["JSON", ' {"a": 1}', "json", "text/plain; charset=utf-8"],
    ["XML", "<Response/>", "xml", "text/plain; charset=utf-8"],
    ["HTML, which is no page here", "<!doctype html><script>alert(1)</script>", "xml", "text/plain; charset=utf-8"],
    ["text", "plain", "text", "text/plain; charset=utf-8"],
    ["nothing", "", "text", "text/plain; charset=utf-8"],
    ["anything else", "\0\x01\x02", "none", "application/octet-stream"],
    ["text in another encoding", "caf\xe9", "none", "application/octet-stream"],
  ])("%s", (_, bytes, preview, type) => {
    expect(contentOf(Buffer.from(bytes, "latin1"))).toEqual({ preview, type });
  });

  it("a long text, wherever its beginning ends inside a character", () => {
    for (let shift = 0; shift < 4; shift++) {
      const body = Buffer.from("a".repeat(shift) + "𠮷".repeat(20_000));
      expect(contentOf(body).preview).toBe("text");
    }
  });
});

it("objects are listed by prefix and page by page", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  for (let index = 0; index < 450; index++) cloud.putObject(BUCKET, `a/${1000 + index}`, "x");
  cloud.putObject(BUCKET, "b/中文 &.txt", "text");
  const list = (fields: object) => post<ObjectList>(inspector, "objects", { bucket: BUCKET, prefix: "", ...fields });

  const first = await list({ prefix: "a/" });
  const second = await list({ prefix: "a/", after: first.next });
  const third = await list({ prefix: "a/", after: second.next });
  expect([first, second, third].map(({ objects }) => objects.length)).toEqual([200, 200, 50]);
  expect(third.next).toBeUndefined();
  const { objects } = await list({ prefix: "b/" });
  expect(objects).toEqual([{ key: "b/中文 &.txt", bytes: 4, at: expect.any(Number) as unknown }]);
  expect((await list({ bucket: "other-1250000000" })).error).toMatch(/^bucket must be one of the local cloud/);
});

it("an uploaded page or image is served so that it runs no script, and only for saving", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  const keys = ["../evil.html", "evil.svg"];
  cloud.putObject(BUCKET, keys[0]!, "<!doctype html><script>alert(1)</script>", "text/html");
  cloud.putObject(BUCKET, keys[1]!, "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml");
  for (const key of keys) {
    const { status, headers } = await ask(inspector.url + query(key), "GET");
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      "content-security-policy": "default-src 'none'; sandbox",
      "content-disposition": "attachment",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["content-type"]).not.toContain("html");
  }
});

it("a player can request parts of an object", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  cloud.putObject(BUCKET, "film", "0123456789");
  const part = await ask(inspector.url + query("film"), "GET", { range: "bytes=4-5" });
  expect([part.status, part.body, part.headers["content-range"]]).toEqual([206, "45", "bytes 4-5/10"]);
  expect((await ask(inspector.url + query("film"), "GET", { range: "bytes=10-" })).status).toBe(416);
  expect((await ask(inspector.url + query("none"), "GET")).status).toBe(404);
});

it("a file is uploaded with its bytes and type, and no other page can do that", async () => {
  const cloud = await startCloud();
  const inspector = await inspect(cloud);
  const url = inspector.url + query("new/./中.bin");
  const put = (headers: Record<string, string>) =>
    ask(url, "PUT", { "content-type": "video/mp4", ...headers }, "bytes");
  expect((await put({ origin: "http://evil.example" })).status).toBe(403);
  expect((await put({ "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await put({})).status).toBe(200);
  const object = cloud.buckets[0]!.objects.get("new/./中.bin")!;
  expect([String(object.body), object.contentType]).toEqual(["bytes", "video/mp4"]);
  expect((await ask(inspector.url + query("k".repeat(851)), "PUT", {}, "bytes")).status).toBe(400);
});

it("an upload links to the run, the jobs and the callbacks that it started, and a callback to its object", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  await create(cloud);
  const inspector = await inspect(cloud);
  cloud.putObject(BUCKET, "in/a.mp4", "film");
  await cloud.idle();
  await expect.poll(() => cloud.deliveries.length).toBe(4); // of three jobs and their run
  const { rows } = await listenUntil(inspector, (received) => received.rows.size === 4);

  const detail = await post<ObjectDetail>(inspector, "object", { bucket: BUCKET, key: "in/a.mp4" });
  expect(detail).toMatchObject({ bytes: 4, preview: "text", contentType: "application/octet-stream" });
  const started = detail.started.map(({ kind, title, state }) => `${kind} ${title} ${state}`);
  expect(started[0]).toBe("run wf-demo Success");
  expect(started.slice(1).sort()).toEqual(["job MediaInfo Success", "job Snapshot Success", "job Transcode Success"]);
  const ids = [...rows.values()].map(({ id }) => id);
  expect(detail.started.flatMap(({ callbacks }) => callbacks).sort()).toEqual(ids.sort());
  const run = [...rows.values()].find(({ kind }) => kind === "workflow")!.order;
  const input = { bucket: BUCKET, key: "in/a.mp4", preview: "text", hasFrames: false };
  expect((await detailOf(inspector, run)).input).toEqual(input);
  cloud.deleteObject(BUCKET, "in/a.mp4");
  expect((await detailOf(inspector, run)).input).toBeUndefined();
});
