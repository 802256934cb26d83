import fc from 'fast-check';

/**
 * One seed for every property test, so that what was green stays green until the code changes. `FC_SEED=random` looks further;
 * the fuzzers do so always.
 */
const { FC_SEED = '20261120' } = process.env;
fc.configureGlobal({ ...fc.readConfigureGlobal(), ...(FC_SEED !== 'random' && { seed: Number(FC_SEED) }) });
