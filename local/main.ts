/** Starts a local cloud by hand: `node dist/local/main.js [bucket…]`. Ctrl-C stops it. */
import { startLocalCloud } from "./cloud";
import type { LocalCloud } from "./cloud";
import { exportLines } from "./environment";

const NOTE = "A simulation of Tencent Cloud on this machine: it sends nothing beyond 127.0.0.1 and stores nothing.";

async function main(buckets: readonly string[]): Promise<void> {
  const cloud = await startLocalCloud({ buckets, port: Number(process.env["PORT"] ?? 0), ffmpeg: true });
  const stop = (): void => void cloud.close();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  try {
    console.log(introduction(cloud, buckets));
  } catch (error) {
    stop();
    throw error;
  }
}

function introduction(cloud: LocalCloud, buckets: readonly string[]): string {
  const exports = exportLines(cloud.environment());
  const bucketNote =
    buckets.length > 0 ? `Buckets: ${buckets.join(", ")}` : "No buckets; pass their names as arguments.";
  const resultNote =
    cloud.ffmpeg === undefined
      ? "Job results are simulated; with ffmpeg and ffprobe on PATH, SplitVideoParts and MediaInfo analyse the object."
      : `ffmpeg ${cloud.ffmpeg} runs SplitVideoParts and MediaInfo; other results are simulated.`;
  return [`# ${NOTE}`, `# ${resultNote}`, `# ${bucketNote}`, ...exports].join("\n");
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
