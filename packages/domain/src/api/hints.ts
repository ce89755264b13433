import * as v from 'valibot';

/** Event of the socket at `/rt`: something changed that this person may ask about over HTTP. Never the only copy of a fact. */
export const hintEvent = 'hint';
export const HintSchema = v.strictObject({
  about: v.picklist([
    'viewing_requests',
    'camera_faults',
    'walls',
    'acknowledged_alarms',
    'board',
    'timeline',
    'duty_calls',
  ]),
});
export type Hint = v.InferOutput<typeof HintSchema>;
