import { describe, expect, it } from 'vitest';
import { folderFailure } from './places.ts';

describe('data folder', () => {
  it.each(['ENOSPC', 'EDQUOT'])('says in one line that the disk is full (%s)', (code) => {
    const error = Object.assign(new Error('write failed'), { code });
    expect(folderFailure('/srv/truc', error)).toEqual({
      ok: false,
      error: { code: 'disk_full', detail: 'no space left for /srv/truc' },
    });
  });
});
