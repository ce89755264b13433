import { expect, it, vi } from 'vitest';
import { holdOutput } from './held-output.mjs';

it('a tool that runs beside others is heard once it is asked for, what it says of errors too', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const output = holdOutput();
  const script = 'console.error("found one"); process.exitCode = 3;';
  expect(await output.run(process.execPath, ['-e', script])).toBe(3);
  output.say('✗ lint');
  expect(write).not.toHaveBeenCalled();
  output.show();
  expect(write.mock.calls).toEqual([['found one\n✗ lint\n']]);
  write.mockRestore();
});

it('a tool that does not start has failed, and says so', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const output = holdOutput();
  expect(await output.run('/nowhere/lint', [])).toBe(1);
  output.show();
  expect(String(write.mock.calls[0]?.[0])).toContain('/nowhere/lint does not start');
  write.mockRestore();
});
