/** Starts a local cloud by hand: `node dist/local/main.js [bucket…]`. Ctrl-C stops it. */
import { startLocalCloud } from "./cloud";
import type { LocalCloud } from "./cloud";
import { exportLines } from "./environment";

const NOTE = "A simulation of Tencent Cloud on this machine: nothing leaves 127.0.0.1, nothing is kept.";

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
  const exist = buckets.length > 0 ? `Buckets: ${buckets.join(", ")}` : "No bucket yet; name some as arguments.";
  const results =
    cloud.ffmpeg === undefined
      ? "Job results are made up; ffmpeg and ffprobe on PATH would do SplitVideoParts and MediaInfo."
      : `ffmpeg ${cloud.ffmpeg} does SplitVideoParts and MediaInfo; results of other jobs are made up.`;
  return [`# ${NOTE}`, `# ${results}`, `# ${exist}`, ...exports].join("\n");
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
