import * as v from 'valibot';
import { uuidField } from '../dossier/fields.ts';
import {
  focalAgencies,
  FocalListActSchema,
  FocalPersonSchema,
  focalRefusals,
  focalStates,
} from '../focal-list/focal-list.ts';

const mark = { by: v.string(), name: v.string(), at: v.number() };

/** A list as it was sent: nobody changes it any more (GL-29). `number`: which of its agency's lists, from 1. */
export const FocalListViewSchema = v.strictObject({
  id: v.string(),
  ...mark,
  agency: v.picklist(focalAgencies),
  number: v.number(),
  state: v.picklist(focalStates),
  persons: v.array(FocalPersonSchema),
  settled: v.nullable(v.strictObject({ ...mark, reason: v.string() })),
  maySettle: v.boolean(),
});
export type FocalListView = v.InferOutput<typeof FocalListViewSchema>;

/** `GET /api/focal-lists`: those of one's own agency; Sở Y tế's people see all. Newest first. */
export const FocalListsResponseSchema = v.strictObject({
  agencies: v.array(v.picklist(focalAgencies)),
  consolidates: v.boolean(),
  lists: v.array(FocalListViewSchema),
});
export type FocalListsResponse = v.InferOutput<typeof FocalListsResponseSchema>;

/** `POST /api/focal-lists/act`: both ids are the browser's, so that a resend is written once. */
export const ActOnFocalListSchema = v.strictObject({
  list: uuidField,
  id: uuidField,
  act: FocalListActSchema,
});
export type ActOnFocalList = v.InferOutput<typeof ActOnFocalListSchema>;

/** `row`: which person of the list is meant, from 1. */
export const FocalListAnswerSchema = v.union([
  v.strictObject({ outcome: v.literal('saved') }),
  v.strictObject({
    outcome: v.literal('refused'),
    code: v.picklist(focalRefusals),
    clause: v.string(),
    row: v.nullable(v.number()),
  }),
]);
export type FocalListAnswer = v.InferOutput<typeof FocalListAnswerSchema>;
