import type { Schema } from "../plugin/schema";

export const CALLBACK_SECRET: Schema = {
  version: 0,
  block: {
    description: "The secret in a callback URL: random, kept in the state alone, hidden by Terraform.",
    attributes: {
      id: { type: "string", computed: true, description: "Random id of this resource, independent of the secret." },
      rotation: {
        type: "number",
        optional: true,
        computed: true,
        description:
          "Number of the secret, a whole number from 0. Another number, higher or lower, generates a new secret. Default `0`.",
      },
      accept_previous: {
        type: "bool",
        optional: true,
        computed: true,
        description:
          "Keep the secret before the last rotation in `accepted`. `false` deletes that secret. Default `true`.",
      },
      current: {
        type: "string",
        computed: true,
        sensitive: true,
        description: "The secret for new callback URLs: 32 hexadecimal digits, 128 random bits.",
      },
      previous: {
        type: "string",
        computed: true,
        sensitive: true,
        description: "The secret before the last rotation; null before the first one and without `accept_previous`.",
      },
      accepted: {
        type: "string",
        computed: true,
        sensitive: true,
        description: "The accepted secrets, separated by a comma: `current` and, if it exists, `previous`.",
      },
    },
  },
};
