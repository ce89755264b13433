/** KH-20: a periodic check of one device, by the steps of its model's template (KH-21). */
import { failure, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';
import { idField, words, wordsLimit } from '../dossier/fields.ts';
import { stepsLimit, type Template } from './template.ts';
import { maintenanceClauses, type MaintenanceRefusal } from './words.ts';

export const stepAnswers = ['fine', 'trouble'] as const;
export type StepAnswer = (typeof stepAnswers)[number];

/** `answers`: one a step of the template, in its order; null: not looked at. */
export const DeviceCheckSchema = v.strictObject({
  device: idField,
  template: v.nullable(idField),
  answers: v.pipe(v.array(v.nullable(v.picklist(stepAnswers))), v.maxLength(stepsLimit)),
  note: words(wordsLimit),
});
export type DeviceCheck = v.InferOutput<typeof DeviceCheckSchema>;

/** With the steps as they were asked: a template that changes later changes no check. */
export const DeviceCheckFactSchema = v.strictObject({
  ...DeviceCheckSchema.entries,
  steps: v.array(v.string()),
});
export type DeviceCheckFact = v.InferOutput<typeof DeviceCheckFactSchema>;

/** `template`: the one of the device's model now. */
export function decideCheck(
  check: DeviceCheck,
  template: Template | null,
): Result<DeviceCheckFact, Failure<MaintenanceRefusal>> {
  const code = refusalOf(check, template);
  if (code !== null) return failure(code, maintenanceClauses[code]);
  return ok({ ...check, steps: template?.steps ?? [] });
}

function refusalOf(
  { template: asked, answers, note }: DeviceCheck,
  template: Template | null,
): MaintenanceRefusal | null {
  if (template === null) return 'template_missing';
  if (asked !== template.id) return 'template_other';
  const isWhole = template.steps.every((_, at) => (answers[at] ?? null) !== null);
  if (!isWhole || answers.length !== template.steps.length) return 'steps_open';
  return answers.includes('trouble') && note === '' ? 'trouble_untold' : null;
}
