import type { Credential } from "./options";

/** The variables that make an unchanged stack deploy to the local cloud. */
export function environmentOf(url: string, key: Credential, region: string, cliConfig: string): Record<string, string> {
  // Terraform and its providers must reach this machine directly, without the user's proxy.
  const noProxy = [process.env["NO_PROXY"] ?? process.env["no_proxy"], "127.0.0.1,localhost"].filter(Boolean).join(",");
  return {
    TENCENTCLOUD_SECRET_ID: key.secretId,
    TENCENTCLOUD_SECRET_KEY: key.secretKey,
    ...(key.token === undefined ? {} : { TENCENTCLOUD_SECURITY_TOKEN: key.token }),
    TENCENTCLOUD_REGION: region,
    TENCENTCI_ENDPOINT: url,
    TF_CLI_CONFIG_FILE: cliConfig,
    CHECKPOINT_DISABLE: "1",
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}

/** Lines for a shell that set these variables. */
export function exportLines(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`);
}

function quote(text: string): string {
  return /^[\w./:,@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
