/** The common part of this service's resources: an id from the platform, a list with filters, tags. */
import { ApiError } from "../../resources/kind";
import { change, inRegion, listOf, page, required, requireResource } from "../action";
import type { ActionContext, Actions, Fields } from "../action";
import { attributesOf, fieldsOf, tagged } from "../members";
import type { Members } from "../members";

export interface Collection {
  readonly type: string;
  /** Noun in the names of the actions, such as `Topic`. */
  readonly name: string;
  /** Member with the unique name of a resource. */
  readonly label: string;
  readonly members: Members;
  readonly notFound: string;
  readonly exists: string;
  /** Why deletion is refused. @default - never */
  readonly inUse?: (id: string, context: ActionContext) => ApiError | undefined;
}

/** The actions Create, Describe, Modify and Delete. */
export function collection({ type, name, label, members, notFound, exists, inUse }: Collection): Actions {
  const id = `${name}Id`;
  const all: Members = { ...members, tags: tagged("Tags") };
  const resourceOf = (request: Fields, context: ActionContext) =>
    requireResource(type, required(request, id), notFound, context);
  const allFields = (context: ActionContext): Fields[] =>
    inRegion(type, context).map((resource) => ({
      [id]: resource.id,
      Tags: [],
      ...fieldsOf({ ...all, create_time: "CreateTime" }, resource.attributes),
    }));
  return {
    async [`Create${name}`](request, context) {
      const labelText = required(request, label);
      if (allFields(context).some((other) => other[label] === labelText))
        throw new ApiError(exists, `${labelText} exists`);
      const created = await context.resources.create(type, context.region, attributesOf(all, request), {});
      return { [id]: created.id };
    },

    [`Describe${name}s`](request, context) {
      const matching = allFields(context).filter((fields) => matches(fields, request));
      return { TotalCount: matching.length, [`${name}s`]: page(matching, request) };
    },

    async [`Modify${name}`](request, context) {
      await change(resourceOf(request, context), attributesOf(all, request), context);
      return {};
    },

    async [`Delete${name}`](request, context) {
      const resource = resourceOf(request, context);
      const refusal = inUse?.(resource.id, context);
      if (refusal) throw refusal;
      await context.resources.delete(resource);
      return {};
    },
  };
}

/** A filter such as `topicId` matches the member `TopicId`. */
function matches(fields: Fields, request: Fields): boolean {
  return listOf(request, "Filters").every(({ Key, Values }) => {
    const member = (Key as string).replace(/^[a-z]/, (first) => first.toUpperCase());
    return (Values as readonly unknown[]).includes(fields[member]);
  });
}
