import { writeFailureText } from '#lib/i18n/code-text.ts';
import type { IncidentFailure } from './incident-controller.svelte.ts';
import { caseRefusalText } from './case-words.ts';

const texts: Readonly<Record<IncidentFailure, () => string>> = { ...writeFailureText, ...caseRefusalText };

/** Why something could not be kept, in words. What was typed still stands in its box. */
export function failureText(code: IncidentFailure): string {
  return texts[code]();
}
