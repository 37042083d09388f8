interface TestFile {
  readonly file: string;
  readonly tests: readonly { readonly title: string; readonly state: string }[];
}

export function filesToRetry(report: {
  readonly files: readonly TestFile[];
  readonly unhandledErrors: number;
}): string[];
