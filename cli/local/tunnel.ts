/** Real callbacks on this machine: requests that arrive through the user's tunnel are posted to the local pipeline. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalCloud } from "../../local/cloud";
import { redactUrl } from "../../local/ci/delivery";
import { topicOfAddress } from "../../local/kafka/address";
import type { CallbackFormat } from "../../local/ci/post";
import { listenHttp } from "../../local/ingress/listener";
import type { Listener } from "../../local/ingress/listener";
import { describeCallback } from "../describe";

/** Larger requests are refused before they are read completely, as SCF does. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** A callback URL of the pipeline, and its public URL; both contain the secret. */
interface Address {
  readonly local: string;
  readonly public: string;
  readonly path: Buffer;
}

type Cloud = Pick<LocalCloud, "deliver">;

/** The local end of a tunnel. */
export class Tunnel {
  #addresses: readonly Address[] = [];
  #listener?: Listener;

  private constructor(
    private readonly publicUrl: string,
    private readonly cloud: Cloud,
  ) {}

  /**
   * Listens for requests that the tunnel forwards.
   *
   * @param publicUrl public URL of the tunnel
   * @param port that the tunnel forwards to; 0 for any free port
   * @throws Error if the port is in use
   */
  static async open(publicUrl: string, port: number, cloud: Cloud): Promise<Tunnel> {
    const tunnel = new Tunnel(publicUrl.replace(/\/+$/, ""), cloud);
    tunnel.#listener = await listenHttp((request, response) => void tunnel.#answer(request, response), port).catch(
      (cause: NodeJS.ErrnoException) => {
        throw new Error(`--tunnel-port must be a free port (got ${port}: ${cause.code}); give another one`, { cause });
      },
    );
    return tunnel;
  }

  get port(): number {
    return this.#listener!.port;
  }

  /** Accepts callbacks for these URLs only, from now on. */
  serve(callbackUrls: readonly string[]): void {
    const urls = callbackUrls.filter((address) => !topicOfAddress(address)); // a topic has no address outside
    this.#addresses = urls.map((local) => {
      const { pathname } = new URL(local);
      return {
        local,
        public: this.publicUrl + pathname,
        path: Buffer.from(new URL(this.publicUrl + pathname).pathname),
      };
    });
  }

  /** Callback URL for a job of the user; contains the secret. @throws Error if the pipeline has no callback URL */
  get callbackUrl(): string {
    const [address] = this.#addresses;
    if (!address) throw new Error("The pipeline must have a callback address (got none): deploy one with an ingress");
    return address.public;
  }

  /** The public URLs without their secrets. */
  get shown(): string[] {
    return this.#addresses.map((address) => redactUrl(address.public));
  }

  close(): Promise<void> {
    return this.#listener!.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = (status: number, text: string): void => void response.writeHead(status).end(text);
    const path = Buffer.from(new URL(request.url ?? "/", "http://tunnel").pathname);
    // Compares in constant time: otherwise anybody who finds the tunnel could find a secret by timing.
    const address = this.#addresses.find(
      (address) => address.path.length === path.length && timingSafeEqual(address.path, path),
    );
    if (request.method !== "POST") return end(405, "method not allowed");
    if (!address) return end(404, "not found");
    const body = await bodyOf(request);
    if (!body) return end(413, "body too large");
    const { event, subject } = describeCallback(body);
    const { status, answer } = await this.cloud.deliver(address.local, body, formatOf(request), { event, subject });
    end(status ?? 502, answer ?? "the pipeline gave no answer");
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function formatOf({ headers }: IncomingMessage): CallbackFormat {
  return /json/i.test(headers["content-type"] ?? "") ? "JSON" : "XML";
}
