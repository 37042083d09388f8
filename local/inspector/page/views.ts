/** Views that the page loads when the user opens them. */
import type { State } from "../protocol";
import { t } from "./texts";
import { say } from "./toast";

export interface Views {
  /** @param node id of a node of the pipeline. @default - the resources of all */
  readonly resources: (node?: string) => void;
  readonly objects: (bucket?: string, key?: string) => void;
  readonly matrix: () => void;
  readonly upload: () => void;
}

/** @param state the current state; without one, no view opens */
export function createViews(state: () => State | undefined): Views {
  const load = <T>(part: Promise<T>, open: (part: T, state: State) => void): void => {
    part.then(
      (loaded) => state() && open(loaded, state()!),
      () => say(t("outdated")),
    );
  };
  const views: Views = {
    resources: (node) => {
      load(import("./resources-view"), ({ openResources }) => openResources(node, views.objects));
    },
    objects: (bucket, key) => {
      load(import("./objects-view"), ({ openObjects }, { buckets }) => openObjects(buckets, bucket, key));
    },
    matrix: () => load(import("./matrix-view"), ({ openMatrix }, { targets }) => openMatrix(targets)),
    upload: () => load(import("./upload-dialog"), ({ openUpload }, { buckets }) => openUpload(buckets)),
  };
  return views;
}
