/** `tencentci_media_service`: binds CI to a bucket and enables one service. Destroy leaves both on by default. */
import { bindCi, readCiStatus } from "../../api/bind";
import type { BucketAddress } from "../../api/hosts";
import { disableMedia, enableMedia, findMediaBucket } from "../../api/media-buckets";
import type { ServiceAddress } from "../../api/queue-families";
import { listMediaQueues } from "../../api/queues";
import { checkService, parseServiceId, plannedFamily, plannedRegion } from "../address";
import { REPLACED_BY_SERVICE, serviceIdOf, serviceOf, withFamily } from "../address";
import type { Served } from "../address";
import { explained } from "../advice";
import type { Client } from "../client";
import type { CreateRequest, Resource } from "../plugin/provider";
import { poll } from "../poll";
import { SERVICE_IDENTITY } from "../identities";
import { MEDIA_SERVICE, SERVICE_TIME_LIMITS } from "../schema/media-service";
import { lookUp } from "./look-up";
import { settle } from "./settle";
import { isTakenOver, unchangedWarning, takeOver } from "./takeover";

interface MediaServiceState extends Served {
  readonly disable_on_destroy: boolean;
  readonly create_time: string;
}

export const mediaService: Resource<Client, MediaServiceState> = {
  schema: MEDIA_SERVICE,
  timeouts: SERVICE_TIME_LIMITS,
  identity: SERVICE_IDENTITY,
  replaceOnChange: REPLACED_BY_SERVICE,
  validate: checkService,
  upgrade: (_version, state) => withFamily(state),

  plan: ({ prior, config, planned, client }) => ({
    planned: {
      ...planned,
      region: plannedRegion(config.region, client, prior),
      family: plannedFamily(config.family),
      disable_on_destroy: config.disable_on_destroy ?? false,
    },
  }),

  async create(request) {
    const { client, wanted, planned, signal } = request;
    const address = serviceOf(wanted, client);
    takeOver(client, serviceIdOf(address));
    await bind(request, address);
    await explained(`Turning on the ${address.family} service of ${address.bucket}`, () =>
      enableMedia(client.ci, address, signal),
    );
    const createTime = await waitForQueue(request, address);
    const actual = { ...wanted, ...address, id: serviceIdOf(address), create_time: createTime };
    return { state: settle(planned, actual) };
  },

  async read({ client, state, signal }) {
    const doing = `Reading the ${state.family} service of ${state.bucket}`;
    const service = await lookUp(doing, client, state, signal, async () => {
      const status = await readCiStatus(client.ci, state, signal);
      return status === "on" ? findMediaBucket(client.ci, state, signal) : undefined;
    });
    return { state: service ? { ...state, create_time: service.createTime } : null };
  },

  update: ({ planned, prior }) => Promise.resolve({ state: settle(planned, prior) }),

  async delete({ client, prior, signal, log }) {
    if (!prior.disable_on_destroy) {
      log.info("the service stays on", { bucket: prior.bucket, family: prior.family });
      return undefined;
    }
    const { family, bucket } = prior;
    if (isTakenOver(client, serviceIdOf(prior))) {
      return unchangedWarning(
        `The ${family} service of ${bucket}`,
        "Another resource of this run owns it now",
        "Destroy that one with disable_on_destroy to turn the service off.",
      );
    }
    const doing = `Turning off the ${family} service of ${bucket}`;
    await lookUp(doing, client, prior, signal, () => disableMedia(client.ci, prior, signal).then(() => true));
    return undefined;
  },

  import({ id, client }) {
    const { bucket, region, family } = parseServiceId(id, client);
    const address = { bucket, region, family };
    return Promise.resolve({ state: { ...address, id: serviceIdOf(address), disable_on_destroy: false } });
  },
};

type Request = CreateRequest<Client, MediaServiceState, unknown>;

/** Binds CI to the bucket and waits for it. Binding must wait for a running unbinding. */
async function bind({ client, signal, log }: Request, address: BucketAddress): Promise<void> {
  let status = "";
  const waitForStatus = (isReached: () => boolean): Promise<unknown> =>
    poll(
      async () => {
        status = await readCiStatus(client.ci, address, signal);
        return isReached() || undefined;
      },
      { signal },
    );
  const doing = (): string => `Binding CI to ${address.bucket}${status && ` (its CIStatus is "${status}")`}`;
  await explained(doing, async () => {
    await waitForStatus(() => status !== "unbinding");
    if (status === "on") return;
    log.info("binding CI", { bucket: address.bucket, status });
    await bindCi(client.ci, address, signal);
    await waitForStatus(() => status === "on");
  });
}

/** Waits for the service and its queue. Returns the service's creation time. */
async function waitForQueue({ client, signal }: Request, address: ServiceAddress): Promise<string> {
  let missing = "service";
  const doing = (): string => `Waiting for the ${address.family} ${missing} of ${address.bucket}`;
  return explained(doing, () =>
    poll(
      async () => {
        const service = await findMediaBucket(client.ci, address, signal);
        missing = service ? "queue" : "service";
        return service && (await listMediaQueues(client.ci, address, signal)).length > 0
          ? service.createTime
          : undefined;
      },
      { signal },
    ),
  );
}
