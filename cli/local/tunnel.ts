/** Real callbacks on this machine: what comes through a tunnel of the user's is posted to the local pipeline. */
import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { LocalCloud } from "../../local/cloud";
import { redactUrl } from "../../local/ci/delivery";
import type { CallbackFormat } from "../../local/ci/post";
import { listenHttp } from "../../local/ingress/listener";
import type { Listener } from "../../local/ingress/listener";
import { describeCallback } from "../describe";

/** Larger ones are refused before they are read to their end, as SCF does. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

/** A callback URL of the pipeline, and how it is reached from outside; both hold the secret. */
interface Address {
  readonly local: string;
  readonly public: string;
  readonly path: Buffer;
}

type Cloud = Pick<LocalCloud, "deliver">;

/** The end of a tunnel on this machine. */
export class Tunnel {
  #addresses: readonly Address[] = [];
  #listener?: Listener;

  private constructor(
    private readonly publicUrl: string,
    private readonly cloud: Cloud,
  ) {}

  /**
   * Listens for what the tunnel hands on.
   *
   * @param publicUrl where the tunnel is reached from outside
   * @param port that the tunnel leads to; 0 is any free one
   * @throws Error when the port is taken
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

  /** Takes callbacks for these addresses from now on, and for no other. */
  serve(callbackUrls: readonly string[]): void {
    this.#addresses = callbackUrls.map((local) => {
      const { pathname } = new URL(local);
      return {
        local,
        public: this.publicUrl + pathname,
        path: Buffer.from(new URL(this.publicUrl + pathname).pathname),
      };
    });
  }

  /** Where a job of the user's reports; holds the secret. @throws Error when the pipeline has no address */
  get callbackUrl(): string {
    const [address] = this.#addresses;
    if (!address) throw new Error("The pipeline must have a callback address (got none): deploy one with an ingress");
    return address.public;
  }

  /** The addresses from outside, without their secrets. */
  get shown(): string[] {
    return this.#addresses.map((address) => redactUrl(address.public));
  }

  close(): Promise<void> {
    return this.#listener!.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const end = (status: number, text: string): void => void response.writeHead(status).end(text);
    const path = Buffer.from(new URL(request.url ?? "/", "http://tunnel").pathname);
    // Whoever finds the tunnel finds a secret by its time otherwise.
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
