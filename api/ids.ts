/** Ids that CI gives to jobs, workflow runs, queues and workflows. */

/** Ids become parts of paths, where commas join them. Ids in the vendor's examples contain asterisks. */
const ID = /^[\w*-]{1,64}$/;

/** Whether a text can be an id. Any other text needs no call to CI. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/**
 * Path of the object with an id.
 *
 * @throws TypeError for an invalid id, which could address another call
 */
export function pathOf(path: string, id: string): string {
  if (isId(id)) return `${path}/${id}`;
  throw new TypeError(
    `Id for ${path} must be at most 64 letters, digits, "_", "-" and "*" (got ${JSON.stringify(id)})`,
  );
}
