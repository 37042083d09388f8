/** Path in a configuration: names of attributes or blocks, list indexes, map keys. */
export type AttributePath = readonly (string | number | { readonly key: string })[];

/** An error or a warning that Terraform shows its user, with the path in the configuration, if any. */
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

/** An error at a path. */
export function errorAt(attribute: AttributePath, summary: string, detail?: string): Diagnostic {
  return { severity: "error", summary, detail, attribute };
}

/** A warning at a path. */
export function warningAt(attribute: AttributePath, summary: string, detail?: string): Diagnostic {
  return { severity: "warning", summary, detail, attribute };
}

/** Diagnostics of anything thrown. Anything but a `DiagnosticError` is reported as a defect. */
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
