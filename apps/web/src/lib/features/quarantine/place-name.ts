import type { Waiting } from '@truc/domain/api';

/** One text for a place in a quarantine. */
export function placeName({ from }: Pick<Waiting, 'from'>): string {
  return `${from.scope}#${from.seq}`;
}
