import { setMaxListeners } from "node:events";
import { createCertificate } from "./certificate";
import { listen } from "./grpc";
import type { Listener } from "./grpc";
import { handshakeLine, HandshakeError, readHandshake, reattachLine } from "./handshake";
import { ignoreInterrupt, watchParent } from "./lifetime";
import { createLogger, Redactor } from "./log";
import type { Provider } from "./provider";
import { createHandlers } from "./rpc";

/**
 * Serves a provider to the Terraform that started this process, until Terraform stops it or dies. The only call in a
 * provider's main file. If a person starts the process, it prints an explanation and exits with status 1. With `-debug`
 * it prints a variable and serves every Terraform that has it set, until it is interrupted.
 */
export async function servePlugin<Client>(provider: Provider<Client>): Promise<void> {
  try {
    await (process.argv.includes("-debug") ? serveAttached(provider) : serve(provider));
  } catch (error) {
    const text = error instanceof HandshakeError ? error.message : ((error as Error)?.stack ?? String(error));
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}

async function serve<Client>(provider: Provider<Client>): Promise<void> {
  const { clientCertificate } = readHandshake(process.env, `terraform-provider-${provider.name} ${provider.version}`);
  const { handlers, stop } = createRun(provider);
  ignoreInterrupt();
  watchParent(() => {
    stop.abort();
    process.exit(1);
  });
  const certificate = createCertificate();
  const { cert, key } = certificate;
  const tls = { cert, key, clientCertificate };
  const { address } = await listen({ tls, handlers: () => handlers, shutdown: () => process.exit(0) });
  process.stdout.write(handshakeLine(address, certificate.der));
}

async function serveAttached<Client>(provider: Provider<Client>): Promise<void> {
  watchParent(() => process.exit(0));
  const { address } = await serveRuns(provider);
  process.stdout.write(reattachLine(provider.source, address));
}

export interface RunsOptions {
  /** Gets each line of the log. @default - standard error */
  readonly write?: (line: string) => void;
  /** Path of a Unix socket to serve. @default - a free port of 127.0.0.1 */
  readonly socket?: string;
}

/**
 * Serves several runs of Terraform in this process. Each connection is configured and stopped by itself, as a process of
 * its own would be: Terraform opens one for each provider block of each run. `close` stops all calls.
 */
export async function serveRuns<Client>(
  provider: Provider<Client>,
  { write, socket }: RunsOptions = {},
): Promise<Listener> {
  const stops = new Set<AbortController>();
  const handlersFor = (ended: AbortSignal): Handlers => {
    const { handlers, stop } = createRun(provider, write);
    stops.add(stop);
    ended.addEventListener("abort", () => {
      stop.abort();
      stops.delete(stop);
    });
    return handlers;
  };
  const { address, close } = await listen({ handlers: handlersFor, shutdown: () => undefined, socket });
  return {
    address,
    close() {
      for (const stop of stops) stop.abort();
      close();
    },
  };
}

type Handlers = ReturnType<typeof createHandlers>;

/** A provider's data for one connection of Terraform. */
function createRun<Client>(
  provider: Provider<Client>,
  write?: (line: string) => void,
): {
  readonly handlers: Handlers;
  readonly stop: AbortController;
} {
  const redactor = new Redactor();
  const log = createLogger(`provider.${provider.name}`, redactor, write);
  const stop = new AbortController();
  setMaxListeners(0, stop.signal); // one per running call
  return { handlers: createHandlers(provider, { log, redactor, stop }), stop };
}
