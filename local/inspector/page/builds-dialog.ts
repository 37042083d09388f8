/** Runs a callback against two builds of the code, and shows the differences. */
import type {
  BuildComparison,
  BuildList,
  BuildRow,
  BuildRun,
  CallbackDetail,
  CompareRequest,
  WriteRow,
} from "../protocol";
import { post } from "./api";
import { choice, field, form, openDialog, valueOf } from "./dialog";
import { answerText, journalText, logText } from "./diff";
import { diffLinesView } from "./diff-view";
import { h, show } from "./dom";
import { t } from "./texts";
import { timeOf } from "./time";

export async function openBuilds({ row: { id } }: CallbackDetail): Promise<void> {
  const { functionName, builds } = await post<BuildList>("builds", { id });
  const [live, previous] = builds;
  const hint = h("p", { class: "note" }, t("buildsHint", { name: functionName }));
  if (!previous) {
    return void openDialog(t("compareBuilds"), hint, h("p", { class: "note is-warn" }, t("oneBuild")));
  }
  const options = builds.map((build) => [build.sha256, nameOf(build, build === live)] as const);
  const [before, after] = [choice("before", options), choice("after", options)];
  before.value = previous.sha256;
  const status = h("p", { class: "note", role: "status" });
  const result = h("div", { class: "diff" });
  const compare = async (data: FormData): Promise<void> => {
    const button = compareForm.querySelector("button")!;
    button.disabled = true;
    status.textContent = t("comparing");
    show(result);
    try {
      const request: CompareRequest = { id, before: valueOf(data, "before"), after: valueOf(data, "after") };
      const comparison = await post<BuildComparison>("compare-builds", request);
      status.textContent = t(comparison.before.isCut || comparison.after.isCut ? "cutRun" : "compared");
      show(result, ...drawComparison(comparison));
    } catch (error) {
      status.textContent = (error as Error).message;
    }
    button.disabled = false;
  };
  const compareForm = form(
    t("compare"),
    (data) => void compare(data),
    field(t("before"), before),
    field(t("after"), after),
  );
  const dialog = openDialog(t("compareBuilds"), hint, compareForm, status, result);
  dialog.classList.add("is-wide");
}

function nameOf({ at, changed, sha256 }: BuildRow, isLive: boolean): string {
  const origin = changed.length > 0 ? changed.join(", ") : t("deployed");
  return [timeOf(at), origin, sha256.slice(0, 8), ...(isLive ? [t("liveBuild")] : [])].join(" · ");
}

function drawComparison({ before, after }: BuildComparison): HTMLElement[] {
  const parts: readonly (readonly [string, (run: BuildRun) => string[]])[] = [
    [t("answerTab"), ({ detail }) => answerText(detail)],
    [t("logs"), ({ detail }) => logText(detail)],
    [t("writes"), ({ writes }) => writes.flatMap(writeText)],
    [t("submitted"), ({ jobs }) => [...jobs]],
    [t("history"), ({ detail }) => journalText(detail)],
  ];
  return parts
    .map(([label, textOf]) => [label, textOf(before), textOf(after)] as const)
    .filter(([, old, now]) => old.length + now.length > 0)
    .flatMap(([label, old, now]) => [h("h3", {}, label), diffLinesView(old, now, label)]);
}

function writeText({ bucket, key, kind, bytes, etag, text }: WriteRow): string[] {
  const name = `${kind === "put" ? "PUT" : "DELETE"} ${bucket}/${key}`;
  if (kind === "delete") return [name];
  const content = text === undefined ? [`${bytes} B, ${etag}`] : text.replace(/\n$/, "").split("\n");
  return [name, ...content.map((line) => `  ${line}`)];
}
