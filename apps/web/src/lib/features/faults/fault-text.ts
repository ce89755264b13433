import type { FaultCause, FaultState } from '@truc/domain/fault';
import { noSignalReasons, pictureTroubles } from '@truc/media/signalling';
import { m } from '#messages';
import { noSignalText, troubleText } from '#lib/i18n/code-text.ts';

export const faultCauseText: Readonly<Record<FaultCause, () => string>> = {
  camera: m.fault_cause_camera,
  network: m.fault_cause_network,
  decoder: m.fault_cause_decoder,
  picture: m.fault_cause_picture,
};

export const faultStateText: Readonly<Record<FaultState, () => string>> = {
  proposed: m.fault_state_proposed,
  confirmed: m.fault_state_confirmed,
  dismissed: m.fault_state_dismissed,
  recovered: m.fault_state_recovered,
};

/** A code that this page does not know yet shows as it is. */
export function symptomText(symptom: string): string {
  const known = noSignalReasons.find((reason) => reason === symptom);
  if (known !== undefined) return noSignalText[known]();
  const trouble = pictureTroubles.find((code) => code === symptom);
  if (trouble !== undefined) return troubleText[trouble]();
  return symptom === 'sfu_unreachable' ? m.fault_sfu_unreachable() : symptom;
}
