/** Uploads a file; without a file, a small text. */
import type { UploadRequest } from "../protocol";
import { post } from "./api";
import { choice, field, form, openDialog, valueOf } from "./dialog";
import { h } from "./dom";
import { objectUrl, sizeOf } from "./film";
import { t } from "./texts";
import { say } from "./toast";

/** The local COS keeps objects in memory. */
const MAX_BYTES = 256 * 1024 * 1024;

export function openUpload(buckets: readonly string[]): void {
  const key = h("input", { type: "text", name: "key", value: "videos/holiday.mp4", required: true });
  const problem = h("p", { class: "note is-bad", role: "alert" });
  const bar = h("progress", { max: 1, value: 0, "aria-label": t("upload"), hidden: true });
  const fileInput = h("input", { type: "file", name: "file" });
  fileInput.addEventListener("change", () => {
    const [file] = fileInput.files ?? [];
    problem.textContent = file && file.size > MAX_BYTES ? tooLarge(file) : "";
    if (file) key.value = key.value.replace(/[^/]*$/, file.name);
  });
  const send = async (data: FormData): Promise<void> => {
    const [file, name] = [fileInput.files?.[0], { bucket: valueOf(data, "bucket"), key: valueOf(data, "key") }];
    if (file && file.size > MAX_BYTES) return void (problem.textContent = tooLarge(file));
    bar.hidden = file === undefined;
    try {
      if (file) await put(objectUrl(name), file, (part) => (bar.value = part));
      else await post("upload", name satisfies UploadRequest);
      dialog.close();
      say(t("uploaded"));
    } catch (error) {
      problem.textContent = (error as Error).message;
      bar.hidden = true;
    }
  };
  const options = buckets.map((name) => [name, name] as const);
  const dialog = openDialog(
    t("uploadTitle"),
    h("p", { class: "note" }, t("uploadHint")),
    form(
      t("upload"),
      (data) => void send(data),
      field(t("bucketName"), choice("bucket", options)),
      field(t("chosenFile", { size: sizeOf(MAX_BYTES) }), fileInput),
      field(t("key"), key),
      bar,
    ),
    problem,
  );
}

const tooLarge = ({ name, size }: File): string =>
  t("tooLarge", { name, size: sizeOf(size), limit: sizeOf(MAX_BYTES) });

/** Unlike `fetch`, an XMLHttpRequest reports its progress. */
function put(url: string, file: File, onProgress: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", url);
    request.setRequestHeader("content-type", file.type || "application/octet-stream");
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / Math.max(total, 1));
    request.onload = () => (request.status === 200 ? resolve() : reject(new Error(`HTTP ${request.status}`)));
    request.onerror = () => reject(new Error(t("unreachable")));
    request.send(file);
  });
}
