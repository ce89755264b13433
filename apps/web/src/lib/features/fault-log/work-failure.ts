import type { WorkRefusal } from '@truc/domain/intervention';
import type { FaultFailure } from './fault-controller.svelte.ts';
import { faultFailureText } from './fault-words.ts';
import { workRefusalText } from './work-words.ts';

/** Why a form on a permit or a device is not kept. What was typed still stands in its box. */
export function workFailureText(code: FaultFailure): string {
  return code in workRefusalText ? workRefusalText[code as WorkRefusal]() : faultFailureText(code);
}
