/** Target of posted callbacks: the local pipeline, by URL or by topic, which records them; or any address. */
import { Agent as HttpsAgent } from "node:https";
import { rootCertificates } from "node:tls";
import { TransportError } from "../../api/errors";
import { Deliveries, redactUrl } from "../../local/ci/delivery";
import type { Delivery } from "../../local/ci/delivery";
import { CallbackPoster } from "../../local/ci/post";
import type { CallbackFormat } from "../../local/ci/post";
import { Clock } from "../../local/clock";
import { deliverRemotely } from "../../local/control/client";
import { topicOfAddress } from "../../local/kafka/address";
import { agentsOf } from "../account";
import { describeCallback } from "../describe";
import { UsageError } from "../errors";
import { findSession } from "../local/session";
import type { Session } from "../local/session";
import { readNumber } from "./options";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
/** Same time-out as in the local cloud. */
const TIMEOUT_MS = 30_000;

/** The answer. */
export type Answer = Pick<Delivery, "status" | "answer" | "error" | "ms">;

export interface Target {
  /** The address without its secret. */
  readonly shown: string;
  /** Whether the address is a topic of the local pipeline. */
  readonly isTopic: boolean;
  /** The local pipeline. @default - none: any address */
  readonly session?: Session;
  post(body: Uint8Array): Promise<Answer>;
}

export interface TargetChoice {
  /** @default - the local pipeline */
  readonly url?: string;
  /** Number of the pipeline's address, from 1. */
  readonly pipeline: string;
}

/** @throws UsageError for an invalid address; Error if there is neither an address nor a pipeline */
export function chooseTarget({ url, pipeline }: TargetChoice, env: NodeJS.ProcessEnv): Target {
  if (url !== undefined) {
    const session = findSession(process.cwd());
    return { ...directTarget(checkUrl(url), env, session), session };
  }
  const session = requireSession("or give --url");
  const { callbackUrls } = session;
  const address = callbackUrls[readNumber("--pipeline", pipeline) - 1];
  if (callbackUrls.length === 0) {
    throw new Error(
      "The local pipeline must have a callback address or a topic (got none); give its stack an ingress and a queue or a workflow, apply again, or give --url",
    );
  }
  if (address === undefined) {
    throw new UsageError(`--pipeline must be one of the pipeline's ${callbackUrls.length} addresses (got ${pipeline})`);
  }
  return { ...localTarget(address, session), session };
}

/**
 * The pipeline that runs in this project.
 *
 * @param alternative advice for the error if no pipeline runs
 */
export function requireSession(alternative?: string): Session {
  const session = findSession(process.cwd());
  if (session) return session;
  const advice = ["start one with `cdktf-tencentcloud-ci local`", alternative].filter(Boolean).join(", ");
  throw new Error(`A local pipeline must run in this folder or one above it (got none at ${process.cwd()}); ${advice}`);
}

function localTarget(url: string, session: Session): Target {
  return {
    shown: redactUrl(url),
    isTopic: topicOfAddress(url) !== undefined,
    async post(body) {
      const { event, subject } = describeCallback(body);
      const encoded = Buffer.from(body).toString("base64");
      return deliverRemotely(session, { url, format: formatOf(body), body: encoded, event, subject }).catch(
        (error: unknown) => {
          if (!(error instanceof TransportError)) throw error;
          throw new Error(`The local pipeline must answer (got ${error.message}); restart it`, { cause: error });
        },
      );
    },
  };
}

/**
 * The pipeline's certificate is trusted too, so that its address may be given explicitly. With a custom endpoint, which
 * means a local cloud of its own, no certificate of an address on this machine is checked, as in `doctor`. Other
 * addresses are reached through the proxy of the environment, if there is one.
 */
function directTarget(url: string, env: NodeJS.ProcessEnv, session: Session | undefined): Target {
  const agentOf = agentsOf(env);
  const isSimulated = session === undefined && Boolean(env["TENCENTCI_ENDPOINT"]?.trim());
  const poster = new CallbackPoster({
    timeoutMs: TIMEOUT_MS,
    certificate: session?.certificate ?? rootCertificates[0]!,
    route: () => undefined,
    agent: (address) => {
      if (!LOOPBACK.test(address.hostname)) return agentOf(address);
      const isUnverified = isSimulated && address.protocol === "https:";
      return isUnverified ? Promise.resolve(new HttpsAgent({ rejectUnauthorized: false })) : undefined;
    },
  });
  const deliveries = new Deliveries(new Clock(), poster, { effectsOf: () => [] });
  return { shown: redactUrl(url), isTopic: false, post: (body) => deliveries.deliver(url, body, formatOf(body)) };
}

function checkUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new UsageError("--url must be an http or https address (got another text, which may be a secret)");
}

/** Content type by the first character that is not blank, as receivers detect it. */
function formatOf(body: Uint8Array): CallbackFormat {
  return Buffer.from(body).toString("latin1").trimStart().startsWith("{") ? "JSON" : "XML";
}
