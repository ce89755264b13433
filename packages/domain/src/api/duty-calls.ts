import * as v from 'valibot';
import { dutyCallKinds, dutyCallRanks } from '../duty-call/matter.ts';
import { typedText } from './typed-text.ts';

/** A duty that is being missed and calls this person (GL-20, GL-23, GL-25). Times in ms since 1970. */
export const DutyCallSchema = v.strictObject({
  key: v.string(),
  kind: v.picklist(dutyCallKinds),
  /** `up`: it went up to him since nobody acknowledged it. */
  rank: v.picklist(dutyCallRanks),
  facility: v.nullable(v.string()),
  facilityName: v.nullable(v.string()),
  /** The post's name; null where it is about no post. */
  postName: v.nullable(v.string()),
  /** The post, or the fault or permit whose substitute is to be checked. */
  about: v.string(),
  since: v.number(),
  calledAt: v.number(),
});
export type DutyCall = v.InferOutput<typeof DutyCallSchema>;

/** `GET /api/duty-calls`: what calls him now; `raised`: when each call of the last hour reached him, still standing or not. */
export const DutyCallsResponseSchema = v.strictObject({
  calls: v.array(DutyCallSchema),
  raised: v.array(v.number()),
  /** Whether anything could call him: then his browser may ask to be called without a page. */
  isEverCalled: v.boolean(),
});
export type DutyCallsResponse = v.InferOutput<typeof DutyCallsResponseSchema>;

/** `POST /api/duty-calls/acknowledge`: he sees to it. It ends the calls at everybody's and answers what calls him still. */
export const AcknowledgeCallsSchema = v.strictObject({
  keys: v.pipe(
    v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(300), typedText)),
    v.minLength(1),
    v.maxLength(200),
  ),
});
export type AcknowledgeCalls = v.InferOutput<typeof AcknowledgeCallsSchema>;
