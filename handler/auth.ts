/**
 * Makes the check of a candidate against all accepted secrets. Its time depends on the lengths of the secrets alone:
 * neither a matching beginning nor a matching secret ends it early.
 *
 * Plain arithmetic, since it is all that a receiver would load node:crypto for, which doubles the time of a cold start.
 */
export function secretChecker(secrets: readonly string[]): (candidate: string) => boolean {
  return (candidate) => {
    let matches = 0;
    for (const secret of secrets) matches += Number(difference(candidate, secret) === 0);
    return matches > 0;
  };
}

/** Zero if equal. Each character of the secret is looked at, whatever the candidate. */
function difference(candidate: string, secret: string): number {
  let bits = candidate.length ^ secret.length;
  for (let i = 0; i < secret.length; i++) bits |= candidate.charCodeAt(i) ^ secret.charCodeAt(i); // NaN counts as 0
  return bits;
}
