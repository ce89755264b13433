/** KH-21: how often and how a device is looked after, as its maker says: one template for one model. */
import * as v from 'valibot';
import { idField, nameLimit, words, wordsLimit } from '../dossier/fields.ts';
import { deviceKinds } from './words.ts';

export const stepsLimit = 20;

/** `source`: the maker's manual, by name and edition. */
export const TemplateSchema = v.strictObject({
  id: idField,
  model: v.pipe(words(nameLimit), v.minLength(1)),
  kind: v.picklist(deviceKinds),
  everyDays: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(730)),
  steps: v.pipe(v.array(v.pipe(words(wordsLimit), v.minLength(1))), v.minLength(1), v.maxLength(stepsLimit)),
  source: words(nameLimit),
});
export type Template = v.InferOutput<typeof TemplateSchema>;

/** A camera or recorder as maintenance sees it. `model` null: nobody has written it down. */
export type MaintainedDevice = {
  readonly id: string;
  readonly kind: (typeof deviceKinds)[number];
  readonly facility: string;
  readonly name: string;
  readonly model: string | null;
};

/** The template of the device's model; null where the model, or a template for it, is not known. */
export function templateFor(
  { kind, model }: MaintainedDevice,
  templates: readonly Template[],
): Template | null {
  if (model === null) return null;
  return templates.find((template) => template.kind === kind && template.model === model) ?? null;
}

const dayMs = 24 * 60 * 60_000;

export type CheckDue = {
  readonly template: Template | null;
  readonly last: number | null;
  /** Ms; null: at once, for it was never checked, or nobody knows how often. */
  readonly dueAt: number | null;
  readonly isOverdue: boolean;
};

/** KH-20. A device without a template is not overdue: that its model is missing is shown by itself. */
export function checkDueOf(
  device: MaintainedDevice,
  known: { readonly templates: readonly Template[]; readonly last: number | null; readonly now: number },
): CheckDue {
  const { templates, last, now } = known;
  const template = templateFor(device, templates);
  const dueAt = template === null || last === null ? null : last + template.everyDays * dayMs;
  return { template, last, dueAt, isOverdue: template !== null && (dueAt === null || now > dueAt) };
}
