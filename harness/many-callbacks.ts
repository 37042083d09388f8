/** Thousands of callbacks in the inspector of a cloud with durable delivery, without the time to process them. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { jobKey } from "../handler/delivery/durable/key";
import { archiveName, journalName } from "../handler/delivery/durable/names";
import type { LocalCloud } from "../local/cloud";
import { BUCKET, jobCallback, PREFIX } from "./durable-deployment";

/** Callbacks that are posted concurrently. */
const BATCH = 200;
const ACCEPTED = JSON.stringify({ status: "accepted" });

export interface ManyCallbacks {
  /** Callbacks that have arrived; their jobs are `j-0`, `j-1` and so on. */
  readonly sent: number;
  /** Posts callbacks that a receiver accepts, and stores their objects as durable delivery does. */
  arrive(many: number): Promise<void>;
  close(): void;
}

/** One of ten callbacks is waiting, one is dead, and the others are done. */
export async function startManyCallbacks(cloud: LocalCloud): Promise<ManyCallbacks> {
  const receiver = createServer((request, response) => request.resume().on("end", () => response.end(ACCEPTED)));
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/secret`;
  let sent = 0;
  return {
    get sent() {
      return sent;
    },
    async arrive(many) {
      for (const end = sent + many; sent < end;) {
        const part = Array.from({ length: Math.min(BATCH, end - sent) }, () => sent++);
        for (const index of part) cloud.putObject(BUCKET, PREFIX + objectNameOf(index), "{}");
        await Promise.all(part.map((index) => cloud.deliver(url, jobCallback(`j-${index}`), "JSON")));
      }
    },
    close: () => void receiver.close(),
  };
}

function objectNameOf(index: number): string {
  const key = jobKey(`j-${index}`, "Success");
  if (index % 10 === 0) return journalName(key, 1);
  return archiveName(index % 10 === 1 ? "dead" : "done", key);
}
