/** Where in a configuration: the name of an attribute or block, a position in a list, or the key of a map. */
export type AttributePath = readonly (string | number | { readonly key: string })[];

/** What Terraform shows its user: an error or a warning, with the place in the configuration when one is to blame. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  /** One line without a full stop. */
  readonly summary: string;
  /** What it means and what to do. */
  readonly detail?: string;
  readonly attribute?: AttributePath;
}

/** Thrown by a provider to answer a request with diagnostics instead of a result. */
export class DiagnosticError extends Error {
  override readonly name = "DiagnosticError";
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: Diagnostic | readonly Diagnostic[], options?: ErrorOptions) {
    const list = Array.isArray(diagnostics) ? (diagnostics as readonly Diagnostic[]) : [diagnostics as Diagnostic];
    super(list.map(({ summary, detail }) => (detail ? `${summary}: ${detail}` : summary)).join("\n"), options);
    this.diagnostics = list;
  }
}

/** An error at a place. */
export function errorAt(attribute: AttributePath, summary: string, detail?: string): Diagnostic {
  return { severity: "error", summary, detail, attribute };
}

/** A warning at a place. */
export function warningAt(attribute: AttributePath, summary: string, detail?: string): Diagnostic {
  return { severity: "warning", summary, detail, attribute };
}

/** Diagnostics of anything thrown. What is not a `DiagnosticError` is the provider's own fault and says so. */
export function diagnosticsOf(error: unknown): readonly Diagnostic[] {
  if (error instanceof DiagnosticError) return error.diagnostics;
  const text = error instanceof Error ? error.message : String(error);
  return [
    {
      severity: "error",
      summary: "The provider failed unexpectedly",
      detail: `${text}\n\nThis is a defect of the provider. Run again with TF_LOG_PROVIDER=DEBUG and report the log.`,
    },
  ];
}
