import { request } from "node:http";

/** Posts to a server with the given Host header, which `fetch` does not allow. */
export function postJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method: "POST", path: "/", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => resolve({ status: answer.statusCode!, text }));
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
