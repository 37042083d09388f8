import type { Schema } from "../plugin/schema";

/** The provider block. Names, environment variables and defaults are those of the vendor's provider, `endpoint` is ours. */
export const PROVIDER_BLOCK: Schema = {
  version: 0,
  block: {
    attributes: {
      secret_id: { type: "string", optional: true, description: "Secret id. Environment: `TENCENTCLOUD_SECRET_ID`." },
      secret_key: {
        type: "string",
        optional: true,
        sensitive: true,
        description: "Secret key. Environment: `TENCENTCLOUD_SECRET_KEY`.",
      },
      security_token: {
        type: "string",
        optional: true,
        sensitive: true,
        description: "Token of a temporary key. Environment: `TENCENTCLOUD_SECURITY_TOKEN`.",
      },
      region: {
        type: "string",
        optional: true,
        description: "Region of resources that name none. Environment: `TENCENTCLOUD_REGION`. Default `ap-guangzhou`.",
      },
      profile: {
        type: "string",
        optional: true,
        description: "Profile of the shared credentials. Environment: `TENCENTCLOUD_PROFILE`. Default `default`.",
      },
      shared_credentials_dir: {
        type: "string",
        optional: true,
        description:
          "Directory of `<profile>.credential`. Environment: `TENCENTCLOUD_SHARED_CREDENTIALS_DIR`. Default `~/.tccli`.",
      },
      endpoint: {
        type: "string",
        optional: true,
        description:
          "Server to call instead of Tencent Cloud, such as `http://127.0.0.1:8080`; Host header and signature name Tencent Cloud. Environment: `TENCENTCI_ENDPOINT`.",
      },
    },
    block_types: {
      assume_role: {
        nesting_mode: "list",
        max_items: 1,
        block: {
          attributes: {
            role_arn: {
              type: "string",
              required: true,
              description: "Role to assume, such as `qcs::cam::uin/100000000001:roleName/deploy`.",
            },
            session_name: { type: "string", required: true, description: "Name of the session in the audit log." },
            session_duration: { type: "number", optional: true, description: "Seconds, up to 43200. Default 7200." },
            policy: { type: "string", optional: true, description: "Policy that narrows the role's." },
            external_id: { type: "string", optional: true, description: "External id that the role requires." },
            source_identity: { type: "string", optional: true, description: "Source identity of the session." },
            serial_number: { type: "string", optional: true, description: "MFA device." },
            token_code: {
              type: "string",
              optional: true,
              sensitive: true,
              description: "Code that the MFA device shows.",
            },
          },
        },
      },
    },
  },
};
