/** Replaces both `open.ts` of durable delivery in the build of the handler without it. */

/** @throws Error always */
export function openDurable(role: string): never {
  throw new Error(
    `CI_CALLBACK_DELIVERY must be inline in this build of the handler (got ${role}): deploy with Delivery.durable(), which uses the other build`,
  );
}

export { openDurable as openTopic };
