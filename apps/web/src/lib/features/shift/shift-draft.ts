import { answerStates, checklistPoints } from '@truc/domain/shift';
import * as v from 'valibot';

const states = v.picklist(['up', 'down', 'unknown']);
const DraftSchema = v.object({
  seen: v.record(v.string(), states),
  notes: v.string(),
  instructions: v.string(),
  answers: v.record(
    v.picklist(checklistPoints),
    v.object({ state: v.picklist(answerStates), text: v.string() }),
  ),
  opened: v.array(v.string()),
  reservation: v.string(),
  faceToFace: v.boolean(),
});
/** All that is typed while a shift is handed over, accepted or relieved: kept on the tablet at each change. */
export type ShiftDraft = v.InferOutput<typeof DraftSchema>;

export const emptyDraft: ShiftDraft = {
  seen: {},
  notes: '',
  instructions: '',
  answers: {},
  opened: [],
  reservation: '',
  faceToFace: true,
};

export function readDraft(text: string): ShiftDraft | null {
  try {
    const parsed = v.safeParse(DraftSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    // Cut off, or of another version: the form begins empty.
    return null;
  }
}
