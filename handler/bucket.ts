import { BUCKET_RULE, isBucket, isRegion, REGION_RULE } from "../api/hosts";
import { ConfigurationError } from "./errors";

/** @throws ConfigurationError naming the variable */
export function checkBucket(name: string, variable: string): string {
  if (isBucket(name)) return name;
  throw new ConfigurationError(`${variable} must be ${BUCKET_RULE} (got ${JSON.stringify(name)})`);
}

/** @throws ConfigurationError naming the variable */
export function checkRegion(region: string, variable: string): string {
  if (isRegion(region)) return region;
  throw new ConfigurationError(`${variable} must be ${REGION_RULE} (got ${JSON.stringify(region)})`);
}
