/** A provider that is served to several connections, as `local` and `-debug` do, tested with gRPC's own client. */
import { Client, credentials } from "@grpc/grpc-js";
import type { ClientUnaryCall, ServiceError } from "@grpc/grpc-js";
import { describe, expect, it, onTestFinished } from "vitest";
import { decodeValue, encodeValue } from "../../../provider/plugin/codec";
import { messages, RPCS } from "../../../provider/plugin/messages";
import type { RpcName } from "../../../provider/plugin/messages";
import type { Provider } from "../../../provider/plugin/provider";
import { blockType } from "../../../provider/plugin/schema";
import type { Schema } from "../../../provider/plugin/schema";
import { serveRuns } from "../../../provider/plugin/serve";

interface Named {
  readonly name: string;
}
interface Answer {
  readonly state?: { readonly msgpack: Buffer };
  readonly diagnostics: readonly { readonly summary: string }[];
}

const SCHEMA: Schema = { version: 0, block: { attributes: { name: { type: "string", optional: true } } } };
const TYPE = blockType(SCHEMA.block);

async function serve() {
  const waiting: AbortSignal[] = [];
  const provider: Provider<Named> = {
    ...{ name: "toy", source: "terraform.internal/test/toy", version: "1.0.0", schema: SCHEMA, resources: {} },
    configure: (config) => ({ name: config["name"] as string }),
    dataSources: {
      configured: { schema: SCHEMA, read: ({ client: { name } }) => Promise.resolve({ state: { name } }) },
      endless: {
        schema: SCHEMA,
        read: ({ signal }) => {
          waiting.push(signal);
          return new Promise((_resolve, reject) => {
            signal.addEventListener("abort", () => reject(signal.reason as Error));
          });
        },
      },
    },
  };
  const { address, close } = await serveRuns(provider, { write: () => undefined });
  onTestFinished(close);
  return { address: address.String, waiting, close };
}

/** A connection of Terraform. */
function connectionTo(address: string) {
  // Without the option, clients of one address share a connection.
  const client = new Client(address, credentials.createInsecure(), { "grpc.use_local_subchannel_pool": 1 });
  onTestFinished(() => client.close());
  let latest: ClientUnaryCall | undefined;
  const call = (rpc: RpcName, request: object = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      latest = client.makeUnaryRequest(
        `/tfplugin6.Provider/${rpc}`,
        (message: object) => messages.encode(RPCS[rpc][0], message),
        (bytes: Buffer) => messages.decode(RPCS[rpc][1], bytes) as unknown as Answer,
        request,
        (error: ServiceError | null, answer?: Answer) => (error ? reject(error) : resolve(answer!)),
      );
    });
  const config = (name: string | null) => ({ msgpack: encodeValue({ name }, TYPE) });
  return {
    configure: (name: string) => call("ConfigureProvider", { terraformVersion: "1.10.0", config: config(name) }),
    read: (typeName: string) => call("ReadDataSource", { typeName, config: config(null) }),
    stop: () => call("StopProvider"),
    end: () => {
      latest?.cancel(); // the client closes its connection after its last call
      client.close();
    },
  };
}

const nameIn = ({ state }: Answer): unknown => decodeValue(state!.msgpack, TYPE);

describe("a provider with several connections", () => {
  it("uses for each the configuration that came by it", async () => {
    const { address } = await serve();
    const [first, second, third] = [connectionTo(address), connectionTo(address), connectionTo(address)];
    await first.configure("a");
    await second.configure("b");
    expect(nameIn(await first.read("configured"))).toEqual({ name: "a" });
    expect(nameIn(await second.read("configured"))).toEqual({ name: "b" });
    expect((await third.read("configured")).diagnostics[0]!.summary).toBe("The provider is not configured");
  });

  it("stops the calls of the connection that asks for it, or that ends", async () => {
    const { address, waiting } = await serve();
    const connections = [connectionTo(address), connectionTo(address), connectionTo(address)] as const;
    const reads: Promise<Answer | ServiceError>[] = [];
    for (const connection of connections) {
      await connection.configure("a");
      reads.push(connection.read("endless").catch((error: ServiceError) => error));
      await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(reads.length);
    }
    const aborted = (): boolean[] => waiting.map((signal) => signal.aborted);
    await connections[1].stop();
    expect(((await reads[1]) as Answer).diagnostics[0]!.summary).toBe("Interrupted");
    expect(aborted()).toEqual([false, true, false]);
    connections[0].end();
    await expect.poll(aborted, { timeout: 20_000 }).toEqual([true, true, false]);
  });

  it("stops all calls when it is closed", async () => {
    const { address, waiting, close } = await serve();
    const connection = connectionTo(address);
    await connection.configure("a");
    const read = connection.read("endless");
    await expect.poll(() => waiting.length, { timeout: 20_000 }).toBe(1);
    close();
    expect(waiting[0]!.aborted).toBe(true);
    expect((await read).diagnostics).toHaveLength(1);
  });
});
