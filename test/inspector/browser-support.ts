/** A local cloud, its inspector and the page in Chromium, shared by the tests of a file. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { OpenPage } from "../../harness/page-in-browser";
import { startLocalCloud } from "../../local/cloud";
import type { LocalCloud } from "../../local/cloud";
import { startInspector } from "../../local/inspector/inspector";
import type { Inspector, InspectorOptions } from "../../local/inspector/inspector";
import { BUCKET } from "../local/support";
import { openSharedPage } from "./shared-browser";

/** A cloud with short delays. */
export const FAST_CLOUD = { buckets: [BUCKET], jobMs: 20, eventMs: 1, asyncRetryMs: 50 };

/** Set before the tests run. */
export interface Workbench<Deployed> {
  readonly cloud: LocalCloud;
  /** The result of `deploy`. */
  readonly deployed: Deployed;
  readonly inspector: Inspector;
  /** The page, and its errors. */
  readonly open: OpenPage;
  readonly page: Page;
}

/** Opens the page before the tests of a `describe`, and closes all of it after them. */
export function useWorkbench<Deployed>(
  deploy: (cloud: LocalCloud) => Promise<Deployed>,
  options?: InspectorOptions,
): Workbench<Deployed> {
  const own: { -readonly [Name in keyof Workbench<Deployed>]?: Workbench<Deployed>[Name] } = {};
  beforeAll(async () => {
    own.cloud = await startLocalCloud(FAST_CLOUD);
    own.deployed = await deploy(own.cloud);
    own.inspector = await startInspector(own.cloud, options);
    own.open = await openSharedPage(own.inspector);
    own.page = own.open.page;
  }, 60_000);
  afterAll(async () => {
    await own.open?.close();
    await own.inspector?.close();
    await own.cloud?.close();
  });
  return own as Workbench<Deployed>;
}
