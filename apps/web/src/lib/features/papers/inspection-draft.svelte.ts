import type { InspectedFacility } from '@truc/domain/api';
import type { ZoneKind } from '@truc/domain/camera';
import type { Paper } from '@truc/domain/dossier';
import type { InspectionPurpose, NewFinding, RecordAct, Trigger } from '@truc/domain/inspection';

export const emptyPaper = (): Paper => ({ number: '', signedOn: '', issuer: '' });

/** Minutes while they are written. */
export class InspectionDraft {
  readonly inspection = crypto.randomUUID();
  readonly act = crypto.randomUUID();
  trigger: Trigger = $state('adhoc');
  document: Paper = $state(emptyPaper());
  purpose: InspectionPurpose = $state('supervise_compliance');
  looks: readonly string[] = $state.raw([]);
  roomCamera: 'yes' | 'no' | null = $state(null);
  absentZones: readonly ZoneKind[] = $state.raw([]);
  summary = $state('');
  findings: NewFinding[] = $state([]);

  addFinding(facility: InspectedFacility, kind: NewFinding['kind'] = 'watch_absent'): void {
    this.findings.push(newFinding(facility, kind));
  }

  removeFinding(id: string): void {
    this.findings = this.findings.filter((one) => one.id !== id);
  }

  /** A camera in a room is a finding (N-02): whoever says so is given one to fill in. */
  sayRoom(answer: 'yes' | 'no' | null, facility: InspectedFacility): void {
    this.roomCamera = answer;
    const hasFinding = this.findings.some(({ kind }) => kind === 'camera_in_room');
    if (answer === 'yes' && !hasFinding) this.addFinding(facility, 'camera_in_room');
  }

  toAct(facility: string): RecordAct {
    const isSurvey = this.trigger === 'survey';
    return {
      type: 'record',
      facility,
      trigger: this.trigger,
      document: this.trigger === 'requested' ? { ...this.document } : null,
      purpose: this.purpose,
      looks: isSurvey ? [] : [...this.looks],
      roomCamera: this.roomCamera === null ? null : this.roomCamera === 'yes',
      absentZones: isSurvey ? [...this.absentZones] : [],
      summary: this.summary,
      findings: $state.snapshot(this.findings),
    };
  }
}

export function newFinding({ managers }: InspectedFacility, kind: NewFinding['kind']): NewFinding {
  const owner = managers[0] ?? '';
  return { id: crypto.randomUUID(), kind, camera: null, device: '', text: '', demand: '', owner, due: '' };
}
