/** Ids that CI gives to jobs, runs, queues and workflows. */

/** Ids go into paths and are joined with commas there. Those in the vendor's examples hold asterisks. */
const ID = /^[\w*-]{1,64}$/;

/** Whether a text can be an id; CI need not be asked for another one. */
export function isId(text: string): boolean {
  return ID.test(text);
}

/**
 * Path of what has an id.
 *
 * @throws TypeError for what is no id: it could lead to another call
 */
export function pathOf(path: string, id: string): string {
  if (isId(id)) return `${path}/${id}`;
  throw new TypeError(
    `Id for ${path} must be at most 64 letters, digits, "_", "-" and "*" (got ${JSON.stringify(id)})`,
  );
}
