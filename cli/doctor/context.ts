import type { CiClient } from "../../api/client";
import type { Store } from "../../handler/delivery/durable/store";
import type { Platform } from "../platform/platform";
import type { Chain, InboxLink } from "./chain";
import type { Ask } from "./http";

/** What checks look at, and with what. */
export interface DoctorContext {
  readonly chain: Chain;
  readonly ci: CiClient;
  readonly platform: Platform;
  readonly storeOf: (inbox: InboxLink) => Store;
  /** Asks an address as a stranger would. */
  readonly ask: Ask;
  /** Whether a host's name has an address. */
  readonly resolves: (hostname: string) => Promise<boolean>;
  /** Server that stands for Tencent Cloud. @default - Tencent Cloud */
  readonly endpoint?: string;
  /** Id of the key, shortened. */
  readonly shownKey: string;
  readonly isLocal: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
