import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { CiClient } from "../../../api/client";
import type { CiClientOptions } from "../../../api/client";
import { AnswerTooLargeError } from "../../../api/errors";
import type { BucketAddress } from "../../../api/hosts";
import { deleteObject, getObject, listObjects, putObject } from "../../../api/objects";
import { MAX_OBJECT_BYTES } from "./envelope";
import { OversizedError } from "./store";
import type { Store } from "./store";

/** Location of an inbox. */
export interface InboxAddress {
  readonly inbox: BucketAddress;
  readonly prefix: string;
}

/** The store in a COS bucket. */
export function createCosStore(client: CiClient, { inbox, prefix }: InboxAddress): Store {
  return {
    create: (name, content) => putObject(client, inbox, prefix + name, content, { forbidOverwrite: true }),
    put: async (name, content) => void (await putObject(client, inbox, prefix + name, content)),
    get: (name) =>
      getObject(client, inbox, prefix + name).catch((error: unknown) => {
        if (!(error instanceof AnswerTooLargeError)) throw error;
        throw new OversizedError(`${name} is larger than a callback can be`, { cause: error });
      }),
    delete: (name) => deleteObject(client, inbox, prefix + name),
    list: async (namePrefix, after) => {
      const marker = after === "" ? undefined : prefix + after;
      const { objects, next } = await listObjects(client, inbox, { prefix: prefix + namePrefix, marker });
      const inboxObjects = objects.filter(({ key }) => key.startsWith(prefix));
      return {
        objects: inboxObjects.map(({ key, lastModified, size }) => ({
          ...{ name: key.slice(prefix.length), size },
          modifiedAt: lastModified.getTime() || 0,
        })),
        next: next?.startsWith(prefix) ? next.slice(prefix.length) : undefined,
      };
    },
  };
}

/** A client for a series of calls: the connection stays open between them. */
export function createClient(options: CiClientOptions): CiClient {
  const agents = { "http:": new HttpAgent({ keepAlive: true }), "https:": new HttpsAgent({ keepAlive: true }) };
  return new CiClient({
    maxAnswerBytes: MAX_OBJECT_BYTES,
    agent: ({ protocol }) => agents[protocol as keyof typeof agents],
    ...options,
  });
}
