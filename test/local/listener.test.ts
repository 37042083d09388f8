import { expect, it, onTestFinished } from "vitest";
import { listenHttp, listenHttpAndHttps } from "../../local/ingress/listener";
import type { Listener } from "../../local/ingress/listener";

it.each<[string, (handler: Parameters<typeof listenHttp>[0]) => Promise<Listener>]>([
  ["HTTP", (handler) => listenHttp(handler)],
  ["HTTP and HTTPS", (handler) => listenHttpAndHttps(handler, { cert: "", key: "" })],
])(
  "keeps an idle connection of %s longer than clients do, so that none is closed at the moment of its next use",
  async (_of, listen) => {
    const listener = await listen((_request, response) => void response.end());
    onTestFinished(() => listener.close());
    const { headers } = await fetch(`http://127.0.0.1:${listener.port}/`);
    expect(headers.get("keep-alive")).toBe("timeout=600");
  },
);
