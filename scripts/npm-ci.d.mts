export function npmCi(npm: (...args: string[]) => Promise<unknown>, ...args: string[]): Promise<void>;
