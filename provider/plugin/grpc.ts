import { Server } from "@grpc/grpc-js";
import type {
  handleUnaryCall,
  ServerCredentials,
  ServiceDefinition,
  UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { messageType, RPCS } from "./messages";
import type { RpcName } from "./messages";
import type { Handler } from "./translate";

/** As large as Terraform itself takes. */
const MAX_MESSAGE_BYTES = 256 << 20;

/** Any RPC; the messages are typed where they are handled. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Rpc = handleUnaryCall<any, any>;

export interface GrpcOptions {
  readonly credentials: ServerCredentials;
  /** Those of the run at hand. */
  readonly handlers: () => Readonly<Record<RpcName, Handler>>;
  /** Terraform has no more use for the plugin. */
  readonly shutdown: () => void;
}

/** Offers the RPCs of a provider on a free port of 127.0.0.1, and gives that port. */
export function listen({ credentials, handlers, shutdown }: GrpcOptions): Promise<number> {
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(providerService(), providerImplementation(handlers));
  server.addService(controllerService(), {
    Shutdown: ((_call, reply) => {
      reply(null, {});
      setImmediate(shutdown);
    }) satisfies Rpc,
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, port) => (error ? reject(error) : resolve(port)));
  });
}

function providerService(): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(RPCS).map(([name, [request, response]]) => [
      name,
      method("tfplugin6.Provider", name, request, response),
    ]),
  );
}

/** go-plugin's control channel, of which the clean end is used. */
function controllerService(): ServiceDefinition {
  return { Shutdown: method("plugin.GRPCController", "Shutdown", "Empty", "Empty") };
}

function method(service: string, name: string, request: string, response: string): ServiceDefinition[string] {
  return {
    path: `/${service}/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message: object) => Buffer.from(messageType(request).encode(message).finish()),
    requestDeserialize: (bytes: Buffer) => messageType(request).decode(bytes),
    responseSerialize: (message: object) => Buffer.from(messageType(response).encode(message).finish()),
    responseDeserialize: (bytes: Buffer) => messageType(response).decode(bytes),
  };
}

function providerImplementation(handlers: GrpcOptions["handlers"]): UntypedServiceImplementation {
  const implement = (name: RpcName): Rpc => {
    return (call, reply) => {
      Promise.resolve(handlers()[name](call.request as never)).then(
        (response) => reply(null, response),
        (error: unknown) => reply(error as Error),
      );
    };
  };
  return Object.fromEntries((Object.keys(RPCS) as RpcName[]).map((name) => [name, implement(name)]));
}
