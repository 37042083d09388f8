import { openEnvelope } from "./envelope";
import { keyOfName } from "./names";
import type { Folder } from "./names";
import { listAll } from "./store";
import type { Store, StoredObject } from "./store";

/** A callback in a list. */
export interface Listed extends StoredObject {
  readonly key: string;
}

/** Callbacks of one folder, in the order of their names. */
export async function* listCallbacks(store: Store, folder: Folder): AsyncGenerator<Listed> {
  for await (const object of listAll(store, `${folder}/`)) {
    const key = keyOfName(folder, object.name);
    if (key !== undefined) yield { ...object, key };
  }
}

/** Objects that are read concurrently: the outcome of a callback is in its object, not in its name. */
const READ_AHEAD = 16;

/** Done callbacks that no route of the handler accepts, in the order of their names. This reads every done callback. */
export async function* listUnrouted(store: Store): AsyncGenerator<Listed> {
  let batch: Listed[] = [];
  for await (const listed of listCallbacks(store, "done")) {
    batch.push(listed);
    if (batch.length < READ_AHEAD) continue;
    yield* await unroutedOf(store, batch);
    batch = [];
  }
  yield* await unroutedOf(store, batch);
}

async function unroutedOf(store: Store, listed: readonly Listed[]): Promise<Listed[]> {
  const contents = await Promise.all(listed.map(({ name }) => store.get(name)));
  return listed.filter(({ key }, index) => isUnrouted(contents[index], key));
}

/** An unreadable object does not stop a list. */
function isUnrouted(content: Uint8Array | undefined, key: string): boolean {
  try {
    return content !== undefined && openEnvelope(content, key).head.outcome?.unrouted === true;
  } catch {
    return false;
  }
}
