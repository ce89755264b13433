import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ViewingStoppedSchema } from './control.ts';
import { linkText } from './fact-chain.ts';

const stopped = v.parse(ViewingStoppedSchema, {
  kind: 'viewing_stopped',
  viewing: '3b241101-e2bb-4255-8caf-4136c566a962',
  at: 5,
  cause: 'display_left',
});
const place = { sfu: 'sfu-1', number: 2, previous: 'ab' };

describe('linkText', () => {
  it('stays as it is: every stored hash was taken over it', () => {
    expect(linkText(place, stopped)).toBe(
      '["truc-viewing-fact/1","sfu-1",2,"ab",[["at",5],["cause","display_left"],["kind","viewing_stopped"],["viewing","3b241101-e2bb-4255-8caf-4136c566a962"]]]',
    );
  });

  it('does not depend on the order in which the fields came', () => {
    const { kind, ...rest } = stopped;
    expect(linkText(place, { ...rest, kind })).toBe(linkText(place, stopped));
  });

  it('is another for each change of place or fact', () => {
    const texts = [
      linkText(place, stopped),
      linkText({ ...place, sfu: 'sfu-2' }, stopped),
      linkText({ ...place, number: 3 }, stopped),
      linkText({ ...place, previous: 'ac' }, stopped),
      linkText(place, { ...stopped, at: 6 }),
      linkText(place, { ...stopped, cause: 'grant_expired' }),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });
});
