import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { roles, type Role } from '../account/role.ts';
import {
  permissionMatrix,
  type Action,
  type Cell,
  type Permission,
  type Reach,
} from './permission-matrix.ts';
import { permits, type Subject } from './permits.ts';

const page = readFileSync(new URL('../../../../docs/permissions.md', import.meta.url), 'utf8');
const rows = page
  .slice(page.indexOf('## The table'))
  .split('\n')
  .filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| action'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const reachOf: Record<string, Reach> = {
  P: 'province',
  M: 'military',
  C: 'civil',
  O: 'own',
  D: 'district',
  s: 'self',
  '(o)': 'document',
  X: 'forbidden',
};

function cellOf(text: string): Cell | undefined {
  if (text === '–') return undefined;
  const proposed = text.endsWith('(x)');
  const reach = reachOf[proposed ? text.slice(0, -3) : text];
  if (reach === undefined) throw new Error(`Unknown cell in docs/permissions.md: ${text}`);
  return { reach, proposed };
}

describe('permission matrix', () => {
  it('has exactly the rows of docs/permissions.md', () => {
    expect(rows.map(([action]) => action).sort()).toEqual(Object.keys(permissionMatrix).sort());
  });

  it.each(rows.map((row): [string, string[]] => [row[0] ?? '', row.slice(1)]))(
    'gives %s as docs/permissions.md says',
    (action, cells) => {
      const permission: Permission = permissionMatrix[action as Action];
      expect(permission.basis.join(', ')).toBe(cells.at(-1));
      for (const [at, role] of roles.entries())
        expect([role, permission.cells[role]]).toEqual([role, cellOf(cells[at] ?? '')]);
    },
  );
});

const military: Subject = {
  facility: { id: 'f-01', authority: 'military', district: 'pleiku' },
  post: 'p-01',
  owner: 'somebody',
};
const civil: Subject = {
  facility: { id: 'f-09', authority: 'civil', district: 'an-khe' },
  post: 'p-09',
  owner: 'somebody',
};

/** A person who holds `role` at facility f-01, in district pleiku, at post p-01. */
type Asked = {
  readonly action: Action;
  readonly role: Role;
  readonly subject: Subject;
  readonly document?: string;
};

function asks({ action, role, subject, document }: Asked): boolean {
  const place = { facility: 'f-01', district: 'pleiku', post: 'p-01' };
  return permits({
    action,
    person: 'me',
    assignments: [{ role, ...place }],
    subject,
    settings: { iocViewingDocument: document ?? null },
  }).ok;
}

describe('reach', () => {
  const cases = (Object.keys(permissionMatrix) as Action[]).flatMap((action) =>
    roles.map((role): [Action, Role] => [action, role]),
  );

  it.each(cases)('%s by %s follows its cell at the own, a military and a civil facility', (action, role) => {
    const permission: Permission = permissionMatrix[action];
    const reach = permission.cells[role]?.reach;
    const atOwn = reach !== undefined && ['province', 'military', 'own', 'district', 'self'].includes(reach);
    const atOther = reach !== undefined && ['province', 'civil'].includes(reach);
    expect(asks({ action, role, subject: military })).toBe(atOwn);
    expect(asks({ action, role, subject: civil })).toBe(atOther);
    expect(asks({ action, role, subject: civil, document: '12/QĐ-UBND' })).toBe(
      atOther || reach === 'document',
    );
  });

  it('denies a person without any role', () => {
    const question = {
      action: 'read_logbook',
      person: 'me',
      assignments: [],
      subject: military,
      settings: { iocViewingDocument: null },
    } as const;
    expect(permits(question)).toEqual({ ok: false, error: { code: 'not_permitted', detail: 'GL-23' } });
  });

  it('[GL-03] lets a prohibition beat every other role of the same person', () => {
    const answer = permits({
      action: 'view_live_central',
      person: 'me',
      assignments: [
        { role: 'pmc', facility: null, district: null, post: null },
        { role: 'app_admin', facility: null, district: null, post: null },
      ],
      subject: military,
      settings: { iocViewingDocument: null },
    });
    expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden' } });
  });

  it('keeps a watch to its own post where a post is named', () => {
    const other = { ...military, post: 'p-02' };
    expect(asks({ action: 'write_logbook', role: 'facility_watch', subject: other })).toBe(false);
  });
});
