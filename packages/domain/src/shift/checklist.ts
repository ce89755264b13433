/** The twelve points of a handover. Each is answered by the outgoing person before he signs (GL-23). */
export const checklistPoints = [
  'post_and_people',
  'cameras',
  'faults',
  'violations',
  'interventions',
  'exports',
  'instructions',
  'expected_events',
  'recorder',
  'equipment',
  'gaps',
  'remarks',
] as const;
export type ChecklistPoint = (typeof checklistPoints)[number];

/** `in_order`: looked at, nothing to say. `remark`: its words stand beside it. */
export const answerStates = ['in_order', 'remark'] as const;
export type Answer = { readonly state: (typeof answerStates)[number]; readonly text: string };
export type Answers = Readonly<Record<ChecklistPoint, Answer>>;

/** The first point that is not answered, or whose remark has no words; null when the list is complete. */
export function missingPoint(answers: Partial<Answers>): ChecklistPoint | null {
  return (
    checklistPoints.find((point) => {
      const answer = answers[point];
      return answer === undefined || (answer.state === 'remark' && answer.text.trim() === '');
    }) ?? null
  );
}
