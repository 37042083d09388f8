/**
 * The request signature of COS and CI (XML API).
 *
 * @see https://cloud.tencent.com/document/product/436/7778
 */
import { sha1, signer } from "./sha1";

/** A long-lived or temporary key of Tencent Cloud. */
export interface Credentials {
  readonly secretId: string;
  readonly secretKey: string;
  /** Belongs to a temporary key, such as the key in a function's environment. */
  readonly token?: string;
}

/**
 * Names and values: an object, or a flat list such as Node's `rawHeaders`. The receiver builds a list for each request,
 * because an object that grows costs it an eighth of its throughput.
 */
export type NamedValues = Readonly<Record<string, string>> | readonly string[];

/** The parts of a request that a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded path: "/" and the key of the object. */
  readonly path: string;
  /** Query parameters to sign, decoded. A parameter without a value has "". */
  readonly query?: NamedValues;
  /** Headers to sign; `host` should always be among them. */
  readonly headers: NamedValues;
}

/** Unix seconds between which a signature is valid. */
export interface KeyTime {
  readonly start: number;
  readonly end: number;
}

/** The value of the `Authorization` header. */
export function authorization(
  request: SignedRequest,
  { secretId, secretKey }: Pick<Credentials, "secretId" | "secretKey">,
  { start, end }: KeyTime,
): string {
  const keyTime = `${start};${end}`;
  const query = canonical(request.query ?? []);
  const headers = canonical(request.headers);
  const httpString = `${request.method.toLowerCase()}\n${request.path}\n${query.pairs}\n${headers.pairs}\n`;
  const stringToSign = `sha1\n${keyTime}\n${sha1(httpString)}\n`;
  const signature = signerOf(secretKey, keyTime)(stringToSign);
  return (
    `q-sign-algorithm=sha1&q-ak=${secretId}&q-sign-time=${keyTime}&q-key-time=${keyTime}` +
    `&q-header-list=${headers.names}&q-url-param-list=${query.names}&q-signature=${signature}`
  );
}

/**
 * Characters that are not encoded in a URL. Most names and values contain no others, and a test costs a third of
 * encoding.
 */
const UNRESERVED = /^[\w.~-]*$/;
const UNRESERVED_PATH = /^[\w.~/-]*$/;

/** Also encodes the reserved characters of RFC 3986 that `encodeURIComponent` leaves as they are. */
export function encodeRfc3986(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Encodes each segment of a path. */
export function encodePath(path: string): string {
  return UNRESERVED_PATH.test(path) ? path : path.split("/").map(encodeRfc3986).join("/");
}

/** Names and values in turn. */
export function flatten(values: NamedValues): readonly string[] {
  return isList(values) ? values : Object.entries(values).flat();
}

const isList = Array.isArray as (values: NamedValues) => values is readonly string[];

/** Names and values as they are signed, in the order of the names. */
function canonical(values: NamedValues): { names: string; pairs: string } {
  const list = flatten(values);
  const { positions, encoded, names } = orderOf(list);
  let pairs = "";
  for (let i = 0; i < positions.length; i++) {
    pairs += `${i === 0 ? "" : "&"}${encoded[i]}=${encodeRfc3986(list[positions[i]! + 1]!)}`;
  }
  return { names, pairs };
}

interface Order {
  /** Positions of the names in the list. */
  readonly positions: readonly number[];
  readonly encoded: readonly string[];
  readonly names: string;
}

/** Size of the cache. A limit is needed because senders can choose names. */
const MAX_ORDERS = 100;
const orders = new Map<string, Order>();

/** The names of a list in the order in which they are signed. Most lists have the same names as an earlier list. */
function orderOf(list: readonly string[]): Order {
  let names = "";
  for (let i = 0; i < list.length; i += 2) names += `${list[i]} `;
  const cachedOrder = orders.get(names);
  if (cachedOrder) return cachedOrder;
  const named = [];
  for (let i = 0; i < list.length; i += 2) named.push({ position: i, name: encodeRfc3986(list[i]!).toLowerCase() });
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const encoded = named.map(({ name }) => name);
  const order = { positions: named.map(({ position }) => position), encoded, names: encoded.join(";") };
  if (orders.size >= MAX_ORDERS) orders.clear();
  orders.set(names, order);
  return order;
}

let latestSigner = { secretKey: "", keyTime: "", sign: signer("") };

/** The key for a period. Requests within the period share it: see `CiClient`. */
function signerOf(secretKey: string, keyTime: string): (text: string) => string {
  if (latestSigner.secretKey !== secretKey || latestSigner.keyTime !== keyTime) {
    latestSigner = { secretKey, keyTime, sign: signer(signer(secretKey)(keyTime)) };
  }
  return latestSigner.sign;
}
