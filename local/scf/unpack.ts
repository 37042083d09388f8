import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, sep } from "node:path";
import { unzip } from "fflate";
import type { Unzipped } from "fflate";

/** The platform's limit for code and layers together. */
const MAX_UNPACKED_BYTES = 500 * 1024 * 1024;

/** Writes the files of a zip into a folder. @throws Error for a name outside the folder */
export async function unpack(zip: Uint8Array, directory: string): Promise<void> {
  const files = await readZip(zip);
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    if (!path.startsWith(directory + sep)) throw new Error(`zip entry must stay inside the folder (got ${name})`);
    if (name.endsWith("/")) {
      await mkdir(path, { recursive: true });
      continue;
    }
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** Throws unless the bytes are a zip with at least one file. */
export async function checkZip(zip: Uint8Array): Promise<void> {
  if (Object.keys(await readZip(zip)).length === 0) throw new Error("zip must hold at least one file");
}

async function readZip(zip: Uint8Array): Promise<Unzipped> {
  let total = 0;
  return new Promise((resolve, reject) => {
    const filter = ({ originalSize }: { originalSize: number }): boolean => {
      total += originalSize;
      if (total > MAX_UNPACKED_BYTES) throw new Error(`unpacked code must be at most ${MAX_UNPACKED_BYTES} bytes`);
      return true;
    };
    try {
      unzip(zip, { filter }, (error, files) => {
        if (error) reject(new Error(`code must be a zip file (got: ${error.message})`));
        else resolve(files);
      });
    } catch (error) {
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
