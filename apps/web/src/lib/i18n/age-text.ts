import { formatAge } from '@truc/ui';
import { m } from '#messages';
import { locale } from './locale.svelte.ts';

/** "2 giờ 14 ph" in the language that is chosen now. */
export function ageText(ageMs: number): string {
  return formatAge(ageMs, { units: ageUnits(), locale: locale.tag });
}

export function ageUnits() {
  return { second: m.unit_second(), minute: m.unit_minute(), hour: m.unit_hour(), day: m.unit_day() };
}
