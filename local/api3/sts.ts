import type { Actions } from "./action";

/** Security Token Service, version 2018-08-13. @see https://cloud.tencent.com/document/api/1312/48195 */
export const sts: Actions = {
  // The only known id of the account is the APPID in its buckets' names.
  GetCallerIdentity(_request, { settings: { appId } }) {
    const identity = { AccountId: appId, UserId: appId, PrincipalId: appId, Type: "CAMUser" };
    return { ...identity, Arn: `qcs::cam::uin/${appId}:uin/${appId}` };
  },
};
