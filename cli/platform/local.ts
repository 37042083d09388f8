/** The local cloud, by its control API. */
import { CiApiError } from "../../api/errors";
import { callControl } from "../../local/control/client";
import type { ControlAddress, ControlResponse } from "../../local/control/client";
import type { LogAnswer } from "../../local/control/logs";
import type { FunctionRef, Platform } from "./platform";

/**
 * @param addressOf where it is, and the key of the moment
 * @param now milliseconds since 1970, by which requests are signed
 */
export function localPlatform(addressOf: () => Promise<ControlAddress>, now: () => number = Date.now): Platform {
  const call = async (path: string, query: Readonly<Record<string, string>>): Promise<ControlResponse> => {
    const address = await addressOf();
    const response = await callControl(address, { method: "GET", path, query }, now);
    const { Error: refusal, RequestId } = response;
    if (!refusal) return response;
    throw new CiApiError(
      200,
      refusal.Code,
      refusal.Message,
      typeof RequestId === "string" ? RequestId : "",
      `GET ${address.url}${path}`,
    );
  };
  const attributesOf = async (type: string, id: string, region: string) => {
    const { Resource } = await call("/control/resource", { type, id, region });
    return (Resource as { readonly attributes: Readonly<Record<string, unknown>> } | null)?.attributes;
  };
  const functionOf = ({ id, region }: FunctionRef) => attributesOf("tencentcloud_scf_function", id, region);

  return {
    async account() {
      await call("/control/logs", { after: "0", limit: "0" });
      return undefined;
    },
    async hasRole(name) {
      return (await call("/control/role", { name })).Exists === true;
    },
    async findFunction(ref) {
      const found = await functionOf(ref);
      return found && { runtime: String(found["runtime"]), status: "Active", topicId: text(found["cls_topic_id"]) };
    },
    async aliasVersion({ region }, { id }) {
      const found = await attributesOf("tencentcloud_scf_function_alias", id, region);
      return text(found?.["function_version"]);
    },
    async *logs({ function: ref, from, to, text: wanted }) {
      for (let after = 0; ;) {
        const { Lines, Next } = (await call("/control/logs", { after: String(after) })) as unknown as LogAnswer;
        for (const { sequence, at, functionName, requestId, text: line } of Lines) {
          const time = Date.parse(at);
          if (functionName !== ref.name || time < from || time > to) continue;
          if (wanted === undefined || line.includes(wanted)) {
            yield { at: time, functionName, requestId, text: line, id: String(sequence) };
          }
        }
        if (Lines.length === 0) return;
        after = Next;
      }
    },
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
