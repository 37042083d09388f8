import type { CiClient } from "../../api/client";
import type { Store } from "../../handler/delivery/durable/store";
import type { Platform } from "../platform/platform";
import type { Chain, InboxLink } from "./chain";
import type { SendRequest } from "./http";

/** Inputs of the checks. */
export interface DoctorContext {
  readonly chain: Chain;
  readonly ci: CiClient;
  readonly platform: Platform;
  readonly storeOf: (inbox: InboxLink) => Store;
  /** Sends a request to an address without any credentials. */
  readonly sendRequest: SendRequest;
  /** Whether requests to an address use a proxy, which then resolves the name. */
  readonly isProxied: (url: string) => Promise<boolean>;
  /** Whether a host name resolves. */
  readonly resolves: (hostname: string) => Promise<boolean>;
  /** Server to connect to instead of Tencent Cloud. @default - Tencent Cloud */
  readonly endpoint?: string;
  /** Abbreviated id of the key. */
  readonly shownKey: string;
  readonly isLocal: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
