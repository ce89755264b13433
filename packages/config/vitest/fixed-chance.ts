import fc from 'fast-check';

/**
 * Property tests draw the same examples in every run, so that a test says the same of the same code. Other examples:
 * `TRUC_FUZZ_SEED=$RANDOM`.
 */
const seed = Number(process.env['TRUC_FUZZ_SEED'] ?? 20_211_124);
fc.configureGlobal({ seed });
