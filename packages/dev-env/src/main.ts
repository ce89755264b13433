import { runProvince } from './run-province.ts';

const dev = process.argv.includes('--dev');
process.exitCode = await runProvince({ dev });
