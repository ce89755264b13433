import type { CaseCommand } from '@truc/domain/incident';

/** A step whose words are one reason. `needed`: it may not be taken without them. */
export type ReasonChoice = {
  readonly label: string;
  readonly variant: 'primary' | 'quiet' | 'danger';
  readonly needed: boolean;
  readonly command: (reason: string) => CaseCommand;
};
