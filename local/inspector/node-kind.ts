/** Type of a node in a diagram; the page has a name and an icon for each. */
export type NodeKind =
  | "bucket"
  | "jobs"
  | "queue"
  | "workflow"
  | "ingress"
  | "topic"
  | "external"
  | "function"
  | "inbox"
  | "outcome"
  | "task";
