/**
 * A listener whose errors do not reach the caller: a process that writes a log line must not end the cloud. The first
 * error is reported, later ones are not.
 */
export function contained<T>(listener: (value: T) => void, onWarning: (message: string) => void): (value: T) => void {
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
