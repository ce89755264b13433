import { dataDirOf } from './data-dir.ts';
import { forgetSituation, seed } from './situations/seed.ts';
import { situations } from './situations/situations.ts';

const [name] = process.argv.slice(2);
const situation = situations[name ?? ''];
if (situation === undefined) {
  console.error('usage: npm run seed -- <situation>');
  for (const known of Object.values(situations)) console.error(`  ${known.name}: ${known.about}`);
  process.exitCode = 2;
} else {
  const dataDir = dataDirOf(process.env);
  forgetSituation(dataDir);
  await seed(dataDir, situation);
  console.log(`${dataDir} is in the situation "${situation.name}"`);
}
