/**
 * Creates the check of a candidate against all accepted secrets. Its time depends only on the lengths of the secrets:
 * neither a matching prefix nor a matching secret ends it early.
 *
 * Plain arithmetic instead of node:crypto: loading it only for this check would double the time of a cold start.
 */
export function secretChecker(secrets: readonly string[]): (candidate: string) => boolean {
  return (candidate) => {
    let matches = 0;
    for (const secret of secrets) matches += Number(difference(candidate, secret) === 0);
    return matches > 0;
  };
}

/** Returns zero if equal. It reads every character of the secret, for any candidate. */
function difference(candidate: string, secret: string): number {
  let bits = candidate.length ^ secret.length;
  for (let i = 0; i < secret.length; i++) bits |= candidate.charCodeAt(i) ^ secret.charCodeAt(i); // NaN counts as 0
  return bits;
}
