import * as v from 'valibot';
import { wallSizes } from './wall-plan.ts';

/** How this screen was last set: kept on the device, for whoever stands before it. */
export const WallChoiceSchema = v.strictObject({
  size: v.picklist(wallSizes),
  /** Which cameras: `facility:…`, `zone:…`, `group:…`; null: all. */
  filter: v.nullable(v.string()),
  /** A saved layout, in place of size and filter. */
  layout: v.nullable(v.string()),
  page: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type WallChoice = v.InferOutput<typeof WallChoiceSchema>;

const key = 'truc:wall';
const usual: WallChoice = { size: 9, filter: null, layout: null, page: 0 };

export function readWallChoice(storage: Pick<Storage, 'getItem'>): WallChoice {
  try {
    const parsed = v.safeParse(WallChoiceSchema, JSON.parse(storage.getItem(key) ?? 'null'));
    return parsed.success ? parsed.output : usual;
  } catch {
    // Unreadable, or storage is switched off: a wall like a new one.
    return usual;
  }
}

export function keepWallChoice(storage: Pick<Storage, 'setItem'>, choice: WallChoice): void {
  try {
    storage.setItem(key, JSON.stringify(choice));
  } catch {
    // Storage is full or switched off: the choice lasts as long as the page.
  }
}
