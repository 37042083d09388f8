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
  /** Goes with a temporary key, such as the one in a function's environment. */
  readonly token?: string;
}

/**
 * Names and their values: by name, or in turn as in Node's `rawHeaders`. Where they are put together for each request, an
 * object that grows costs the receiver an eighth of its throughput.
 */
export type NamedValues = Readonly<Record<string, string>> | readonly string[];

/** What a signature covers. */
export interface SignedRequest {
  readonly method: string;
  /** Decoded path, "/" and the object's key. */
  readonly path: string;
  /** Query parameters to sign, decoded; one without a value has "". */
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

/** What stands for itself in a URL. Most names and values consist of nothing else, and looking costs a third of encoding. */
const UNRESERVED = /^[\w.~-]*$/;
const UNRESERVED_PATH = /^[\w.~/-]*$/;

/** `encodeURIComponent`, and the characters that it leaves alone although RFC 3986 reserves them. */
export function encodeRfc3986(text: string): string {
  if (UNRESERVED.test(text)) return text;
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The same for each part of a path. */
export function encodePath(path: string): string {
  return UNRESERVED_PATH.test(path) ? path : path.split("/").map(encodeRfc3986).join("/");
}

/** Names and values in turn. */
export function inTurn(values: NamedValues): readonly string[] {
  return isList(values) ? values : Object.entries(values).flat();
}

const isList = Array.isArray as (values: NamedValues) => values is readonly string[];

/** Names and values as they are signed, in the order of the names. */
function canonical(values: NamedValues): { names: string; pairs: string } {
  const list = inTurn(values);
  const { places, encoded, names } = orderOf(list);
  let pairs = "";
  for (let i = 0; i < places.length; i++) {
    pairs += `${i === 0 ? "" : "&"}${encoded[i]}=${encodeRfc3986(list[places[i]! + 1]!)}`;
  }
  return { names, pairs };
}

interface Order {
  /** Where the names stand in the list. */
  readonly places: readonly number[];
  readonly encoded: readonly string[];
  readonly names: string;
}

/** So many are kept: whoever signs what a stranger names must not fill the memory. */
const MAX_ORDERS = 100;
const orders = new Map<string, Order>();

/** The names of a list in the order in which they are signed. Few lists have other names than one before. */
function orderOf(list: readonly string[]): Order {
  let given = "";
  for (let i = 0; i < list.length; i += 2) given += `${list[i]} `;
  const known = orders.get(given);
  if (known) return known;
  const named = [];
  for (let i = 0; i < list.length; i += 2) named.push({ place: i, name: encodeRfc3986(list[i]!).toLowerCase() });
  named.sort((a, b) => (a.name < b.name ? -1 : 1));
  const encoded = named.map(({ name }) => name);
  const order = { places: named.map(({ place }) => place), encoded, names: encoded.join(";") };
  if (orders.size >= MAX_ORDERS) orders.clear();
  orders.set(given, order);
  return order;
}

let latest = { secretKey: "", keyTime: "", sign: signer("") };

/** What signs at a time, which one request after another shares: see `CiClient`. */
function signerOf(secretKey: string, keyTime: string): (text: string) => string {
  if (latest.secretKey !== secretKey || latest.keyTime !== keyTime) {
    latest = { secretKey, keyTime, sign: signer(signer(secretKey)(keyTime)) };
  }
  return latest.sign;
}
