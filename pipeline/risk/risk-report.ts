import type { RecordType } from '../records/record-type.ts';
import { LifeMeter, lifeOf } from './lives.ts';
import { MachineMeter } from './machines.ts';
import { K, type Risk, type RiskMeter } from './meter.ts';

/** What learns the risk of records of a type; undefined where nothing is known of such records. */
export function riskMeterOf(type: RecordType): RiskMeter | undefined {
  const life = lifeOf(type);
  return life === undefined ? MachineMeter.of(type) : new LifeMeter(life);
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** In plain words what somebody who knows a little could find out, whatever the names were replaced by. */
export function remarksOn({ groups, lifetimes }: Risk): string[] {
  const { by, of, smallerThanK, shareInSmallGroups } = groups;
  const remarks = [
    `${smallerThanK} groups by ${by.join(', ')} have fewer than ${K} ${of}; ${percent(shareInSmallGroups)} of the ${of} are in one.`,
  ];
  if (lifetimes === undefined || lifetimes.lives === 0) return remarks;
  return [
    ...remarks,
    `${percent(lifetimes.uniqueToTheSecond)} of the ${of} can be told from all others by size, start and end alone; ` +
      `with times to the hour, ${percent(lifetimes.uniqueToTheHour)}.`,
    `No hashing removes that: who knows when a few ${of} of somebody began and ended finds the pseudonym, and with it all ` +
      'the rest of that user. Coarser times and sizes, or pseudonyms that are not the same throughout, make it harder.',
  ];
}
