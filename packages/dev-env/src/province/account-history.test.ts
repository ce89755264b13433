import { decide, evolve, reviewOf, type AccountProposal } from '@truc/domain/account-proposal';
import { dayOf } from '@truc/domain/shift';
import { expect, it } from 'vitest';
import { metaOf } from '../situations/tell-accounts.ts';
import { movedWatcher, movingPapers, pastProposals } from './account-history.ts';
import { people } from './people.ts';
import { posts } from './posts.ts';

const now = Date.UTC(2021, 5, 15, 7, 20);

it('[GL-10] [GL-20] [GL-37] the demonstration has thirty-eight proposals, in every state that the rules allow', () => {
  const proposals = new Map<number, AccountProposal>();
  for (const told of pastProposals(now, dayOf)) {
    const { number, act, by, at, held } = told;
    const before = proposals.get(number) ?? null;
    const decided = decide(
      before,
      act,
      metaOf(told, held && { ...held, right: '1', from: '2021-06-01', to: '' }),
    );
    if (!decided.ok) throw new Error(`proposal ${number}: ${decided.error.code}`);
    const after = evolve(before, decided.value, { by, at });
    if (after !== null) proposals.set(number, after);
  }
  expect(proposals.size).toBe(38);
  const counts: Record<string, number> = {};
  for (const { state } of proposals.values()) counts[state] = (counts[state] ?? 0) + 1;
  expect(counts).toEqual({ done: 29, returned: 1, refused: 1, forwarded: 1, proposed: 4, approved: 2 });
  for (const { by, steps } of proposals.values())
    expect(steps.filter(({ type }) => type === 'decide').map((step) => step.by)).not.toContain(by);
});

it('[GL-20] [GL-05] the demonstration has a watcher moved to another site by a paper, whose old right stands', () => {
  const roles = people.find(({ id }) => id === movedWatcher)?.roles ?? [];
  expect(roles.map(({ facility }) => facility)).toEqual(['cs-03', 'cs-12']);
  const watchOf = (post: string) =>
    people.filter((person) => person.roles.some((role) => role.post === post)).map(({ id }) => id);
  const documents = movingPapers(now, { dayOf, watchOf })
    .filter((document) => document.people.includes(movedWatcher))
    .map((document, at) => ({
      ...document,
      id: String(at),
      to: 'to' in document ? document.to : null,
      people: [...document.people],
    }));
  const [old, fresh] = roles.map((target) =>
    reviewOf({
      person: movedWatcher,
      target,
      since: now - 14 * 24 * 60 * 60_000,
      facilityState: 'operating',
      documents,
      facilityOf: (post) => posts.find(({ id }) => id === post)?.facility ?? null,
      lastUsedAt: now,
      unusedDays: 30,
      now,
    }),
  );
  expect(old).toMatchObject({ finding: 'moved', paper: { number: '34/PC-CSCL', post: 'cs-12-vt1' } });
  expect(fresh).toBeNull();
});
