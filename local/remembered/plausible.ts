/** Invented values that are plausible for an attribute's name. The same seed gives the same value. */
import { createHash } from "node:crypto";
import type { Json } from "../resources/kind";
import { idPrefix } from "./prefixes";

/** The object that a value is invented for. */
export interface ValueContext {
  /** Type without the provider's prefix, such as `mysql_instance`. */
  readonly baseType: string;
  /** Text that differs for different objects, such as the id. */
  readonly seed: string;
  readonly region: string;
  readonly appId: string;
}

const PORTS: readonly (readonly [RegExp, number])[] = [
  [/mysql|cynosdb|mariadb|dcdb|tdsql/, 3306],
  [/redis/, 6379],
  [/postgres/, 5432],
  [/mongo/, 27017],
  [/sqlserver/, 1433],
  [/elasticsearch/, 9200],
  [/kafka/, 9092],
];

const NUMBER =
  /(^|_)(count|size|num|number|v?port|cpu|mem|memory|limit|offset|quota|bandwidth|threshold|volume|weight|timeout|interval|seconds?|price|level|total|out|priority|max|min|duration|width|height|rate|times|length|percent|percentage|capacity|bitrate|progress|delay|ttl|qps|tps|days?|frequency|cores?|replicas|latency|used|bytes|quantity|rows|ratio|period|storage|gtid|ar_id|project_id|zone_id|region_id|pods|pay_mode|task_status|index|score|span|flag|revision|generation)$|^(total|max|min|count|cpu|port|vport|memory|size|weight|used|rows|page)_/;
const BOOLEAN =
  /^(is|enable|self|use|can|has|disable|allow|support|deletion|auto_renew|need|with)_|(^|_)(enable|enabled|locked|built|attached|protection|master|auth|encrypt)$/;
const LIST =
  /(^|_)(list|set|ids|items|info|infos|data|groups|addresses|domains|rules|types|names|zones|headers|tasks|versions|instances|servers|events|details|keys|tables|protocols|privileges|fields|regions|values|results|cidrs|ips|subnets|nodes|hosts|endpoints|targets|disks|listeners|policies|records|tags_list|users|clusters|accounts|buckets|databases|files|images|networks|ports|roles|routes|vpcs|projects|certificates)$/;

/** Whether the attribute is a list, by its name. The use in the configuration takes precedence. */
export function isListName(name: string): boolean {
  return LIST.test(name);
}

/** An invented text, number or boolean; an empty map for tags. */
export function plausible(name: string, context: ValueContext): Json {
  if (/(^|_)(tags|labels)$/.test(name)) return {};
  const special = specialValue(name, context);
  if (special !== undefined) return special;
  if (/(^|_)v?port$/.test(name)) return portOf(name, context);
  if (NUMBER.test(name)) return /(project_id|status)$/.test(name) ? 0 : 1;
  return BOOLEAN.test(name) ? false : plausibleText(name, context);
}

/** An id in the vendor's form: a prefix and eight letters or digits. */
export function plausibleId(baseType: string, seed: string): string {
  return `${idPrefix(baseType)}-${hashWord(`${baseType} ${seed}`)}`;
}

function specialValue(name: string, { region, appId }: ValueContext): Json | undefined {
  if (/(^|_)region$/.test(name)) return region;
  if (/(^|_)(zone|availability_zone)$/.test(name)) return `${region}-3`;
  if (/(^|_)(app_id|appid)$/.test(name)) return Number(appId);
  if (/(^|_)(uin|owner_uin|account_id)$/.test(name)) return "100000000001";
  if (/(_time|_at|_date|^time|timestamp)$/.test(name)) return "2024-01-01 00:00:00";
  return undefined;
}

function plausibleText(name: string, context: ValueContext): string {
  const { baseType, seed, region } = context;
  const word = hashWord(`${baseType} ${name} ${seed}`);
  const isPublic = /public|wan|internet|extranet|outer|external/.test(name);
  if (/cidr/.test(name)) return "10.0.0.0/16";
  if (/(^|_)(ip|vip|ipv4|ip_address|ipaddress)$/.test(name)) return addressOf(word, isPublic);
  if (/ipv6/.test(name)) return `2001:db8::${Buffer.from(word).toString("hex").slice(0, 4)}`;
  if (/(^|_)mac(_address)?$/.test(name))
    return `52:54:00:${Buffer.from(word)
      .toString("hex")
      .slice(0, 6)
      .replace(/(..)(?=.)/g, "$1:")}`;
  if (/(^|_)(url|uri)$/.test(name)) return `https://${word}.example/`;
  if (/(^|_)(host|domain|fqdn|dns|endpoint|addr|address|cname|hostname|domain_name)$/.test(name))
    return `${word}.example`;
  if (/(^|_)(arn|qcs)$/.test(name)) return `qcs::${baseType}:${region}:uin/100000000001:${word}`;
  if (/(^|_)version$/.test(name)) return "1.0";
  if (/(^|_)(status|state)$/.test(name)) return "RUNNING";
  const [, idOwner] = /^(?:(.+)_)?(?:id|uuid)$/.exec(name) ?? [];
  if (/(^|_)id$/.test(name)) {
    const isOwn = idOwner === undefined || idOwner === "instance" || idOwner === "resource";
    return plausibleId(isOwn ? baseType : idOwner, seed);
  }
  return `${name.replaceAll("_", "-")}-${word}`;
}

function portOf(name: string, { baseType }: ValueContext): number {
  return PORTS.find(([pattern]) => pattern.test(baseType) || pattern.test(name))?.[1] ?? 443;
}

/** A private address, or one of the documentation range. @see https://www.rfc-editor.org/rfc/rfc5737 */
function addressOf(word: string, isPublic: boolean): string {
  const [a = 0, b = 0, c = 0] = createHash("sha256").update(word).digest();
  return isPublic ? `203.0.113.${1 + (c % 254)}` : `10.${a}.${b}.${1 + (c % 254)}`;
}

/** Eight lower-case letters and digits. */
function hashWord(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  return Array.from(hash.subarray(0, 8), (byte) => (byte % 36).toString(36)).join("");
}
