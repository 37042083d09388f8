import { setMaxListeners } from "node:events";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { handleUnaryCall, ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";
import { createCertificate } from "./certificate";
import { handshakeLine, HandshakeError, readHandshake } from "./handshake";
import { ignoreInterrupt, watchParent } from "./lifetime";
import { createLogger, Redactor } from "./log";
import { messageType, RPCS } from "./messages";
import type { RpcName } from "./messages";
import type { Provider } from "./provider";
import { createHandlers } from "./rpc";

/** As large as Terraform itself takes. */
const MAX_MESSAGE_BYTES = 256 << 20;

/** Any RPC; the messages are typed where they are handled. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Rpc = handleUnaryCall<any, any>;

/**
 * Serves a provider to the Terraform that started this process, until Terraform shuts it down or dies. The one call of
 * a provider's main file. Started by hand it says what it is and exits with status 1.
 */
export async function servePlugin<Client>(provider: Provider<Client>): Promise<void> {
  try {
    await serve(provider);
  } catch (error) {
    const text = error instanceof HandshakeError ? error.message : ((error as Error)?.stack ?? String(error));
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}

async function serve<Client>(provider: Provider<Client>): Promise<void> {
  const { clientCertificate } = readHandshake(process.env, `terraform-provider-${provider.name} ${provider.version}`);
  const redactor = new Redactor();
  const log = createLogger(`provider.${provider.name}`, redactor);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // one for each call under way
  ignoreInterrupt();
  watchParent(() => {
    stop.abort();
    process.exit(1);
  });

  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  const handlers = createHandlers(provider, { log, redactor, stop });
  server.addService(providerService(), providerImplementation(handlers));
  server.addService(controllerService(), {
    Shutdown: ((_call, reply) => {
      reply(null, {});
      setImmediate(() => process.exit(0));
    }) satisfies Rpc,
  });
  const certificate = createCertificate();
  const credentials = ServerCredentials.createSsl(
    Buffer.from(clientCertificate),
    [{ cert_chain: Buffer.from(certificate.cert), private_key: Buffer.from(certificate.key) }],
    true,
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  process.stdout.write(handshakeLine(port, certificate.der));
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

function providerImplementation(handlers: ReturnType<typeof createHandlers>): UntypedServiceImplementation {
  const implement = (name: RpcName): Rpc => {
    return (call, reply) => {
      Promise.resolve(handlers[name](call.request as never)).then(
        (response) => reply(null, response),
        (error: unknown) => reply(error as Error),
      );
    };
  };
  return Object.fromEntries((Object.keys(RPCS) as RpcName[]).map((name) => [name, implement(name)]));
}
