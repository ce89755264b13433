import type { Situation } from '../../src/situations/seed.ts';
import { benchSituation } from './bench-situation.ts';

/** The size of a whole province: sites with a post each, cameras shared out among them, nobody on watch. */
export function provinceSituation({
  sites,
  cameras,
}: {
  readonly sites: number;
  readonly cameras: number;
}): Situation {
  const base = benchSituation({ posts: 0, cameras: 0 });
  const numbers = Array.from({ length: sites }, (_, at) => at + 1);
  return {
    ...base,
    name: `bench-${sites}`,
    about: `${sites} sites, ${cameras} cameras`,
    places: {
      ...base.places,
      facilities: [
        ...(base.places.facilities ?? []),
        ...numbers.map((number) => ({
          id: siteId(number),
          name: `Cơ sở cách ly số ${number}`,
          district: 'pleiku',
          authority: number % 3 === 0 ? ('civil' as const) : ('military' as const),
          state: 'operating' as const,
        })),
      ],
      posts: numbers.map((number) => ({
        id: `${siteId(number)}-vt`,
        facility: siteId(number),
        name: `Vị trí trực ${number}`,
        kind: 'facility' as const,
      })),
      cameras: Array.from({ length: cameras }, (_, at) => ({
        id: `${siteId(1 + (at % sites))}-cam${at}`,
        facility: siteId(1 + (at % sites)),
        name: `Hành lang ${at + 1}`,
        zone: 'corridor' as const,
        lifecycle: 'in_service' as const,
        national: 'connected' as const,
        ioc: 'none' as const,
        recorder: null,
      })),
    },
  };
}

export function siteId(number: number): string {
  return `do-${String(number).padStart(2, '0')}`;
}
