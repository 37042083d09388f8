/**
 * Catches the errors of a listener: a failed listener must not stop the cloud when a function writes a log line. Reports
 * the first error only.
 */
export function catchErrors<T>(listener: (value: T) => void, onWarning: (message: string) => void): (value: T) => void {
  let isReported = false;
  return (value) => {
    try {
      listener(value);
    } catch (error) {
      if (isReported) return;
      isReported = true;
      onWarning(`a listener of the local cloud failed: ${error instanceof Error ? error.stack : String(error)}`);
    }
  };
}
